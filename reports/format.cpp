#include "reports/format.hpp"

#include <fmt/format.h>

namespace assay {

std::string with_thousands(long long value) {
  std::string digits = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string percent(double share) { return fmt::format("{:.1f}", 100 * share); }

std::string percent(double share, std::optional<double> standard_error) {
  return standard_error ? fmt::format("{} ± {} %", percent(share), percent(*standard_error))
                        : percent(share) + " %";
}

std::string counted(std::size_t count, const std::string& noun) {
  return fmt::format("{} {}{}", with_thousands(static_cast<long long>(count)), noun,
                     count == 1 ? "" : "s");
}

}  // namespace assay
