#include "evals/grading_pool.hpp"

#include <utility>

namespace assay {

GradingPool::GradingPool(std::size_t threads, std::size_t capacity) : capacity_(capacity) {
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { work(); });
  }
}

GradingPool::~GradingPool() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  ready_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void GradingPool::rethrow_failure() {
  if (failure_) {
    std::rethrow_exception(failure_);
  }
}

void GradingPool::push(Task task) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [this] { return queue_.size() < capacity_ || failure_; });
  rethrow_failure();
  queue_.push_back(std::move(task));
  ready_.notify_one();
}

void GradingPool::drain() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return (queue_.empty() && busy_ == 0) || failure_; });
  rethrow_failure();
}

void GradingPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    ready_.wait(lock, [this] { return !queue_.empty() || closing_; });
    if (queue_.empty()) {
      return;
    }
    Task task = std::move(queue_.front());
    queue_.pop_front();
    ++busy_;
    room_.notify_one();
    lock.unlock();
    std::exception_ptr failure;
    try {
      task();
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    --busy_;
    if (failure && !failure_) {
      failure_ = failure;
      room_.notify_all();
    }
    idle_.notify_all();
  }
}

}  // namespace assay
