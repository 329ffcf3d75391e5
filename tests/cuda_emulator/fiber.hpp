// Stacks that one thread of the host runs in turns.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace assay::cuda_emulator {

/// One stack. Only one of a group runs at a time, and none leaves it by an exception.
class Fiber {
 public:
  Fiber();
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// What resume() begins; a body that has not ended is forgotten.
  void start(std::function<void()> body);

  /// Runs the body until it pauses or ends. Called by whoever is no fiber.
  void resume();

  /// Back to resume(). Called from within the body.
  void pause();

  [[nodiscard]] bool ended() const noexcept { return ended_; }

 private:
  struct Context;
  static void enter(Fiber* self);

  std::unique_ptr<Context> own_;
  std::unique_ptr<Context> caller_;
  std::function<void()> body_;
  bool ended_ = true;
};

}  // namespace assay::cuda_emulator
