// tiktoken.model and *.tiktoken: ranks of byte strings. The merges follow from the ranks.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "engine/checkpoint/byte_alphabet.hpp"
#include "engine/checkpoint/tokenizer_config.hpp"
#include "engine/checkpoint/tokenizer_parts.hpp"
#include "engine/core/error.hpp"
#include "engine/core/file.hpp"

namespace assay {

namespace {

constexpr std::int32_t most_ranks = 1 << 22;

/// DeepSeek-V3's expressions (its tokenizer.json, pre_tokenizer).
const std::vector<std::string> deepseek_v3{
    R"(\p{N}{1,3})", "[一-龥぀-ゟ゠-ヿ]+",
    R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+)"
    R"(| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"};

/// Moonlight's and Kimi's expression (tokenization_moonshot.py beside the model, `pat_str`).
const std::vector<std::string> moonshot{
    R"([\p{Han}]+)"
    R"(|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*)"
    R"([\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?)"
    R"(|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+)"
    R"([\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?)"
    R"(|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"};

std::optional<std::string> from_base64(std::string_view text) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.empty() || text.size() % 4 != 0) {
    return std::nullopt;
  }
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char letter : text.substr(0, text.size() - padding)) {
    const std::size_t digit = digits.find(letter);
    if (digit == std::string_view::npos) {
      return std::nullopt;
    }
    bits = (bits << 6) | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>((bits >> count) & 0xFFU);
    }
  }
  return bytes;
}

class Reader {
 public:
  Reader(std::filesystem::path path, const TokenizerConfig& config)
      : path_(std::move(path)), config_(&config) {}

  TokenizerParts read() {
    read_ranks();
    parts_.pre_tokenizer = PreTokenizer(expressions(), path_.string());
    byte_alphabet_ = !has_bytes();
    add_tokens();
    Alphabet alphabet;
    for (unsigned byte = 0; byte < 256; ++byte) {
      const char value = static_cast<char>(byte);
      const auto id = parts_.vocabulary.find({&value, 1});
      if (!id) {
        fail(fmt::format("has no token for byte 0x{:02x}", byte));
      }
      alphabet.byte_ids[byte] = *id;
    }
    parts_.bpe = Bpe(std::move(alphabet));
    if (byte_alphabet_) {
      merge_as_built();
    } else {
      merge_whatever_is_a_token();
      parts_.ignore_merges = true;
      add_special_tokens();
    }
    return std::move(parts_);
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw DataError(fmt::format("{}: {}: get the file again", path_.string(), why));
  }

  void read_ranks() {
    const std::string content = read_file(path_);
    std::string_view rest = content;
    for (std::size_t line = 1; !rest.empty(); ++line) {
      const std::size_t end = rest.find('\n');
      std::string_view text = rest.substr(0, end);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      if (text.ends_with('\r')) {
        text.remove_suffix(1);
      }
      if (!text.empty()) {
        read_line(text, line);
      }
    }
    if (ranks_.empty()) {
      fail("holds no lines \"base64(token) rank\"");
    }
  }

  void read_line(std::string_view text, std::size_t line) {
    const std::size_t space = text.find(' ');
    std::optional<std::string> token = from_base64(text.substr(0, space));
    std::int32_t rank = -1;
    if (space != std::string_view::npos) {
      const char* end = text.data() + text.size();
      if (const auto parsed = std::from_chars(text.data() + space + 1, end, rank);
          parsed.ec != std::errc() || parsed.ptr != end) {
        rank = -1;
      }
    }
    if (!token || token->empty() || rank < 0 || rank >= most_ranks) {
      fail(fmt::format("line {} is not \"base64(token) rank\"", line));
    }
    if (!ranks_.emplace(rank, std::move(*token)).second) {
      fail(fmt::format("line {} gives rank {} again", line, rank));
    }
  }

