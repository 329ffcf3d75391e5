// Byte-level BPE from a Hugging Face tokenizer.json: added tokens, Split and ByteLevel
// pre-tokenizers, merges by rank, exact decoding of any byte string.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

class Tokenizer {
 public:
  /// Reads `directory`/tokenizer.json. Throws DataError that names file, field and remedy, also
  /// for a kind of tokenizer (normalizer, model, pre-tokenizer) that is not supported.
  [[nodiscard]] static Tokenizer open(const std::filesystem::path& directory);

  ~Tokenizer();
  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;

  /// Ids of a text in which added tokens ("<think>") are looked for, as HF's encode with
  /// add_special_tokens=False does. Thread-safe. Invalid UTF-8 becomes U+FFFD first.
  [[nodiscard]] std::vector<std::int32_t> encode(std::string_view text) const;

  /// Ids of plain text: added tokens are not looked for, so that a user's message cannot forge one.
  [[nodiscard]] std::vector<std::int32_t> encode_plain(std::string_view text) const;

  /// The bytes of one token; added tokens give their content. Throws UsageError for no such id.
  [[nodiscard]] std::string_view bytes(std::int32_t id) const;

  /// The text of ids; bytes that are not UTF-8 become U+FFFD.
  [[nodiscard]] std::string decode(std::span<const std::int32_t> ids) const;

  /// Id of a token by its content ("</think>"), added tokens first.
  [[nodiscard]] std::optional<std::int32_t> id_of(std::string_view content) const;

  [[nodiscard]] std::size_t size() const noexcept;

 private:
  struct State;
  explicit Tokenizer(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

/// Turns a stream of tokens into a stream of whole UTF-8 characters.
class IncrementalDecoder {
 public:
  explicit IncrementalDecoder(const Tokenizer& tokenizer) : tokenizer_(&tokenizer) {}

  /// The characters that `id` completes; may be empty.
  [[nodiscard]] std::string push(std::int32_t id);

  /// What is left at the end, incomplete characters as U+FFFD.
  [[nodiscard]] std::string finish();

 private:
  const Tokenizer* tokenizer_;
  std::string pending_;
};

}  // namespace assay
