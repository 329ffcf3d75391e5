#include "reports/compare/metric_text.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "reports/format.hpp"

namespace assay {

namespace {

std::string count_text(double value) {
  return value < 100 ? fmt::format("{:.1f}", value) : with_thousands(std::llround(value));
}

std::string time_text(double nanoseconds) {
  constexpr std::array<std::pair<double, const char*>, 4> units = {
      {{1e9, "s"}, {1e6, "ms"}, {1e3, "us"}, {1, "ns"}}};
  for (const auto& [size, name] : units) {
    if (nanoseconds >= size) {
      return fmt::format("{:.3g} {}", nanoseconds / size, name);
    }
  }
  return fmt::format("{:.3g} ns", nanoseconds);
}

/// Of a change, without its sign.
std::string magnitude(Scale scale, double change) {
  switch (scale) {
    case Scale::share:
      return percent(std::abs(change));
    case Scale::money:
    case Scale::nats:
      return fmt::format("{:.3g}", std::abs(change));
    case Scale::log_time:
      return percent(std::abs(std::expm1(change)));
    case Scale::count:
      break;
  }
  return count_text(std::abs(change));
}

}  // namespace

std::string value_text(Scale scale, double value) {
  switch (scale) {
    case Scale::share:
      return percent(value) + " %";
    case Scale::money:
    case Scale::nats:
      return fmt::format("{:.3g}", value);
    case Scale::log_time:
      return time_text(std::exp(value));
    case Scale::count:
      break;
  }
  return count_text(value);
}

std::string change_text(Scale scale, double change) {
  const std::string number = magnitude(scale, change);
  const bool nothing = number.find_first_not_of("0.") == std::string::npos;
  return (nothing ? "±" : change < 0 ? "-" : "+") + number + (scale == Scale::log_time ? " %" : "");
}

std::string size_text(Scale scale, double change) {
  return magnitude(scale, change) + (scale == Scale::log_time ? " %" : "");
}

std::string interval_text(Scale scale, double low, double high) {
  if (!std::isfinite(low) || !std::isfinite(high)) {
    return "unknown";
  }
  return change_text(scale, low) + " … " + change_text(scale, high);
}

}  // namespace assay
