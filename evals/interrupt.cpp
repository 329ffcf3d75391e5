#include "evals/interrupt.hpp"

#include <unistd.h>
#include <csignal>
#include <ctime>

#include <utility>

#include "engine/core/error.hpp"

namespace assay {

namespace {

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
  while (!closing_) {
    if (::sigtimedwait(&signals, nullptr, &pause) < 0) {
      continue;
    }
    if (stopped_.exchange(true)) {
      ::_exit(static_cast<int>(ExitCode::infrastructure));
    }
    const std::lock_guard lock(mutex_);
    if (action_) {
      action_();
    }
  }
}

}  // namespace assay
