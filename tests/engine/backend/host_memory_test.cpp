#include "engine/backend/host_memory.hpp"

#include <cmath>
#include <limits>

#include "engine/backend/cpu/cpu_backend.hpp"
#include "engine/core/error.hpp"
#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

TEST_CASE("bf16 rounds to nearest, ties to even, and every bf16 survives the way there and back") {
  CHECK(widen_bf16(round_to_bf16(1.0F)) == 1.0F);
  CHECK(round_to_bf16(1.0F + 0x1p-8F) == 0x3F80);             // a tie: down to even
  CHECK(round_to_bf16(1.0F + 0x1p-7F + 0x1p-8F) == 0x3F82);   // a tie: up to even
  CHECK(round_to_bf16(1.0F + 0x1p-8F + 0x1p-20F) == 0x3F81);  // beyond the tie
  CHECK(std::isnan(widen_bf16(round_to_bf16(std::numeric_limits<float>::quiet_NaN()))));
  for (std::uint32_t bits = 0; bits < 0x7F80; ++bits) {
    REQUIRE(round_to_bf16(widen_bf16(static_cast<std::uint16_t>(bits))) == bits);
  }
}

TEST_CASE("tensors start as zeros, rows are aligned, and what was uploaded comes back") {
  const auto backend = cpu::make_backend(1);
  const Tensor tensor = backend->allocate(ElementType::f32, 3, 5);
  CHECK(tensor.stride % 16 == 0);
  CHECK(reinterpret_cast<std::uintptr_t>(tensor.data) % 64 == 0);
  CHECK(values(*backend, tensor) == std::vector<float>(15, 0.0F));
  std::vector<float> counting(15);
  for (std::size_t i = 0; i < counting.size(); ++i) {
    counting[i] = static_cast<float>(i);
  }
  upload_f32(*backend, counting, tensor);
  CHECK(values(*backend, tensor) == counting);
  CHECK(tensor.row<float>(0)[15] == 0.0F);
  backend->copy_rows(tensor, 0, 2, 1);
  CHECK(tensor.row<float>(2)[4] == 4.0F);
}

TEST_CASE("an upload of the wrong size is refused") {
  const auto backend = cpu::make_backend(1);
  const Tensor tensor = backend->allocate(ElementType::bf16, 2, 2);
  CHECK_THROWS_AS(backend->upload("12345", tensor), ShapeError);
}

}  // namespace assay::test
