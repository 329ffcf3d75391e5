// Every operator of a backend at ragged shapes, as cases of operator_case.hpp. They reach tensors
// through upload and download alone, so that they run on a device as well.
#pragma once

#include <vector>

#include "tests/engine/backend/cpu/operator_case.hpp"

namespace assay::test {

[[nodiscard]] std::vector<OperatorCase> operator_cases();

}  // namespace assay::test
