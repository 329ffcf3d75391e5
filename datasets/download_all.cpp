#include "datasets/download_all.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace assay {

namespace {

class Batch {
 public:
  Batch(const std::vector<DownloadRequest>& requests, const DownloadOptions& options)
      : requests_(requests), options_(options), there_(requests.size(), 0) {
    for (const DownloadRequest& request : requests) {
      sizes_known_ = sizes_known_ && request.size.has_value();
      whole_ += request.size.value_or(0);
    }
  }

  void run(int at_once) {
    std::vector<std::jthread> threads;
    const std::size_t count = std::min(requests_.size(), static_cast<std::size_t>(at_once));
    for (std::size_t i = 0; i < count; ++i) {
      threads.emplace_back([this] { work(); });
    }
    threads.clear();
    if (failure_) {
      std::rethrow_exception(failure_);
    }
  }

 private:
  void work() {
    for (std::size_t i = 0; !failed_ && (i = next_++) < requests_.size();) {
      try {
        download(requests_[i], options_for(i));
      } catch (...) {
        const std::lock_guard lock(mutex_);
        failure_ = failed_.exchange(true) ? failure_ : std::current_exception();
      }
    }
  }

  DownloadOptions options_for(std::size_t i) {
    DownloadOptions own = options_;
    own.stopped = [this] { return failed_ || (options_.stopped && options_.stopped()); };
    own.progress = [this, i](std::uint64_t bytes, std::uint64_t) { show(i, bytes); };
    own.note = [this, i](const std::string& line) {
      const std::lock_guard lock(mutex_);
      if (options_.note) {
        options_.note(requests_[i].target.filename().string() + ": " + line);
      }
    };
    return own;
  }

  void show(std::size_t i, std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    sum_ += bytes - there_[i];
    there_[i] = bytes;
    if (options_.progress) {
      options_.progress(sum_, sizes_known_ ? whole_ : 0);
    }
  }

  const std::vector<DownloadRequest>& requests_;
  const DownloadOptions& options_;
  bool sizes_known_ = true;
  std::uint64_t whole_ = 0;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;  // guards all below
  std::vector<std::uint64_t> there_;
  std::uint64_t sum_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

void download_all(const std::vector<DownloadRequest>& requests, const DownloadOptions& options,
                  int at_once) {
  Batch(requests, options).run(std::max(1, at_once));
}

}  // namespace assay
