// Tokens that are found in a text as they stand, before anything is split: "<think>".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace assay {

class AddedTokens {
 public:
  struct Found {
    std::size_t begin = 0;
    std::size_t length = 0;
    std::int32_t id = 0;
  };

  /// An empty content, or one that is there already, is not added.
  bool add(const std::string& content, std::int32_t id);

  /// The first of them at or after `from`; of several at one place the longest.
  [[nodiscard]] std::optional<Found> find(std::string_view text, std::size_t from) const;

  [[nodiscard]] std::optional<std::int32_t> id_of(std::string_view content) const;

 private:
  std::unordered_map<std::string, std::int32_t> ids_;
  std::set<std::size_t, std::greater<>> lengths_;
  std::string first_bytes_;
};

}  // namespace assay
