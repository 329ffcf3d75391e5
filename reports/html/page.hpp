// A run as one self-contained page: no network, readable with scripts off except for the traces.
#pragma once

#include <string>

#include "reports/summary.hpp"

namespace assay::html {

/// At most about 50 MB: where the traces are longer, the middle of the longest is left out, and
/// the page says so and how to read the rest. Throws as RunFile does.
[[nodiscard]] std::string page(const RunFile& file, const Summary& summary);

}  // namespace assay::html
