// Text to token ids and back: byte-level and SentencePiece-like BPE from a Hugging Face
// tokenizer.json, or from ranks in tiktoken's format. Ids are those of the tokenizers library.
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
  /// Reads `directory`/tokenizer.json, or else its tiktoken.model or only *.tiktoken, and what
  /// stands beside it in tokenizer_config.json and chat_template.jinja. Throws DataError that names
  /// file, field and remedy, also for what is not supported.
  [[nodiscard]] static Tokenizer open(const std::filesystem::path& directory);

  /// Of the text of a tokenizer.json alone; `source` names it in messages. Throws DataError.
  [[nodiscard]] static Tokenizer parse(std::string_view tokenizer_json, const std::string& source);

  ~Tokenizer();
  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;

  /// Ids of a text in which added tokens ("<think>") are looked for, as HF's encode with
  /// add_special_tokens=False does. Thread-safe. Invalid UTF-8 becomes U+FFFD first.
  [[nodiscard]] std::vector<std::int32_t> encode(std::string_view text) const;

  /// Ids of plain text: added tokens that steer a model are not looked for, so that a user's
  /// message cannot forge one. Those that are text, such as a run of spaces, are.
  [[nodiscard]] std::vector<std::int32_t> encode_plain(std::string_view text) const;

  /// Ids of a whole document: encode(), between the special tokens that the tokenizer puts around
  /// one (BOS). What the text begins with already is not put there again.
  [[nodiscard]] std::vector<std::int32_t> encode_document(std::string_view text) const;

  /// The bytes of one token; added tokens give their content. Throws UsageError for no such id.
  [[nodiscard]] std::string_view bytes(std::int32_t id) const;

  /// The text of ids; bytes that are not UTF-8 become U+FFFD.
  [[nodiscard]] std::string decode(std::span<const std::int32_t> ids) const;

  /// Id of a token by its content ("</think>"), added tokens first.
  [[nodiscard]] std::optional<std::int32_t> id_of(std::string_view content) const;

  /// Id of a token that is set apart from text ("</think>"), not of one that text is made of.
  [[nodiscard]] std::optional<std::int32_t> special_id(std::string_view content) const;

  [[nodiscard]] std::size_t size() const noexcept;

  /// The Jinja template beside the tokenizer, empty if there is none, and the file that has it.
  [[nodiscard]] const std::string& chat_template() const noexcept;
  [[nodiscard]] const std::string& chat_template_file() const noexcept;

 private:
  friend class IncrementalDecoder;
  struct State;
  explicit Tokenizer(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

/// Turns a stream of tokens into a stream of whole UTF-8 characters; in sum the text that decode()
/// gives.
class IncrementalDecoder {
 public:
  explicit IncrementalDecoder(const Tokenizer& tokenizer) : tokenizer_(&tokenizer) {}

  /// The characters that `id` completes; may be empty.
  [[nodiscard]] std::string push(std::int32_t id);

  /// What is left at the end, incomplete characters as U+FFFD.
  [[nodiscard]] std::string finish();

 private:
  std::string without_leading_space(std::string text);
  std::string take_byte_tokens();

  const Tokenizer* tokenizer_;
  std::string pending_;
  bool byte_tokens_ = false;  ///< what is pending comes from SentencePiece's tokens for bytes
  bool begun_ = false;
};

}  // namespace assay
