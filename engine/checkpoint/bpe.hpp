// Byte-pair encoding of one piece: of all adjacent pairs the merge of lowest rank goes first, the
// leftmost of equals. Source: Sennrich et al. 2016, arXiv 1508.07909, section 3.2.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay {

class Bpe {
 public:
  /// The token of each byte.
  explicit Bpe(const std::array<std::int32_t, 256>& byte_ids) : byte_ids_(byte_ids) {}

  /// Merges are added in order of rank; false if the pair has one already.
  bool add_merge(std::int32_t left, std::int32_t right, std::int32_t merged);

  /// Appends the tokens of `piece`. Time n log n in its length.
  void encode(std::string_view piece, std::vector<std::int32_t>& ids) const;

 private:
  struct Merge {
    std::uint32_t rank = 0;
    std::int32_t id = 0;
  };

  [[nodiscard]] const Merge* merge_of(std::int32_t left, std::int32_t right) const;

  std::array<std::int32_t, 256> byte_ids_;
  std::unordered_map<std::uint64_t, Merge> merges_;
};

}  // namespace assay
