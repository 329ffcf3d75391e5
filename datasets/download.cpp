#include "datasets/download.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <optional>
#include <thread>

#include "datasets/checksum.hpp"
#include "datasets/partial_file.hpp"
#include "datasets/transfer.hpp"
#include "engine/core/error.hpp"
#include "engine/core/hash.hpp"

namespace assay {

namespace {

using std::chrono::milliseconds;

constexpr int partial_content = 206;
constexpr int range_not_satisfiable = 416;

std::string remedy(const DownloadRequest& request, int status) {
  switch (status) {
    case 401:
    case 403:
      return request.bearer.empty()
                 ? "it wants an account; for huggingface.co set HF_TOKEN to a token of yours"
                 : "the token in HF_TOKEN may not read it; accept its terms on its page";
    case 404:
    case 410:
      return fmt::format("it is no longer there; get it from elsewhere and put it at {}",
                         request.target.string());
    default:
      return "try again later";
  }
}

class Downloader {
 public:
  Downloader(const DownloadRequest& request, const DownloadOptions& options)
      : request_(request), options_(options), part_(request.target, request.url) {}

  void run() {
    while (true) {
      if (!fetch()) {
        continue;
      }
      const std::string wrong = difference(request_, part_.path());
      if (wrong.empty()) {
        part_.finish();
        return;
      }
      if (!resumed_) {
        refuse(wrong);
      }
      tell("the parts do not fit together; once more from the beginning");
      start_over();
    }
  }

 private:
  /// True when the server has sent all of it.
  bool fetch() {
    const std::uint64_t before = part_.size();
    const TransferOutcome outcome = transfer(request_, options_, part_);
    resumed_ = resumed_ || outcome.resumed;
    switch (outcome.end) {
      case TransferEnd::stopped:
        throw_stopped();
      case TransferEnd::unreachable:
        throw InfrastructureError(
            fmt::format("{}: {}; check the network, and https_proxy where there is a proxy",
                        request_.url, outcome.error));
      case TransferEnd::broken:
        failures_ = part_.size() > std::max(before, most_) ? 0 : failures_;
        most_ = std::max(most_, part_.size());
        again(outcome.error, {});
        return false;
      case TransferEnd::answered:
        break;
    }
    return take_status(outcome);
  }

  bool take_status(const TransferOutcome& outcome) {
    const int status = outcome.status;
    if (status == 200 || status == partial_content) {
      return true;
    }
    if (status == range_not_satisfiable && part_.size() > 0) {
      if (outcome.content_range == fmt::format("bytes */{}", part_.size())) {
        resumed_ = true;
        return true;  // all of it was there
      }
      tell("the part is longer than the file is by now; once more from the beginning");
      start_over();
      return false;
    }
    const std::string what = fmt::format("the server answers {}", status);
    if (!is_passing(status)) {
      throw RefusedDownload(fmt::format("{}: {}; {}", request_.url, what, remedy(request_, status)),
                            status);
    }
    again(what, outcome.retry_after);
    return false;
  }

  void start_over() {
    resumed_ = false;
    part_.restart("");
  }

  /// Waits for the next attempt, or gives up.
  void again(const std::string& what, const std::string& retry_after) {
    if (++failures_ >= options_.retry.attempts) {
      throw InfrastructureError(
          fmt::format("{}: {}; given up after {} attempts, and the same command goes on from here",
                      request_.url, what, failures_));
    }
    const milliseconds wait = wait_for(retry_after);
    tell(fmt::format("{}; once more in {:.0f} s", what,
                     std::max(1.0, static_cast<double>(wait.count()) / 1000)));
    if (options_.wait) {
      options_.wait(wait);
    } else {
      sleep(wait);
    }
  }

  /// What the server asks for, within reason, or a back-off.
  [[nodiscard]] milliseconds wait_for(const std::string& retry_after) const {
    const std::optional<milliseconds> asked = parse_retry_after(retry_after, std::time(nullptr));
    return asked ? std::min(*asked, options_.retry.most)
                 : back_off(options_.retry, failures_, sha256_key(request_.url));
  }

  void sleep(milliseconds wait) const {
    const auto end = std::chrono::steady_clock::now() + wait;
    while (std::chrono::steady_clock::now() < end) {
      if (options_.stopped && options_.stopped()) {
        throw_stopped();
      }
      std::this_thread::sleep_for(std::min(wait, milliseconds(100)));
    }
  }

  void tell(const std::string& line) const {
    if (options_.note) {
      options_.note(line);
    }
  }

  [[noreturn]] static void throw_stopped() {
    throw Interrupted("stopped; the same command goes on from here");
  }

  [[noreturn]] void refuse(const std::string& wrong) {
    part_.discard();
    throw InfrastructureError(
        fmt::format("{}: not the published file: {}; nothing of it is kept", request_.url, wrong));
  }

  const DownloadRequest& request_;
  const DownloadOptions& options_;
  PartialFile part_;
  bool resumed_ = false;  ///< the part has bytes of more than one response
  int failures_ = 0;
  std::uint64_t most_ = 0;  ///< bytes that were there at once
};

}  // namespace

void download(const DownloadRequest& request, const DownloadOptions& options) {
  Downloader(request, options).run();
}

}  // namespace assay
