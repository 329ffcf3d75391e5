#include "engine/backend/cpu/experts.hpp"

#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

struct Layer {
  int hidden = 160;
  int inner = 96;
  int n_experts = 8;
  int k = 2;
  bool shared = true;
  ElementType type = ElementType::bf16;
  bool biases = false;
  GateRule gate = {};
};

OperatorCase experts_case(int rows, const Layer& l) {
  return {fmt::format("experts {} rows, {} of {}, {} x {} {}", rows, l.k, l.n_experts, l.hidden,
                      l.inner, to_string(l.type)),
          rows, 2e-6, [=](Backend& backend, std::span<const int> chosen) {
            const auto n = static_cast<std::int64_t>(chosen.size());
            const Tensor x = input(backend, chosen, l.hidden, 1);
            const Tensor weights = input(backend, chosen, l.k, 2);
            const Tensor shared = l.shared ? input(backend, chosen, l.hidden, 3, 4.0F) : Tensor{};
            const Tensor experts = backend.allocate(ElementType::i32, n, l.k);
            for (std::int64_t b = 0; b < n; ++b) {
              const int row = chosen[static_cast<std::size_t>(b)];
              for (int slot = 0; slot < l.k; ++slot) {
                experts.row<std::int32_t>(b)[slot] = (row * 5 + slot * 3) % l.n_experts;
              }
            }
            const Tensor gate_up =
                weight(backend, l.type, std::int64_t{l.n_experts} * 2 * l.inner, l.hidden, 4, 0.3F);
            const Tensor down =
                weight(backend, l.type, std::int64_t{l.n_experts} * l.hidden, l.inner, 5, 0.3F);
            const Tensor out = output(backend, chosen.size(), l.hidden);
            Experts op;
            op.x = x;
            op.experts = experts;
            op.weights = weights;
            op.gate_up = gate_up;
            op.down = down;
            op.shared = shared;
            op.out = out;
            op.n_routed_experts = l.n_experts;
            op.gate = l.gate;
            if (l.biases) {
              op.gate_up_bias = weight(backend, ElementType::f32, l.n_experts, 2 * l.inner, 6);
              op.down_bias = weight(backend, ElementType::f32, l.n_experts, l.hidden, 7);
            }
            backend.experts(op);
            return values(backend, out);
          }};
}

}  // namespace

TEST_CASE("experts agree with the reference, and rows do not see how they are grouped") {
  for (const int rows : {1, 3, 17, 64}) {
    CHECK(disagreement(experts_case(rows, {})) == "");
  }
  CHECK(disagreement(experts_case(17, {33, 21, 5, 3, true, ElementType::f32})) == "");
  CHECK(disagreement(experts_case(3, {40, 24, 16, 1, false})) == "");
  for (const ElementType type : {ElementType::q8, ElementType::q4}) {
    CHECK(disagreement(experts_case(1, {64, 96, 8, 3, true, type})) == "");
    CHECK(disagreement(experts_case(33, {64, 96, 8, 3, true, type})) == "");
  }
  const GateRule clamped{0.5, 1.702};
  CHECK(disagreement(experts_case(17, {40, 56, 8, 3, false, ElementType::bf16, true, clamped})) ==
        "");
}

}  // namespace assay::test
