#include "engine/checkpoint/vocabulary.hpp"

#include <algorithm>
#include <utility>

namespace assay {

bool Vocabulary::take(std::int32_t id, const std::string& content) {
  const auto index = static_cast<std::size_t>(id);
  if (index >= tokens_.size()) {
    tokens_.resize(index + 1);
  }
  if (tokens_[index]) {
    return false;
  }
  tokens_[index] = content;
  return true;
}

bool Vocabulary::add(std::int32_t id, std::string bytes) {
  if (!take(id, bytes)) {
    return false;
  }
  by_bytes_.emplace(std::move(bytes), id);
  return true;
}

bool Vocabulary::add_apart(std::int32_t id, std::string content) {
  if (!take(id, content)) {
    return false;
  }
  apart_.emplace(std::move(content), id);
  return true;
}

void Vocabulary::set_apart(std::int32_t id, std::string content) {
  std::optional<std::string>& token = tokens_.at(static_cast<std::size_t>(id));
  if (const auto at = by_bytes_.find(*token); at != by_bytes_.end() && at->second == id) {
    by_bytes_.erase(at);
  }
  token = content;
  apart_.emplace(std::move(content), id);
}

void Vocabulary::set_byte_token(std::int32_t id, char byte) {
  const auto index = static_cast<std::size_t>(id);
  tokens_.at(index) = std::string(1, byte);
  byte_tokens_.resize(std::max(byte_tokens_.size(), index + 1));
  byte_tokens_[index] = true;
}

bool Vocabulary::is_byte_token(std::int32_t id) const {
  return id >= 0 && static_cast<std::size_t>(id) < byte_tokens_.size() &&
         byte_tokens_[static_cast<std::size_t>(id)];
}

const std::string* Vocabulary::bytes(std::int32_t id) const {
  if (id < 0 || static_cast<std::size_t>(id) >= tokens_.size()) {
    return nullptr;
  }
  const std::optional<std::string>& token = tokens_[static_cast<std::size_t>(id)];
  return token ? &*token : nullptr;
}

std::optional<std::int32_t> Vocabulary::find(std::string_view bytes) const {
  const auto at = by_bytes_.find(bytes);
  return at == by_bytes_.end() ? std::nullopt : std::optional(at->second);
}

std::optional<std::int32_t> Vocabulary::find_apart(std::string_view content) const {
  const auto at = apart_.find(content);
  return at == apart_.end() ? std::nullopt : std::optional(at->second);
}

}  // namespace assay
