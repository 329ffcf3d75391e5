// Which part of a run a file holds. Problems are dealt to shards by their position in their whole
// suite, so that what a shard draws does not depend on --limit, --ids or k, and shards differ by at
// most one problem of a suite.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct Shards {
  int of = 1;
  std::vector<int> present = {1};  ///< counted from 1, ascending

  [[nodiscard]] bool all() const noexcept { return static_cast<int>(present.size()) == of; }

  /// Whether the problem at `position` (from 0) of a suite belongs to one of them.
  [[nodiscard]] bool hold(std::size_t position) const noexcept;

  friend bool operator==(const Shards&, const Shards&) = default;
};

/// "2/4" is the second of four. Throws UsageError for anything else.
[[nodiscard]] Shards parse_shard(std::string_view text);

/// "2/4", "1/4+3/4", or "all".
[[nodiscard]] std::string to_string(const Shards& shards);

}  // namespace assay
