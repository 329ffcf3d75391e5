#include "engine/checkpoint/added_tokens.hpp"

namespace assay {

bool AddedTokens::add(const std::string& content, std::int32_t id) {
  if (content.empty() || !ids_.emplace(content, id).second) {
    return false;
  }
  lengths_.insert(content.size());
  if (first_bytes_.find(content.front()) == std::string::npos) {
    first_bytes_ += content.front();
  }
  return true;
}

std::optional<AddedTokens::Found> AddedTokens::find(std::string_view text, std::size_t from) const {
  for (std::size_t at = text.find_first_of(first_bytes_, from); at != std::string_view::npos;
       at = text.find_first_of(first_bytes_, at + 1)) {
    for (const std::size_t length : lengths_) {
      if (const auto id = id_of(text.substr(at, length)); id && length <= text.size() - at) {
        return Found{at, length, *id};
      }
    }
  }
  return std::nullopt;
}

std::optional<std::int32_t> AddedTokens::id_of(std::string_view content) const {
  const auto at = ids_.find(std::string(content));
  return at == ids_.end() ? std::nullopt : std::optional(at->second);
}

}  // namespace assay
