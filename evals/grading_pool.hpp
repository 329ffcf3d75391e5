// Grades while the engine decodes: a bounded queue of finished completions and a few threads
// that judge them. The queue is bounded so that memory stays flat when graders are slower.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace assay {

class GradingPool {
 public:
  /// A unit of work: judges one completion and stores it.
  using Task = std::function<void()>;

  GradingPool(std::size_t threads, std::size_t capacity);

  /// Finishes what is queued, then joins.
  ~GradingPool();
  GradingPool(const GradingPool&) = delete;
  GradingPool& operator=(const GradingPool&) = delete;

  /// Waits while the queue is full. Rethrows the first failure of an earlier task.
  void push(Task task);

  /// Waits until everything pushed is done. Rethrows the first failure.
  void drain();

 private:
  void work();
  void rethrow_failure();

  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable ready_;
  std::condition_variable idle_;
  std::deque<Task> queue_;
  std::size_t busy_ = 0;
  bool closing_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace assay
