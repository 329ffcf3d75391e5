// One processor for processes that talk to each other all the time.
//
// The two sides of a proxied test (python_judge.cpp) answer each other in turn, so only one runs at
// a time. On one processor each finds its pipe's bytes in the cache, and waking the other costs a
// context switch; on two it costs an interrupt, and a tenth of the whole of a short program. This
// moves work and decides nothing: verdicts count CPU time.
#pragma once

#include <sched.h>

namespace assay {

/// Keeps the calling thread on one processor for the lifetime of the object: the one that it is on,
/// if no other object holds that, since the kernel put it where there is room; else the next free
/// one. Thread-safe; destroyed by the thread that made it.
class Processor {
 public:
  Processor();
  ~Processor();
  Processor(const Processor&) = delete;
  Processor& operator=(const Processor&) = delete;

  static constexpr int any = -1;

  /// Its number; `any` where all that the thread may use are held, or cannot be told.
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  [[nodiscard]] int hold(int here) const;

  int number_ = any;
  cpu_set_t allowed_{};
};

}  // namespace assay
