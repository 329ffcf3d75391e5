// What a tokenizer.json does to a text before it is cut: nothing, NFC, or SentencePiece's "▁".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/checkpoint/field.hpp"
#include "engine/checkpoint/split_pattern.hpp"

namespace assay {

class Normalizer {
 public:
  /// Changes nothing.
  Normalizer() = default;

  /// `description` is the file's `normalizer`: null, NFC, Prepend, Replace, or a Sequence of them.
  /// Throws DataError that names the field for another.
  explicit Normalizer(const Field& description);

  [[nodiscard]] bool is_identity() const noexcept { return steps_.empty(); }

  /// `text` is valid UTF-8.
  [[nodiscard]] std::string normalize(std::string_view text) const;

 private:
  struct Step {
    enum class Kind { nfc, prepend, replace } kind = Kind::nfc;
    std::vector<SplitPattern> pattern;  ///< of replace: one
    std::string content;
  };

  void add(const Field& description);

  std::vector<Step> steps_;
};

}  // namespace assay
