// The tokens of a tokenizer: bytes by id, and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay {

class Vocabulary {
 public:
  /// A token that text is made of, and whose bytes are looked for. False if the id is taken.
  bool add(std::int32_t id, std::string bytes);

  /// A token that stands for no text, or only as a whole ("<think>"). False if the id is taken.
  bool add_apart(std::int32_t id, std::string content);

  /// Takes a token out of what text is made of, and gives it a content of its own.
  void set_apart(std::int32_t id, std::string content);

  /// SentencePiece's token for a byte that no character has, "<0x0A>".
  void set_byte_token(std::int32_t id, char byte);
  [[nodiscard]] bool is_byte_token(std::int32_t id) const;

  /// Null if there is no such token.
  [[nodiscard]] const std::string* bytes(std::int32_t id) const;

  /// Of tokens that text is made of.
  [[nodiscard]] std::optional<std::int32_t> find(std::string_view bytes) const;

  /// Of tokens set apart.
  [[nodiscard]] std::optional<std::int32_t> find_apart(std::string_view content) const;

  /// One more than the highest id.
  [[nodiscard]] std::size_t size() const noexcept { return tokens_.size(); }

 private:
  /// Finds texts without a copy of them.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  using Ids = std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>>;

  bool take(std::int32_t id, const std::string& content);

  std::vector<std::optional<std::string>> tokens_;
  std::vector<bool> byte_tokens_;
  Ids by_bytes_;
  Ids apart_;
};

}  // namespace assay
