// The cuts that a tokenizer.json prescribes before any merging: `Split` by expressions and the
// split of `ByteLevel`, one after the other, each within the pieces that the last one left.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

class PreTokenizer {
 public:
  /// `description` is the file's `pre_tokenizer`. Throws DataError that names `source` and field
  /// for a kind, behaviour or expression that is not supported. It must end in ByteLevel.
  PreTokenizer(const nlohmann::json& description, const std::string& source);
  ~PreTokenizer();
  PreTokenizer(PreTokenizer&&) noexcept;
  PreTokenizer& operator=(PreTokenizer&&) noexcept;
  PreTokenizer(const PreTokenizer&) = delete;
  PreTokenizer& operator=(const PreTokenizer&) = delete;

  /// Non-empty pieces of a valid UTF-8 text, in order, which together are the text. Thread-safe.
  [[nodiscard]] std::vector<std::string_view> split(std::string_view text) const;

 private:
  class Expression;
  std::vector<std::unique_ptr<const Expression>> expressions_;
};

}  // namespace assay