  [[nodiscard]] const std::vector<std::string>& expressions() const {
    if (config_->tokenizer_class == "TikTokenTokenizer") {
      return moonshot;
    }
    if (path_.stem() == "deepseek_v3") {
      return deepseek_v3;
    }
    throw DataError(fmt::format(
        "{}: how it splits words is not in the file, and known are DeepSeek-V3 (the file "
        "deepseek_v3.tiktoken) and Moonlight (tokenizer_class TikTokenTokenizer in "
        "tokenizer_config.json): convert it to a tokenizer.json",
        path_.string()));
  }

  [[nodiscard]] bool has_bytes() const {
    std::array<bool, 256> seen{};
    for (const auto& [rank, token] : ranks_) {
      if (token.size() == 1) {
        seen[static_cast<unsigned char>(token[0])] = true;
      }
    }
    return std::find(seen.begin(), seen.end(), false) == seen.end();
  }

  void add_tokens() {
    std::map<std::string, std::int32_t> seen;
    for (const auto& [rank, token] : ranks_) {
      const auto [first, fresh] = seen.emplace(token, rank);
      if (!fresh) {
        fail(fmt::format("ranks {} and {} are one token", first->second, rank));
      }
      if (!byte_alphabet_) {
        parts_.vocabulary.add(rank, token);
      } else if (auto bytes = unspell_bytes(token)) {
        parts_.vocabulary.add(rank, std::move(*bytes));
      } else {
        add_special(rank, token);
      }
    }
  }

  void add_special(std::int32_t id, const std::string& content) {
    if (content.empty() || !parts_.vocabulary.add_apart(id, content)) {
      fail(fmt::format("id {} of tokenizer_config.json's added token '{}' is a rank too, or empty",
                       id, content));
    }
    AddedToken token;
    token.content = content;
    token.id = id;
    token.special = true;
    parts_.added.add(token, content);
  }

  /// tiktoken merges any two neighbours that make a token, by its rank.
  void merge_whatever_is_a_token() {
    for (const auto& [rank, token] : ranks_) {
      for (std::size_t cut = 1; cut < token.size(); ++cut) {
        const auto left = parts_.vocabulary.find(std::string_view(token).substr(0, cut));
        const auto right = parts_.vocabulary.find(std::string_view(token).substr(cut));
        if (left && right) {
          parts_.bpe.add_merge(*left, *right, rank, static_cast<std::uint32_t>(rank));
        }
      }
    }
  }

  /// The pair that made a token: what the merges before it leave of its bytes.
  void merge_as_built() {
    for (const auto& [rank, token] : ranks_) {
      const std::string* bytes = parts_.vocabulary.bytes(rank);
      if (bytes->size() == 1 || !parts_.vocabulary.find(*bytes)) {
        continue;
      }
      std::vector<std::int32_t> left;
      parts_.bpe.encode(*bytes, left);
      if (left.size() != 2 ||
          !parts_.bpe.add_merge(left[0], left[1], rank, static_cast<std::uint32_t>(rank))) {
        fail(fmt::format("rank {} is not made of two tokens of lower rank", rank));
      }
    }
  }

  /// Behind the ranks there is room for 256 special tokens (tokenization_moonshot.py).
  void add_special_tokens() {
    constexpr std::int32_t n_special = 256;
    const std::int32_t first = ranks_.rbegin()->first + 1;
    std::map<std::int32_t, std::string> names;
    for (std::int32_t id = first; id < first + n_special; ++id) {
      names[id] = fmt::format("<|reserved_token_{}|>", id);
    }
    for (const AddedToken& token : config_->added_tokens) {
      names[token.id] = token.content;
    }
    for (const auto& [id, name] : names) {
      if (id >= first + n_special) {
        fail(
            fmt::format("added token {} of tokenizer_config.json is beyond the {} that follow the "
                        "ranks",
                        id, n_special));
      }
      add_special(id, name);
    }
  }

  std::filesystem::path path_;
  const TokenizerConfig* config_;
  std::map<std::int32_t, std::string> ranks_;
  bool byte_alphabet_ = false;
  TokenizerParts parts_;
};

}  // namespace

TokenizerParts read_tiktoken(const std::filesystem::path& path, const TokenizerConfig& config) {
  return Reader(path, config).read();
}

}  // namespace assay
