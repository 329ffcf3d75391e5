#include "tests/cuda_emulator/fiber.hpp"

#include <cstdint>
#include <utility>

#if !defined(__x86_64__)
#include <ucontext.h>
#endif
#if defined(__has_feature)
#define ASSAY_HAS(feature) __has_feature(feature)
#else
#define ASSAY_HAS(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || ASSAY_HAS(address_sanitizer)
#define ASSAY_ASAN 1
#include <sanitizer/common_interface_defs.h>
#else
#define ASSAY_ASAN 0
#endif
#if defined(__SANITIZE_THREAD__) || ASSAY_HAS(thread_sanitizer)
#define ASSAY_TSAN 1
#include <sanitizer/tsan_interface.h>
#else
#define ASSAY_TSAN 0
#endif

#if defined(__x86_64__)
extern "C" void assay_switch_stack(void** save, void* to);

// Saves what a called function must keep, and the stack; takes up another. swapcontext() would
// also ask the kernel for the signal mask, each time.
asm(R"(
.text
.globl assay_switch_stack
.type assay_switch_stack, @function
assay_switch_stack:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size assay_switch_stack, . - assay_switch_stack
)");
#endif

namespace assay::cuda_emulator {

namespace {

constexpr std::size_t stack_bytes = std::size_t{256} << 10;

/// The fiber that is entered for the first time.
Fiber*& entering() {
  static thread_local Fiber* fiber = nullptr;
  return fiber;
}

}  // namespace

/// A stack and where it was left; the sanitizers are told of each change.
struct Fiber::Context {
  std::unique_ptr<std::byte[]> stack;  // none: the thread's own
  const void* bottom = nullptr;
  std::size_t size = 0;
  void* fake_stack = nullptr;
  void* tsan = nullptr;
#if defined(__x86_64__)
  void* top = nullptr;
#else
  ucontext_t registers{};
#endif

  void switch_to(Context& to, [[maybe_unused]] bool for_good) {
#if ASSAY_ASAN
    __sanitizer_start_switch_fiber(for_good ? nullptr : &fake_stack, to.bottom, to.size);
#endif
#if ASSAY_TSAN
    tsan = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(to.tsan, 0);
#endif
#if defined(__x86_64__)
    assay_switch_stack(&top, to.top);
#else
    swapcontext(&registers, &to.registers);
#endif
#if ASSAY_ASAN
    __sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
#endif
  }
};

Fiber::Fiber() : own_(std::make_unique<Context>()), caller_(std::make_unique<Context>()) {
  own_->stack = std::make_unique_for_overwrite<std::byte[]>(stack_bytes);
  own_->bottom = own_->stack.get();
  own_->size = stack_bytes;
#if ASSAY_TSAN
  own_->tsan = __tsan_create_fiber(0);
#endif
}

#if ASSAY_TSAN
Fiber::~Fiber() { __tsan_destroy_fiber(own_->tsan); }
#else
Fiber::~Fiber() = default;
#endif

void Fiber::start(std::function<void()> body) {
  body_ = std::move(body);
  ended_ = false;
#if defined(__x86_64__)
  // As if switched away from at the very beginning of the trampoline.
  constexpr std::uintptr_t alignment = 16;
  std::byte* end = own_->stack.get() + stack_bytes;
  end -= reinterpret_cast<std::uintptr_t>(end) % alignment;
  auto* top = reinterpret_cast<void**>(end);
  *--top = nullptr;
  *--top = reinterpret_cast<void*>(+[] { enter(entering()); });
  for (int saved = 0; saved < 6; ++saved) {
    *--top = nullptr;
  }
  own_->top = top;
#else
  getcontext(&own_->registers);
  own_->registers.uc_stack.ss_sp = own_->stack.get();
  own_->registers.uc_stack.ss_size = stack_bytes;
  own_->registers.uc_link = nullptr;
  makecontext(
      &own_->registers, +[] { enter(entering()); }, 0);
#endif
}

void Fiber::enter(Fiber* self) {
#if ASSAY_ASAN
  __sanitizer_finish_switch_fiber(nullptr, &self->caller_->bottom, &self->caller_->size);
#endif
  self->body_();
  self->ended_ = true;
  self->own_->switch_to(*self->caller_, true);
}

void Fiber::resume() {
  entering() = this;
  caller_->switch_to(*own_, false);
}

void Fiber::pause() { own_->switch_to(*caller_, false); }

}  // namespace assay::cuda_emulator
