// When to ask a server again: which failures pass, and how long to wait.
#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>
#include <optional>
#include <string_view>

namespace assay {

struct RetryPolicy {
  int attempts = 10;  ///< in all, the first included
  std::chrono::milliseconds first{1000};
  std::chrono::milliseconds most{60000};          ///< a back-off never grows beyond
  std::chrono::milliseconds most_asked{3600000};  ///< longer waits that a server asks for end it
};

/// The wait before attempt `failures` + 1: min(most, first * 2^(failures - 1)), of which a random
/// half is taken off, so that clients that failed together do not return together. The randomness
/// is a function of `key` and `failures`. Requires failures >= 1.
[[nodiscard]] std::chrono::milliseconds back_off(const RetryPolicy& policy, int failures,
                                                 std::uint64_t key);

/// The value of a Retry-After header: seconds, or a date in one of the three forms of HTTP; a date
/// that has passed is 0. Empty for anything else. Source: RFC 9110, sections 10.2.3 and 5.6.7.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value,
                                                                         std::time_t now);

/// Statuses after which the same request may succeed: 408, 425, 429, and of 5xx all but
/// 501 (not implemented) and 505 (version).
[[nodiscard]] constexpr bool is_passing(int status) noexcept {
  return status == 408 || status == 425 || status == 429 ||
         (status >= 500 && status != 501 && status != 505);
}

/// Statuses that no other request to this server would escape: the key, the address, the account.
[[nodiscard]] constexpr bool is_hopeless(int status) noexcept {
  return status == 401 || status == 402 || status == 403 || status == 404 || status == 405 ||
         (status >= 300 && status < 400);
}

}  // namespace assay
