#include "tests/cuda_emulator/emulator.hpp"

#include <cuda_runtime.h>

#include <array>
#include <numeric>
#include <random>
#include <utility>

namespace assay::cuda_emulator {

Settings& settings() {
  static Settings all;
  return all;
}

Block& block() {
  static thread_local Block running;
  return running;
}

void race(const char* name, std::size_t index, const char* what, unsigned other) {
  throw KernelFault("race on shared memory " + std::string(name) + "[" + std::to_string(index) +
                    "]: thread " + std::to_string(block().thread()) + " " + what + " thread " +
                    std::to_string(other) + ", with no barrier between them");
}

void Block::run(unsigned threads, const std::function<void()>& body) {
  if (threads == 0 || threads % warp_size != 0 || threads > 1024) {
    throw KernelFault("a block of " + std::to_string(threads) +
                      " threads; the emulator runs whole warps, at most 1024");
  }
  while (threads_.size() < threads) {
    threads_.push_back(std::make_unique<Thread>());
  }
  count_ = left_ = threads;
  ++run_number_;
  failure_ = nullptr;
  all_ = {threads, 0, 0, Meeting::none};
  warps_.assign(threads / warp_size, {});
  for (Warp& warp : warps_) {
    warp.barrier.members = warp_size;
  }
  order_.resize(threads);
  std::iota(order_.begin(), order_.end(), 0U);
  if (settings().order != 0) {
    std::mt19937 random(settings().order + static_cast<std::uint32_t>(run_number_));
    std::shuffle(order_.begin(), order_.end(), random);
  }
  for (unsigned i = 0; i < threads; ++i) {
    threads_[i]->waits_for = nullptr;
    threads_[i]->fiber.start([&] {
      try {
        body();
      } catch (...) {
        failure_ = std::current_exception();
      }
    });
  }
  while (left_ > 0) {
    const bool moved = step();
    if (failure_) {
      std::rethrow_exception(std::exchange(failure_, nullptr));
    }
    if (!moved) {
      throw KernelFault(deadlock());
    }
  }
}

/// Runs every thread that can go on. False: none could.
bool Block::step() {
  bool moved = false;
  for (const unsigned index : order_) {
    Thread& thread = *threads_[index];
    if (thread.fiber.ended() ||
        (thread.waits_for != nullptr && thread.waits_for->passed == thread.seen)) {
      continue;
    }
    moved = true;
    current_ = index;
    threadIdx.x = index;
    thread.waits_for = nullptr;
    thread.fiber.resume();
    if (failure_) {
      return true;
    }
    left_ -= thread.fiber.ended() ? 1 : 0;
  }
  return moved;
}

/// A thread of each place where some wait, and one that has ended.
std::string Block::deadlock() const {
  static constexpr std::array places = {"the end", "__syncthreads", "__syncwarp", "a shuffle"};
  unsigned waiting = 0;
  std::array<std::string, places.size()> found;
  for (unsigned i = 0; i < count_; ++i) {
    const Barrier* at = threads_[i]->fiber.ended() ? nullptr : threads_[i]->waits_for;
    waiting += at == nullptr ? 0 : 1;
    const auto kind = static_cast<std::size_t>(at == nullptr ? Meeting::none : at->kind);
    if (found.at(kind).empty()) {
      found.at(kind) = "; thread " + std::to_string(i) + " is at " + places.at(kind);
    }
  }
  return std::to_string(waiting) + " of " + std::to_string(count_) +
         " threads wait at a barrier or shuffle that the others do not reach" + found[0] +
         found[1] + found[2] + found[3];
}

void Block::meet(Barrier& barrier, Meeting kind) {
  if (barrier.arrived > 0 && barrier.kind != kind) {
    throw KernelFault("threads of one warp meet at different barriers or shuffles, thread " +
                      std::to_string(current_) + " first");
  }
  barrier.kind = kind;
  if (++barrier.arrived == barrier.members) {
    barrier.arrived = 0;
    ++barrier.passed;
    if (kind == Meeting::block_barrier) {
      ++epoch_;
    } else if (kind == Meeting::warp_barrier) {
      ++warp().epoch;
    }
    return;
  }
  Thread& self = *threads_[current_];
  self.waits_for = &barrier;
  self.seen = barrier.passed;
  self.fiber.pause();
}

void Block::sync_threads() { meet(all_, Meeting::block_barrier); }

void Block::sync_warp() { meet(warp().barrier, Meeting::warp_barrier); }

/// Slots alternate, so that a lane may be a shuffle ahead of one that has not read yet.
std::uint64_t Block::exchange(std::uint64_t bits, unsigned from) {
  Warp& mine = warp();
  auto& slots = mine.slots[mine.barrier.passed % 2];
  slots[current_ % warp_size] = bits;
  meet(mine.barrier, Meeting::shuffle);
  return slots[from % warp_size];
}

Block::Moment Block::now() const { return {current_, epoch_, warps_[current_ / warp_size].epoch}; }

bool Block::ordered(const Moment& before) const {
  const Moment here = now();
  return before.thread == here.thread || before.block_epoch != here.block_epoch ||
         (before.thread / warp_size == here.thread / warp_size &&
          before.warp_epoch != here.warp_epoch);
}

void launch(const char* kernel, Index grid, Index threads, const std::function<void()>& body) {
  if (threads.y > 1 || threads.z > 1) {
    throw KernelFault("the emulator knows only blocks of one dimension");
  }
  gridDim = {grid.x, grid.y, grid.z};
  blockDim = {threads.x, 1, 1};
  for (blockIdx.z = 0; blockIdx.z < grid.z; ++blockIdx.z) {
    for (blockIdx.y = 0; blockIdx.y < grid.y; ++blockIdx.y) {
      for (blockIdx.x = 0; blockIdx.x < grid.x; ++blockIdx.x) {
        try {
          block().run(threads.x, body);
        } catch (const KernelFault& fault) {
          throw KernelFault(std::string("kernel ") + kernel + ", block (" +
                            std::to_string(blockIdx.x) + ", " + std::to_string(blockIdx.y) + ", " +
                            std::to_string(blockIdx.z) + "): " + fault.what());
        }
      }
    }
  }
}

}  // namespace assay::cuda_emulator
