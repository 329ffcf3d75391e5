#include "engine/backend/weight_blocks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/core/error.hpp"
#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

std::vector<float> block_of(std::uint32_t seed, float scale) {
  std::vector<float> values;
  for (int i = 0; i < weight_block; ++i) {
    values.push_back(scale * noise(seed, 0, i));
  }
  return values;
}

BlockValues view(const std::vector<float>& values) {
  return BlockValues(values.data(), weight_block);
}

}  // namespace

TEST_CASE("fp16 widens to the value that it stands for") {
  CHECK(widen_f16(0x0000) == 0.0F);
  CHECK(widen_f16(0x3C00) == 1.0F);
  CHECK(widen_f16(0xC000) == -2.0F);
  CHECK(widen_f16(0x7BFF) == 65504.0F);
  CHECK(widen_f16(0x0001) == 0x1p-24F);
  CHECK(widen_f16(0x83FF) == -1023 * 0x1p-24F);
}

TEST_CASE("the table of fp16 values is what widening gives") {
  for (const std::uint16_t bits : std::vector<std::uint16_t>{0x0001, 0x3C00, 0x7BFF, 0xB555}) {
    CHECK(f16_values()[bits] == widen_f16(bits));
  }
}

TEST_CASE("a weight in 8 bits is at most half a step away, whatever its size") {
  for (const float size : {1e-6F, 3e-5F, 0.02F, 1.0F, 5e4F}) {
    for (std::uint32_t seed = 0; seed < 50; ++seed) {
      const std::vector<float> values = block_of(seed, size);
      const BlockQ8 block = quantize_q8(view(values));
      const float scale = widen_f16(block.scale);
      for (std::size_t i = 0; i < values.size(); ++i) {
        CHECK(std::abs(value_of(block, i) - values[i]) <= 0.5F * scale * 1.0001F);
      }
      const float largest =
          std::abs(*std::max_element(values.begin(), values.end(),
                                     [](float a, float b) { return std::abs(a) < std::abs(b); }));
      CHECK(scale >= largest / 127.0F);
      CHECK(scale <= largest / 127.0F * 1.001F + 0x1p-24F);
    }
  }
}

TEST_CASE("a weight in 4 bits is half a step away, or a step where it is clipped") {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const std::vector<float> values = block_of(seed, 0.05F);
    const BlockQ4 block = quantize_q4(view(values));
    const float scale = widen_f16(block.scale);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool clipped = values[i] / scale > 7.5F;
      CHECK(std::abs(value_of(block, i) - values[i]) <=
            (clipped ? 1.001F : 0.501F) * std::abs(scale));
    }
  }
}

TEST_CASE("the largest weight of a block of 4 bits is -8 steps, whatever its sign") {
  std::vector<float> values(weight_block, 0.25F);
  values[20] = 1.0F;
  const BlockQ4 block = quantize_q4(view(values));
  CHECK(widen_f16(block.scale) == -0.125F);
  CHECK(value_of(block, 20) == 1.0F);
  CHECK(value_of(block, 3) == 0.25F);
  CHECK(block.pairs[4] == (6 | 0 << 4));  // weight 4 is -2 steps, weight 20 is -8
}

TEST_CASE("a block of zeros stays zeros") {
  const std::vector<float> zeros(weight_block, 0.0F);
  CHECK(value_of(quantize_q8(view(zeros)), 5) == 0.0F);
  CHECK(value_of(quantize_q4(view(zeros)), 5) == 0.0F);
}

TEST_CASE("weights that blocks cannot hold are refused") {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), -1e9F}) {
    std::vector<float> values(weight_block, 0.5F);
    values[7] = bad;
    CHECK_THROWS_AS(quantize_q8(view(values)), DataError);
    CHECK_THROWS_AS(quantize_q4(view(values)), DataError);
  }
}

TEST_CASE("rows of a blocked tensor are whole blocks") {
  const auto backend = cpu::make_backend(1);
  CHECK_THROWS_AS(backend->allocate(ElementType::q8, 2, 40), ShapeError);
  const Tensor tensor = backend->allocate(ElementType::q4, 3, 96);
  const auto* begin = static_cast<const std::byte*>(tensor.data);
  CHECK(static_cast<const std::byte*>(tensor.row_range(2, 1).data) - begin == 2 * 3 * 18);
  CHECK(static_cast<const std::byte*>(tensor.column_range(32, 64).data) - begin == 18);
}

TEST_CASE("embed widens blocks as the reference does") {
  for (const ElementType type : {ElementType::q8, ElementType::q4}) {
    const OperatorCase test{std::string("embed ") + to_string(type), 9, 0.0,
                            [=](Backend& backend, std::span<const int> rows) {
                              const Tensor table = weight(backend, type, 9, 96, 1);
                              const Tensor x = output(backend, rows.size(), 96);
                              backend.embed(table,
                                            std::vector<std::int32_t>(rows.begin(), rows.end()), x);
                              return values(backend, x);
                            }};
    CHECK(disagreement(test) == "");
  }
}

}  // namespace assay::test
