#include "engine/backend/cpu/linear.hpp"

#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

OperatorCase linear_case(int rows, int in, int out, ElementType type) {
  return {fmt::format("linear {} x {} -> {} {}", rows, in, out, to_string(type)), rows, 1e-6,
          [=](Backend& backend, std::span<const int> chosen) {
            const Tensor x = input(backend, chosen, in, 1);
            const Tensor w = weight(backend, type, out, in, 2);
            const Tensor y = output(backend, chosen.size(), out);
            backend.linear(x, w, y);
            return values(backend, y);
          }};
}

OperatorCase head_case(int rows, int heads, int in, int out, ElementType type = ElementType::bf16) {
  return {
      fmt::format("head_linear {} x {} heads, {} -> {} {}", rows, heads, in, out, to_string(type)),
      rows, 1e-6, [=](Backend& backend, std::span<const int> chosen) {
        const std::int64_t gap = 5;  // a head's columns stand among others
        const Tensor x = input(backend, chosen, heads * (in + gap), 3);
        const Tensor w = weight(backend, type, std::int64_t{heads} * out, in, 4);
        const Tensor y = output(backend, chosen.size(), heads * (out + gap));
        backend.head_linear({x, w, y, heads, in + gap, out + gap});
        return values(backend, y);
      }};
}

}  // namespace

TEST_CASE("linear agrees with the reference, and its bits depend on a row alone") {
  for (const ElementType type : {ElementType::bf16, ElementType::f32}) {
    for (const int rows : {1, 3, 17, 64}) {
      CHECK(disagreement(linear_case(rows, 160, 208, type)) == "");
      CHECK(disagreement(linear_case(rows, 17, 5, type)) == "");
      CHECK(disagreement(linear_case(rows, 1, 1, type)) == "");
    }
    CHECK(disagreement(linear_case(5, 1021, 67, type)) == "");
    CHECK(disagreement(linear_case(131, 1021, 35, type)) == "");  // more than one panel each way
  }
}

TEST_CASE("linear on blocks of 8 and 4 bits agrees with the reference on the same weights") {
  for (const ElementType type : {ElementType::q8, ElementType::q4}) {
    for (const int rows : {1, 3, 7, 8, 17, 64}) {
      CHECK(disagreement(linear_case(rows, 160, 208, type)) == "");
      CHECK(disagreement(linear_case(rows, 32, 5, type)) == "");
    }
    CHECK(disagreement(linear_case(131, 544, 35, type)) == "");
  }
}

TEST_CASE("head_linear agrees with the reference, head by head") {
  CHECK(disagreement(head_case(1, 4, 16, 48)) == "");
  CHECK(disagreement(head_case(17, 3, 12, 24)) == "");
  CHECK(disagreement(head_case(64, 5, 48, 33)) == "");
  CHECK(disagreement(head_case(5, 3, 64, 48, ElementType::q8)) == "");
  CHECK(disagreement(head_case(17, 3, 64, 33, ElementType::q4)) == "");
}

TEST_CASE("control: the check finds a flipped weight and a sum that depends on the batch") {
  OperatorCase flipped = linear_case(3, 160, 208, ElementType::bf16);
  flipped.run = [](Backend& backend, std::span<const int> chosen) {
    const Tensor x = input(backend, chosen, 160, 1);
    const Tensor w = weight(backend, ElementType::bf16, 208, 160, 2);
    if (backend.name() == "cpu") {
      w.row<std::uint16_t>(7)[100] ^= 0x8000U;
    }
    const Tensor y = output(backend, chosen.size(), 208);
    backend.linear(x, w, y);
    return values(backend, y);
  };
  CHECK(disagreement(flipped).find("element 7") != std::string::npos);

  OperatorCase batch_dependent = linear_case(17, 160, 208, ElementType::f32);
  batch_dependent.run = [](Backend& backend, std::span<const int> chosen) {
    const Tensor x = input(backend, chosen, 160, 1);
    const Tensor w = weight(backend, ElementType::f32, 208, 160, 2);
    const Tensor y = output(backend, chosen.size(), 208);
    backend.linear(x, w, y);
    if (chosen.size() == 1) {  // split the sum in two, as a kernel for one row might
      const Tensor half = output(backend, 1, 208);
      backend.linear(x.column_range(0, 80), w.column_range(0, 80), y);
      backend.linear(x.column_range(80, 80), w.column_range(80, 80), half);
      for (int o = 0; o < 208; ++o) {
        y.row<float>(0)[o] += half.row<float>(0)[o];
      }
    }
    return values(backend, y);
  };
  CHECK(disagreement(batch_dependent).find("alone") != std::string::npos);
}

}  // namespace assay::test
