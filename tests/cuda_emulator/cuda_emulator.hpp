// Runs the source of a CUDA kernel on the host: enough of the language that the project's kernels
// use, nothing more. Include it before the kernel.
//
// A CTA's threads are real threads; CTAs run one after the other. So ThreadSanitizer sees a missing
// __syncthreads(), and a deadlock is a deadlock here too. Not shown: what a device does with memory
// it does not own, its speed, and its own mathematical functions; fmaf, sqrtf and division are IEEE
// on both sides, so sums have the device's bits when it is compiled with --fmad=false.
#pragma once

#include <algorithm>
#include <array>
#include <barrier>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

namespace assay::test {

constexpr unsigned warp_size = 32;

struct EmulatedWarp {
  explicit EmulatedWarp(unsigned lanes) : barrier(lanes) {}
  std::barrier<> barrier;
  std::array<float, warp_size> slots{};
};

/// One running thread's place, where the built-in variables of CUDA look.
struct EmulatedThread {
  EmulatedWarp* warp = nullptr;
  std::barrier<>* block = nullptr;
  unsigned lane = 0;
};

inline thread_local EmulatedThread emulated_thread;

}  // namespace assay::test

// The names are CUDA's own.
// NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming)
#define __global__
#define __device__
#define __shared__ static

struct EmulatedIndex {
  unsigned x = 0;
};
inline thread_local EmulatedIndex threadIdx;
inline thread_local EmulatedIndex blockIdx;

inline void __syncthreads() { assay::test::emulated_thread.block->arrive_and_wait(); }

/// All lanes must take part, as the project's kernels have it; another mask is an error.
inline float __shfl_xor_sync(unsigned mask, float value, int distance) {
  if (mask != 0xffffffffU) {
    throw std::logic_error("the emulator knows only full warps");
  }
  const assay::test::EmulatedThread& self = assay::test::emulated_thread;
  self.warp->slots[self.lane] = value;
  self.warp->barrier.arrive_and_wait();
  const float other = self.warp->slots[self.lane ^ static_cast<unsigned>(distance)];
  self.warp->barrier.arrive_and_wait();
  return other;
}

inline float __uint_as_float(unsigned bits) { return std::bit_cast<float>(bits); }
// NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming)

namespace assay::test {

/// One CTA: `body` is called once a thread.
template <typename Body>
void emulate_block(unsigned block, unsigned threads, const Body& body) {
  std::barrier<> all(threads);
  std::vector<std::unique_ptr<EmulatedWarp>> warps;
  for (unsigned first = 0; first < threads; first += warp_size) {
    warps.push_back(std::make_unique<EmulatedWarp>(std::min(warp_size, threads - first)));
  }
  std::vector<std::thread> running;
  for (unsigned t = 0; t < threads; ++t) {
    running.emplace_back([&, t] {
      threadIdx.x = t;
      blockIdx.x = block;
      emulated_thread = {warps[t / warp_size].get(), &all, t % warp_size};
      body();
      emulated_thread.warp->barrier.arrive_and_drop();
      all.arrive_and_drop();
    });
  }
  for (std::thread& thread : running) {
    thread.join();
  }
}

/// kernel<<<blocks, threads>>>(arguments...)
template <typename... Parameters, typename... Arguments>
void emulate(unsigned blocks, unsigned threads, void (*kernel)(Parameters...),
             Arguments... arguments) {
  for (unsigned block = 0; block < blocks; ++block) {
    emulate_block(block, threads, [&] { kernel(arguments...); });
  }
}

}  // namespace assay::test
