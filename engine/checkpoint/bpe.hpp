// Byte-pair encoding of one piece: of all adjacent pairs the merge of lowest rank goes first, the
// leftmost of equals. Source: Sennrich et al. 2016, arXiv 1508.07909, section 3.2.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay {

/// The tokens that a piece begins as, before any merge.
struct Alphabet {
  std::array<std::int32_t, 256> byte_ids{};  ///< -1: none
  /// Empty: one token a byte. Else one a character; a character that is not here becomes its bytes,
  /// or `unknown` where those have no token.
  std::unordered_map<char32_t, std::int32_t> letters;
  std::int32_t unknown = -1;
  bool fuse_unknown = false;  ///< neighbouring unknown characters are one token
};

class Bpe {
 public:
  Bpe() = default;
  explicit Bpe(Alphabet alphabet) : alphabet_(std::move(alphabet)) {}

  /// Room for so many merges, to be called before the first.
  void reserve(std::size_t merges);

  /// Pairs of lower rank merge first; false if the pair has a merge already.
  bool add_merge(std::int32_t left, std::int32_t right, std::int32_t merged, std::uint32_t rank);

  /// Appends the tokens of `piece`, which is valid UTF-8 if the alphabet has letters. Time n log n
  /// in its length. Thread-safe.
  void encode(std::string_view piece, std::vector<std::int32_t>& ids) const;

 private:
  struct Merge {
    std::uint64_t pair = 0;
    std::uint32_t rank = 0;
    std::int32_t id = -1;  ///< -1: the slot is empty
  };

  [[nodiscard]] const Merge* merge_of(std::int32_t left, std::int32_t right) const;
  [[nodiscard]] std::size_t slot_of(std::uint64_t pair) const;
  void first_tokens(std::string_view piece, std::vector<std::int32_t>& ids) const;
  void merge_short(std::vector<std::int32_t>& ids, std::size_t from) const;
  void merge_long(std::vector<std::int32_t>& ids, std::size_t from) const;

  Alphabet alphabet_;
  std::vector<Merge> table_;  ///< open addressing, at most half full
  std::size_t merges_ = 0;
};

}  // namespace assay
