#include "engine/backend/cpu/swiglu.hpp"

#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

OperatorCase gate_case(int rows, int columns, float scale, const GateRule& gate) {
  return {fmt::format("swiglu {} x {} of size {}, limit {}", rows, columns, scale, gate.limit),
          rows, gate.limit > 0.0 ? 4e-6 : 1e-6, [=](Backend& backend, std::span<const int> chosen) {
            const Tensor x = input(backend, chosen, 2 * columns, 1, scale);
            const Tensor y = output(backend, chosen.size(), columns);
            backend.swiglu(x, gate, y);
            return values(backend, y);
          }};
}

}  // namespace

TEST_CASE("swiglu agrees with the reference, also where exp would overflow") {
  for (const float scale : {1.0F, 20.0F, 200.0F}) {
    for (const int rows : {1, 3, 17}) {
      for (const int columns : {1, 16, 96, 101}) {
        CHECK(disagreement(gate_case(rows, columns, scale, {})) == "");
        CHECK(disagreement(gate_case(rows, columns, scale, {7.0, 1.702})) == "");
      }
    }
  }
}

TEST_CASE("a clamped gate is what gpt-oss writes") {
  // gate 9 is cut to 7, up -9 to -7: (-7 + 1) * 7 * sigmoid(1.702 * 7); gate -9 stays.
  for (const bool reference : {true, false}) {
    const auto backend = reference ? reference::make_backend() : cpu::make_backend(1);
    const Tensor x = backend->allocate(ElementType::f32, 1, 4);
    const Tensor y = output(*backend, 1, 2);
    upload_f32(*backend, {9.0F, -9.0F, -9.0F, 2.0F}, x);
    backend->swiglu(x, {7.0, 1.702}, y);
    CHECK(y.row<float>(0)[0] == Approx(-41.99972).epsilon(1e-5));
    CHECK(y.row<float>(0)[1] == Approx(3.0 * -9.0 / (1.0 + std::exp(1.702 * 9.0))).epsilon(1e-5));
  }
}

}  // namespace assay::test
