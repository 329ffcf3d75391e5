// Which problems of the named suites a run asks: --limit and --ids.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "datasets/suite.hpp"

namespace assay {

/// A suite narrowed to the problems that are asked, and where these stand in the whole suite.
struct SelectedSuite {
  Suite suite;
  std::vector<std::size_t> positions;  ///< by problem, from 0
  std::size_t suite_size = 0;          ///< problems of the whole suite
};

/// The problems with the given ids in their order (all, if there are none), then of each suite the
/// first `limit`. An id is a problem's, or SUITE/ID where several suites have it. Suites of which
/// nothing is left are left out. Throws UsageError for an id that no suite has, or several.
[[nodiscard]] std::vector<SelectedSuite> select_problems(std::vector<Suite> suites,
                                                         std::optional<std::size_t> limit,
                                                         const std::vector<std::string>& ids);

}  // namespace assay
