#include "engine/checkpoint/added_tokens.hpp"

#include <algorithm>

#include "engine/checkpoint/split_pattern.hpp"
#include "engine/checkpoint/utf8.hpp"

namespace assay {

namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// The first character of a text that is not empty.
std::string_view first_character(std::string_view text) {
  return text.substr(0, utf8_prefix(text).length);
}

/// The last character of a text that is not empty.
std::string_view last_character(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && (text[at] & '\xC0') == '\x80') {
    --at;
  }
  return text.substr(at);
}

bool is_word_character(std::string_view character) {
  static const SplitPattern letters =
      SplitPattern::regex(R"([\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}])", "word characters");
  std::vector<SplitPattern::Match> matches;
  letters.find(character, matches);
  return !matches.empty();
}

/// Unicode's White_Space.
bool is_white_space(std::string_view character) {
  const char32_t code = utf8_decode(character);
  return (code >= 0x9 && code <= 0xD) || code == 0x20 || code == 0x85 || code == 0xA0 ||
         code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 ||
         code == 0x202F || code == 0x205F || code == 0x3000;
}

bool within_word(std::string_view text, std::size_t begin, std::size_t end) {
  return (begin > 0 && is_word_character(last_character(text.substr(0, begin)))) ||
         (end < text.size() && is_word_character(first_character(text.substr(end))));
}

std::size_t after_white_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_white_space(first_character(text.substr(at)))) {
    at += first_character(text.substr(at)).size();
  }
  return at;
}

std::size_t before_white_space(std::string_view text, std::size_t at) {
  while (at > 0 && is_white_space(last_character(text.substr(0, at)))) {
    at -= last_character(text.substr(0, at)).size();
  }
  return at;
}

}  // namespace

void AddedTokens::add(const AddedToken& token, const std::string& sought) {
  std::size_t node = 0;
  for (const char byte : sought) {
    const auto [at, fresh] = nodes_[node].next.try_emplace(byte, nodes_.size());
    node = at->second;
    if (fresh) {
      nodes_.emplace_back();
    }
  }
  if (node == 0 || nodes_[node].token != none) {
    return;
  }
  nodes_[node].token = tokens_.size();
  begins_[static_cast<unsigned char>(sought.front())] = true;
  tokens_.push_back(token);
}

/// The token and its length.
std::optional<std::pair<std::size_t, std::size_t>> AddedTokens::longest_at(std::string_view text,
                                                                           std::size_t at) const {
  std::optional<std::pair<std::size_t, std::size_t>> longest;
  std::size_t node = 0;
  for (std::size_t i = at; i < text.size(); ++i) {
    const auto next = nodes_[node].next.find(text[i]);
    if (next == nodes_[node].next.end()) {
      break;
    }
    node = next->second;
    if (nodes_[node].token != none) {
      longest = {nodes_[node].token, i + 1 - at};
    }
  }
  return longest;
}

std::optional<AddedTokens::Found> AddedTokens::find(std::string_view text, std::size_t from) const {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (!begins_[static_cast<unsigned char>(text[at])]) {
      continue;
    }
    const auto found = longest_at(text, at);
    if (!found) {
      continue;
    }
    const AddedToken& token = tokens_[found->first];
    const std::size_t end = at + found->second;
    if (token.single_word && within_word(text, at, end)) {
      at = end - 1;
      continue;
    }
    return Found{token.lstrip ? std::max(from, before_white_space(text, at)) : at,
                 token.rstrip ? after_white_space(text, end) : end, token.id};
  }
  return std::nullopt;
}

}  // namespace assay
