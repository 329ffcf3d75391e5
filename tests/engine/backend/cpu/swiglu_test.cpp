#include "engine/backend/cpu/swiglu.hpp"

#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

TEST_CASE("swiglu agrees with the reference, also where exp would overflow") {
  for (const float scale : {1.0F, 20.0F, 200.0F}) {
    for (const int rows : {1, 3, 17}) {
      for (const int columns : {1, 16, 96, 101}) {
        const OperatorCase test{fmt::format("swiglu {} x {} of size {}", rows, columns, scale),
                                rows, 1e-6, [=](Backend& backend, std::span<const int> chosen) {
                                  const Tensor x = input(backend, chosen, 2 * columns, 1, scale);
                                  const Tensor y = output(backend, chosen.size(), columns);
                                  backend.swiglu(x, y);
                                  return values(backend, y);
                                }};
        CHECK(disagreement(test) == "");
      }
    }
  }
}

}  // namespace assay::test
