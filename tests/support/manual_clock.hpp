// A clock that stands still until somebody moves it: a client that wants to wait moves it to the
// end of the wait, at once.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <vector>

#include "engine/remote/clock.hpp"

namespace assay::test {

class ManualClock final : public remote::Clock {
 public:
  using Milliseconds = std::chrono::milliseconds;

  [[nodiscard]] TimePoint now() const override { return TimePoint(Milliseconds(ms_.load())); }
  [[nodiscard]] std::time_t wall() const override { return wall_ + ms_.load() / 1000 - start; }

  [[nodiscard]] Milliseconds until(TimePoint due) override {
    const auto rest = std::chrono::ceil<Milliseconds>(due - now());
    if (rest.count() > 0) {
      {
        const std::lock_guard lock(mutex_);
        waits_.push_back(rest);
      }
      advance(rest);
    }
    return Milliseconds(0);
  }

  void advance(Milliseconds by) { ms_ += by.count(); }
  void set_wall(std::time_t seconds) { wall_ = seconds; }

  [[nodiscard]] std::vector<Milliseconds> waits() const {
    const std::lock_guard lock(mutex_);
    return waits_;
  }

 private:
  static constexpr long long start = 1000;  // seconds; far from the zero of an unset time

  std::atomic<long long> ms_ = start * 1000;
  std::time_t wall_ = 1700000000;
  mutable std::mutex mutex_;
  std::vector<Milliseconds> waits_;
};

}  // namespace assay::test
