// The difficulty map, problem by sample, and the traces behind it. The traces lie in the page as
// JSON, one element a problem, and page.js builds what is opened.
#pragma once

#include <string>

#include "reports/summary.hpp"

namespace assay::html {

/// Reads the file twice: for the lengths of the texts, then for the texts.
[[nodiscard]] std::string problems(const RunFile& file, const Summary& summary);

}  // namespace assay::html
