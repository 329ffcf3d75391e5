// Rows of a data file become problems by a suite's rules.
#pragma once

#include <vector>

#include "datasets/problem.hpp"
#include "datasets/readers/rows.hpp"
#include "datasets/suite_yaml.hpp"

namespace assay {

/// The problems of the rows that pass the suite's filter, in order, prompts rendered. Line ends
/// within texts become \n (MBPP's sources have CRLF). Throws DataError with the row's place and
/// field: missing, of another type, empty where it must not be.
[[nodiscard]] std::vector<Problem> map_rows(const std::vector<Row>& rows,
                                            const SuiteDefinition& suite);

}  // namespace assay
