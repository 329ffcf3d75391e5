// Several runs on one page: a row each, the trend over them, and for each but the first its paired
// difference to the first, with every sample that flipped.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "reports/html/page.hpp"

namespace assay::html {

/// "B: assay-tiny, runs/step-200.run", as markup.
[[nodiscard]] std::string run_name(const Summary& summary, std::size_t run);

/// Throws UsageError where runs are not comparable.
[[nodiscard]] std::string side_by_side(const std::vector<PageRun>& runs,
                                       const std::optional<KernelChange>& kernels);

}  // namespace assay::html
