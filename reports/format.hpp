// Numbers as people read them: one place, so that table, page and progress line agree.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace assay {

/// "1,940"; a minus sign stays in front.
[[nodiscard]] std::string with_thousands(long long value);

/// A share in [0, 1] as "41.0", without the percent sign.
[[nodiscard]] std::string percent(double share);

/// "41.0 ± 4.2 %", or "41.0 %" where no error can be told.
[[nodiscard]] std::string percent(double share, std::optional<double> standard_error);

/// "1 sample", "9 samples".
[[nodiscard]] std::string counted(std::size_t count, const std::string& noun);

}  // namespace assay
