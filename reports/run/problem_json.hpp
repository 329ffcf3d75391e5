// A problem as the run file stores it: whole, so that a run can be shown and graded again.
#pragma once

#include <nlohmann/json.hpp>

#include "datasets/problem.hpp"

namespace assay {

[[nodiscard]] nlohmann::json to_json(const Problem& problem);

/// Throws DataError for anything that to_json() did not write.
[[nodiscard]] Problem problem_from_json(const nlohmann::json& document);

}  // namespace assay
