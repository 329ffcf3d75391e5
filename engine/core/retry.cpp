#include "engine/core/retry.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "engine/core/philox.hpp"

namespace assay {

namespace {

using std::chrono::milliseconds;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// Whole seconds, and the fractions that some servers send against the standard.
std::optional<milliseconds> seconds_of(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') {
    return std::nullopt;
  }
  double seconds = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, seconds, std::chars_format::fixed);
  if (error != std::errc() || rest != end || !(seconds >= 0)) {
    return std::nullopt;
  }
  return milliseconds(static_cast<long long>(std::ceil(std::min(seconds, 1e9) * 1000.0)));
}

}  // namespace

milliseconds back_off(const RetryPolicy& policy, int failures, std::uint64_t key) {
  const double doubled =
      std::ldexp(static_cast<double>(policy.first.count()), std::clamp(failures - 1, 0, 60));
  const double whole = std::min(doubled, static_cast<double>(policy.most.count()));
  PhiloxStream random(key, static_cast<std::uint64_t>(failures));
  const double part = 1.0 - 0.5 * unit_interval(random.next());
  return milliseconds(static_cast<long long>(std::ceil(whole * part)));
}

std::optional<milliseconds> parse_retry_after(std::string_view value, std::time_t now) {
  const std::string text(trimmed(value));
  if (const std::optional<milliseconds> seconds = seconds_of(text)) {
    return seconds;
  }
  // curl_getdate also takes forms of its own, such as a bare number or a year.
  if (text.find(':') == std::string::npos) {
    return std::nullopt;
  }
  const std::time_t date = ::curl_getdate(text.c_str(), nullptr);
  if (date < 0) {
    return std::nullopt;
  }
  return std::chrono::seconds(std::max<std::time_t>(0, date - now));
}

}  // namespace assay
