// Ctrl-C and SIGTERM as a request: the first one stops a run cleanly, another one, a second or
// more later, ends the process at once.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace assay {

/// Made before any other thread, so that all threads inherit the blocked signals and only
/// this object's own thread sees them.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  [[nodiscard]] const std::atomic<bool>& stopped() const { return stopped_; }

  /// `action` runs once, on the watching thread, when the first signal comes.
  void on_stop(std::function<void()> action);

 private:
  void watch();

  std::atomic<bool> stopped_ = false;
  std::atomic<bool> closing_ = false;
  std::mutex mutex_;
  std::function<void()> action_;
  std::thread thread_;
};

}  // namespace assay
