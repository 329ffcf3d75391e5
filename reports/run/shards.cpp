#include "reports/run/shards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr int most_shards = 1'000'000;

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && rest == end ? std::optional(value) : std::nullopt;
}

}  // namespace

bool Shards::hold(std::size_t position) const noexcept {
  const int shard = static_cast<int>(position % static_cast<std::size_t>(of)) + 1;
  return std::binary_search(present.begin(), present.end(), shard);
}

Shards parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const std::optional<int> index = whole_number(text.substr(0, slash));
    const std::optional<int> of = whole_number(text.substr(slash + 1));
    if (index && of && 1 <= *index && *index <= *of && *of <= most_shards) {
      return {*of, {*index}};
    }
  }
  throw UsageError(fmt::format(
      "--shard {}: must be i/n with i from 1 to n, e.g. 1/4 for the first of four", text));
}

std::string to_string(const Shards& shards) {
  if (shards.all()) {
    return "all";
  }
  std::string text;
  for (const int shard : shards.present) {
    text += fmt::format("{}{}/{}", text.empty() ? "" : "+", shard, shards.of);
  }
  return text;
}

}  // namespace assay
