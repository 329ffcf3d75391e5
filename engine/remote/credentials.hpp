// Secrets: from the environment into the headers of a request, and nowhere else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/remote/remote_model.hpp"

namespace assay::remote {

class Credentials {
 public:
  /// Reads the key and the headers "env:NAME". Throws UsageError for a variable that is named and
  /// not set, or that holds a line break; never shows a value. Also for a header that looks like a
  /// secret and is written out: what is typed stands in the run file.
  explicit Credentials(const RemoteModel& model);

  /// "Name: value", secrets in clear.
  [[nodiscard]] const std::vector<std::string>& headers() const noexcept { return headers_; }

  /// `text` with each secret replaced by "[secret]", also what remains of one that a server
  /// shortened. For all that came from a server or from libcurl and goes to people.
  [[nodiscard]] std::string redact(std::string text) const;

  [[nodiscard]] bool has_key() const noexcept { return has_key_; }

 private:
  std::vector<std::string> headers_;
  std::vector<std::string> secrets_;
  bool has_key_ = false;
};

}  // namespace assay::remote
