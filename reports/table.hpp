// A summary as text for the terminal.
#pragma once

#include <string>

#include "reports/summary.hpp"

namespace assay {

/// A block a suite, then its families, references and the warnings; ends with a line end.
[[nodiscard]] std::string table(const Summary& summary);

}  // namespace assay
