// Time as the remote client sees it: tests put a clock of their own here, so that no test waits for
// a back-off and none is decided by how fast a machine is.
#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>

namespace assay::remote {

class Clock {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  Clock() = default;
  virtual ~Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  [[nodiscard]] virtual TimePoint now() const { return std::chrono::steady_clock::now(); }

  /// Seconds since 1970, against which a server's HTTP dates are read.
  [[nodiscard]] virtual std::time_t wall() const { return std::time(nullptr); }

  /// How long to sleep so that now() may reach `due`; 0 if it has.
  [[nodiscard]] virtual std::chrono::milliseconds until(TimePoint due) {
    const auto rest = std::chrono::ceil<std::chrono::milliseconds>(due - now());
    return std::max(rest, std::chrono::milliseconds(0));
  }
};

}  // namespace assay::remote
