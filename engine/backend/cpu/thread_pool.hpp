// A few threads that share the loops of one operator at a time. Which thread runs which piece never
// changes a bit: a piece writes its own outputs and no piece splits a sum.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <type_traits>
#include <vector>

namespace assay::cpu {

/// Theory of operation. A loop is published as pieces in one atomic word, `ticket_` = (number of
/// the loop, pieces left). Whoever lowers the second half owns a piece, so a helper that wakes late
/// finds no piece and touches nothing; the caller works too and leaves when all pieces are done.
/// Helpers spin for the length of a few operators, then sleep in the kernel.
class ThreadPool {
 public:
  /// `threads` in all, the caller counted; at least 1.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  [[nodiscard]] int threads() const noexcept { return static_cast<int>(helpers_.size()) + 1; }

  /// Calls body(begin, end) over parts of [0, count). `cost` is that of one index, in vector
  /// operations or so; loops too small to share run in the caller. `body` must not throw. One
  /// caller at a time.
  template <typename Body>
  void parallel_for(std::int64_t count, std::int64_t cost, const Body& body) {
    run(
        count, cost,
        [](const void* context, std::int64_t begin, std::int64_t end) {
          (*static_cast<const Body*>(context))(begin, end);
        },
        &body);
  }

 private:
  using Piece = void (*)(const void* context, std::int64_t begin, std::int64_t end);

  void run(std::int64_t count, std::int64_t cost, Piece piece, const void* context);
  bool work_one();
  void help();

  std::vector<std::thread> helpers_;
  Piece piece_ = nullptr;
  const void* context_ = nullptr;
  std::int64_t count_ = 0;
  std::uint32_t pieces_ = 0;
  alignas(64) std::atomic<std::uint64_t> ticket_{0};
  alignas(64) std::atomic<std::uint32_t> done_{0};
  std::atomic<bool> stop_{false};
};

}  // namespace assay::cpu
