#include "evals/interrupt.hpp"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <ctime>
#include <utility>

#include "engine/core/error.hpp"

namespace assay {

namespace {

// timeout(1) and some shells signal a process and then its group: that is one wish to stop, not
// two.
constexpr std::chrono::seconds repeat_window{1};

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

Interrupt::Interrupt() {
  const sigset_t signals = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  thread_ = std::thread([this] { watch(); });
}

Interrupt::~Interrupt() {
  closing_ = true;
  thread_.join();
  const sigset_t signals = stop_signals();
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void Interrupt::on_stop(std::function<void()> action) {
  const std::lock_guard lock(mutex_);
  action_ = std::move(action);
}

void Interrupt::watch() {
  const sigset_t signals = stop_signals();
  const timespec pause{0, 50'000'000};
  std::chrono::steady_clock::time_point first;
  while (!closing_) {
    if (::sigtimedwait(&signals, nullptr, &pause) < 0) {
      continue;
    }
    const auto now = std::chrono::steady_clock::now();
    if (stopped_.exchange(true)) {
      if (now - first < repeat_window) {
        continue;
      }
      ::_exit(static_cast<int>(ExitCode::infrastructure));
    }
    first = now;
    const std::lock_guard lock(mutex_);
    if (action_) {
      action_();
    }
  }
}

}  // namespace assay
