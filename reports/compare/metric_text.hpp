// Values and changes as people read them: shares in percent, changes of shares in points.
#pragma once

#include <string>

namespace assay {

enum class Scale {
  share,  ///< in [0, 1]; its changes are points
  count,  ///< tokens
  money,
  nats,      ///< of log-probabilities
  log_time,  ///< natural logarithm of nanoseconds; its changes are percent of the time
};

/// "41.0 %", "1,318", "0.00213", "3.42 ms".
[[nodiscard]] std::string value_text(Scale scale, double value);

/// With its sign, without a unit but for times: "-2.5", "+84", "+3.1 %"; "±0.0" for less than is
/// shown.
[[nodiscard]] std::string change_text(Scale scale, double change);

/// The same without a sign, for "fell by 2.5 points".
[[nodiscard]] std::string size_text(Scale scale, double change);

/// "-5.0 … +0.1"; "unknown" where a bound is infinite.
[[nodiscard]] std::string interval_text(Scale scale, double low, double high);

}  // namespace assay
