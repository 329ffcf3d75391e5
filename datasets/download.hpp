// One file over HTTP, however often the line breaks: interrupted transfers go on where they ended,
// what arrives is checked, and the target appears whole or not at all.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "engine/core/error.hpp"
#include "engine/core/retry.hpp"

namespace assay {

struct DownloadRequest {
  std::string url;  ///< http or https
  std::filesystem::path target;
  std::string sha256;  ///< lower-case hexadecimal; empty: not pinned
  std::string bearer;  ///< a token for the host of `url` alone, not for those it redirects to
  std::string git_blob = {};               ///< the id that git gives the file; empty: not known
  std::optional<std::uint64_t> size = {};  ///< in bytes

  [[nodiscard]] bool is_pinned() const { return !sha256.empty() || !git_blob.empty(); }
};

/// The server said no: a status that another attempt does not change.
class RefusedDownload : public InfrastructureError {
 public:
  RefusedDownload(const std::string& message, int status)
      : InfrastructureError(message), status_(status) {}
  [[nodiscard]] int status() const noexcept { return status_; }

 private:
  int status_;
};

struct DownloadOptions {
  RetryPolicy retry{.attempts = 5};                     ///< in a row without progress
  std::chrono::milliseconds silence{60000};             ///< without a byte ends an attempt
  std::function<void(std::chrono::milliseconds)> wait;  ///< empty: sleeps
  /// Bytes that are there, and those of the whole file, 0 if the server does not say.
  std::function<void(std::uint64_t, std::uint64_t)> progress;
  std::function<void(const std::string&)> note;  ///< one line on what goes wrong and is tried again
  std::function<bool()> stopped;
};

/// Asks with Range and If-Range where a part is there, and takes the whole file where the server
/// does not know them or has another version by now. A pinned file that does not fit after a part
/// was continued is fetched once more from its beginning. Throws RefusedDownload, and
/// InfrastructureError: no such host, too many failures, a wrong checksum or size (nothing of it is
/// kept, and what lies at the target stays), a full disk; Interrupted when stopped, the part kept.
void download(const DownloadRequest& request, const DownloadOptions& options);

}  // namespace assay
