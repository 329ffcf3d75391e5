// Tokens that are found in a text as they stand, before anything is split: "<think>".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay {

/// As tokenizer.json has it.
struct AddedToken {
  std::string content;
  std::int32_t id = -1;
  bool special = false;      ///< steers a model and is no text
  bool lstrip = false;       ///< takes the white space before it
  bool rstrip = false;       ///< takes the white space after it
  bool single_word = false;  ///< not within a word
  bool normalized = false;   ///< looked for after the normalizer
};

class AddedTokens {
 public:
  struct Found {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::int32_t id = 0;
  };

  /// `sought` is what stands in the text for it, normalized if it is sought there. Nothing is done
  /// if that is empty, or there already.
  void add(const AddedToken& token, const std::string& sought);

  [[nodiscard]] bool empty() const noexcept { return tokens_.empty(); }

  /// The first at or after `from`; of several that begin at one place the longest. Its white space
  /// is part of it.
  [[nodiscard]] std::optional<Found> find(std::string_view text, std::size_t from) const;

 private:
  /// A node of the trie over the bytes of all contents.
  struct Node {
    std::unordered_map<char, std::size_t> next;
    std::size_t token = static_cast<std::size_t>(-1);
  };

  [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> longest_at(std::string_view text,
                                                                              std::size_t at) const;

  std::vector<Node> nodes_{1};
  std::array<bool, 256> begins_{};
  std::vector<AddedToken> tokens_;
};

}  // namespace assay
