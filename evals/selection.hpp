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

struct Selection {
  std::vector<SelectedSuite> suites;
  std::vector<std::string> left_out;  ///< named suites of which no id names a problem
};

/// The problems with the given ids in their order (all, if there are none), then of each suite the
/// first `limit`. An id names a problem of every suite that has it, SUITE/ID of one. Of a suite and
/// its rewritings ("gsm8k", "gsm8k+rename"), `limit` keeps the first in the order of that suite
/// that all of them have: the same problems of each. Throws UsageError for an id that no suite has,
/// and where a suite and its rewritings have no problem in common.
[[nodiscard]] Selection select_problems(std::vector<Suite> suites, std::optional<std::size_t> limit,
                                        const std::vector<std::string>& ids);

}  // namespace assay
