#include "reports/statistics/trace_words.hpp"

#include <array>
#include <limits>

namespace assay::statistics {

namespace {

enum class Kind : std::uint8_t { word, gap, line_end, mark };

struct Alphabet {
  std::array<Kind, 256> kind{};
  std::array<std::uint8_t, 256> folded{};
};

constexpr Alphabet make_alphabet() {
  Alphabet alphabet;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<unsigned char>(byte);
    const bool upper = c >= 'A' && c <= 'Z';
    const bool letter = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    alphabet.folded[byte] = static_cast<std::uint8_t>(upper ? c - 'A' + 'a' : c);
    alphabet.kind[byte] = letter || c == '\'' || c >= 0x80U ? Kind::word
                          : c == '\n'                       ? Kind::line_end
                          : c == ' ' || c == '\t' || c == '\r' || c == '-' || c == '*' || c == '_'
                              ? Kind::gap
                              : Kind::mark;
  }
  return alphabet;
}

constexpr Alphabet alphabet = make_alphabet();
constexpr std::string_view curly_apostrophe = "\xe2\x80\x99";
constexpr std::uint64_t start = 0x9e3779b97f4a7c15U;
constexpr std::uint64_t odd = 0xff51afd7ed558ccdU;

std::uint64_t with(std::uint64_t hash, std::uint8_t byte) { return (hash + byte) * odd; }

/// Lets every bit depend on the upper ones, which a product leaves out.
std::uint64_t finished(std::uint64_t hash) {
  hash = (hash ^ (hash >> 32U)) * odd;
  return hash ^ (hash >> 29U);
}

}  // namespace

void split_words(std::string_view text, std::vector<TraceWord>& words) {
  words.clear();
  text = text.substr(0, std::numeric_limits<std::uint32_t>::max());
  const auto byte_at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  bool opens = true;
  bool ended = false;  // the word before is . ? or !
  for (std::size_t i = 0; i < text.size();) {
    const Kind kind = alphabet.kind[byte_at(i)];
    if (kind == Kind::gap || kind == Kind::line_end) {
      opens = opens || ended || kind == Kind::line_end;
      ++i;
      continue;
    }
    const std::size_t begin = i;
    std::uint64_t hash = start;
    if (kind == Kind::mark) {
      hash = with(hash, byte_at(i++));
    } else {
      while (i < text.size() && alphabet.kind[byte_at(i)] == Kind::word) {
        if (byte_at(i) == 0xe2U && text.substr(i, curly_apostrophe.size()) == curly_apostrophe) {
          hash = with(hash, '\'');
          i += curly_apostrophe.size();
        } else {
          hash = with(hash, alphabet.folded[byte_at(i++)]);
        }
      }
    }
    words.push_back(
        {finished(hash), static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(i), opens});
    const char first = text[begin];
    ended = kind == Kind::mark && (first == '.' || first == '?' || first == '!');
    opens = false;
  }
}

}  // namespace assay::statistics
