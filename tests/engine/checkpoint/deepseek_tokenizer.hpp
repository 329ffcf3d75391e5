// DeepSeek-V3's tokenizer.json, rebuilt from the ranks of its tokens.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/checkpoint/utf8.hpp"
#include "engine/core/file.hpp"
#include "tests/support/data.hpp"

namespace assay::test {

inline std::string from_base64(const std::string& text) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char letter : text.substr(0, text.find('='))) {
    bits = (bits << 6) | static_cast<std::uint32_t>(digits.find(letter));
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count);
    }
  }
  return bytes;
}

/// The pair that is left of a token's letters when they are merged by the tokens of lower rank.
inline std::vector<std::string> last_merge(const std::unordered_map<std::string, int>& ranks,
                                           const std::string& token) {
  std::vector<std::string> parts;
  for (std::string_view rest = token; !rest.empty(); rest.remove_prefix(parts.back().size())) {
    parts.emplace_back(rest.substr(0, utf8_prefix(rest).length));
  }
  while (parts.size() > 2) {
    int best = ranks.at(token);
    std::size_t at = parts.size();
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      const auto found = ranks.find(parts[i] + parts[i + 1]);
      if (found != ranks.end() && found->second < best) {
        best = found->second;
        at = i;
      }
    }
    if (at == parts.size()) {
      throw std::runtime_error("no merges build the token " + token);
    }
    parts[at] += parts[at + 1];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
  return parts;
}

/// Writes `directory`/tokenizer.json from a file with lines "base64(token) rank". The expressions
/// are those of the golden tokenizer deepseek_v3.
inline void write_deepseek_tokenizer(const std::filesystem::path& file,
                                     const std::filesystem::path& directory) {
  std::unordered_map<std::string, int> ranks;
  std::vector<std::string> tokens;
  std::istringstream lines(read_file(file));
  std::string encoded;
  for (int rank = 0; lines >> encoded >> rank;) {
    tokens.push_back(from_base64(encoded));
    ranks[tokens.back()] = rank;
  }
  nlohmann::json document =
      nlohmann::json::parse(read_file(golden("tokenizer/deepseek_v3/tokenizer.json")));
  nlohmann::json merges = nlohmann::json::array();
  constexpr std::size_t first_merge = 259;  // after three special tokens and the bytes
  for (std::size_t rank = first_merge; rank < tokens.size(); ++rank) {
    merges.push_back(last_merge(ranks, tokens[rank]));
  }
  document["added_tokens"] = nlohmann::json::array();
  document["model"]["vocab"] = ranks;
  document["model"]["merges"] = std::move(merges);
  replace_file(directory / "tokenizer.json", document.dump());
}

}  // namespace assay::test
