#include "engine/backend/cpu/thread_pool.hpp"

#include <algorithm>

namespace assay::cpu {

namespace {

constexpr std::int64_t least_cost_to_share = 8192;
constexpr std::int64_t pieces_per_thread = 4;  // so that a thread that is late holds up little
constexpr int spins = 20000;

void relax() noexcept {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

constexpr std::uint32_t pieces_left(std::uint64_t ticket) noexcept {
  return static_cast<std::uint32_t>(ticket);
}

}  // namespace

ThreadPool::ThreadPool(int threads) {
  for (int i = 1; i < threads; ++i) {
    helpers_.emplace_back([this] { help(); });
  }
}

ThreadPool::~ThreadPool() {
  stop_ = true;
  ticket_ += std::uint64_t{1} << 32;
  ticket_.notify_all();
  for (std::thread& helper : helpers_) {
    helper.join();
  }
}

void ThreadPool::run(std::int64_t count, std::int64_t cost, Piece piece, const void* context) {
  if (count <= 0) {
    return;
  }
  if (helpers_.empty() || count == 1 || count * cost < least_cost_to_share) {
    piece(context, 0, count);
    return;
  }
  piece_ = piece;
  context_ = context;
  count_ = count;
  pieces_ = static_cast<std::uint32_t>(std::min(count, threads() * pieces_per_thread));
  done_.store(0, std::memory_order_relaxed);
  const std::uint64_t loop = (ticket_.load(std::memory_order_relaxed) >> 32) + 1;
  ticket_.store(loop << 32 | pieces_, std::memory_order_seq_cst);
  ticket_.notify_all();
  while (work_one()) {
  }
  for (int i = 0; done_.load(std::memory_order_acquire) != pieces_; ++i) {
    if (i < spins) {
      relax();
    } else {
      std::this_thread::yield();  // the helper that owns the last piece wants this core
    }
  }
}

bool ThreadPool::work_one() {
  std::uint64_t ticket = ticket_.load(std::memory_order_acquire);
  do {
    if (pieces_left(ticket) == 0) {
      return false;
    }
  } while (!ticket_.compare_exchange_weak(ticket, ticket - 1, std::memory_order_acq_rel));
  // The loop cannot end before this piece is done, so its description stands.
  const std::int64_t index = pieces_left(ticket) - 1;
  const std::int64_t begin = count_ * index / pieces_;
  const std::int64_t end = count_ * (index + 1) / pieces_;
  piece_(context_, begin, end);
  done_.fetch_add(1, std::memory_order_acq_rel);
  return true;
}

void ThreadPool::help() {
  while (!stop_) {
    bool worked = false;
    for (int i = 0; i < spins && !worked; ++i) {
      worked = work_one();
      relax();
    }
    if (!worked) {
      const std::uint64_t seen = ticket_.load();
      if (pieces_left(seen) == 0 && !stop_) {
        ticket_.wait(seen);
      }
    }
  }
}

}  // namespace assay::cpu
