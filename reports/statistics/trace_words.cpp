#include "reports/statistics/trace_words.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <string>

namespace assay::statistics {

namespace {

// Words are read eight bytes at a time, the first in the lowest bits; a mask has the uppermost bit
// of each byte that it means. So no branch depends on where a word ends.
static_assert(std::endian::native == std::endian::little);

constexpr std::string_view curly_apostrophe = "\xe2\x80\x99";

constexpr std::uint64_t each(std::uint64_t byte) { return byte * 0x0101010101010101U; }
constexpr std::uint64_t tops = each(0x80);
constexpr std::uint64_t case_bits = each(0x20);

[[gnu::noinline]] std::uint64_t load_last(std::string_view text, std::size_t at) {
  std::uint64_t eight = 0;
  std::memcpy(&eight, text.data() + at, text.size() - at);
  return eight;
}

/// Beyond the end there are zeros, which are no part of a word.
std::uint64_t load(std::string_view text, std::size_t at) {
  std::uint64_t eight = 0;
  if (text.size() - at < sizeof eight) {
    return load_last(text, at);
  }
  std::memcpy(&eight, text.data() + at, sizeof eight);
  return eight;
}

/// The bytes of `ascii`, all below 0x80, that lie in [first, last].
constexpr std::uint64_t between(std::uint64_t ascii, std::uint64_t first, std::uint64_t last) {
  return (ascii + each(0x80 - first)) & ~(ascii + each(0x7f - last)) & tops;
}

/// How many bytes from the first on are of a word, 0 to 8: letters, digits, apostrophes, and what
/// is beyond ASCII.
constexpr std::size_t word_bytes(std::uint64_t eight) {
  const std::uint64_t ascii = eight & ~tops;
  const std::uint64_t of_word = between(ascii | case_bits, 'a', 'z') | between(ascii, '0', '9') |
                                between(ascii, '\'', '\'') | (eight & tops);
  return static_cast<std::size_t>(std::countr_zero(of_word ^ tops)) / 8;
}

/// The first 1 to 8 bytes.
constexpr std::uint64_t first_of(std::uint64_t eight, std::size_t bytes) {
  return eight & (~std::uint64_t{0} >> (64 - 8 * bytes));
}

/// One to one for a given `hash`: words below eight bytes never share one.
constexpr std::uint64_t with(std::uint64_t hash, std::uint64_t eight) {
  hash = (hash ^ eight) * 0xff51afd7ed558ccdU;
  return hash ^ (hash >> 32U);
}

/// Of a word of any length: in lower case, its apostrophes straight. Apart from the loop below,
/// which needs all registers.
[[gnu::noinline]] std::uint64_t hash_of_long(std::string_view word) {
  std::string plain;
  for (std::size_t at = 0; at < word.size();) {
    const bool curly = word.substr(at, curly_apostrophe.size()) == curly_apostrophe;
    const char c = curly ? '\'' : word[at];
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    at += curly ? curly_apostrophe.size() : 1;
  }
  std::uint64_t hash = 0;
  for (std::size_t at = 0; at < plain.size(); at += sizeof hash) {
    hash = with(hash, load(plain, at));
  }
  return hash;
}

[[gnu::noinline]] std::size_t end_of_word(std::string_view text, std::size_t at) {
  for (std::size_t bytes = 8; bytes == 8; at += bytes) {
    bytes = word_bytes(load(text, at));
  }
  return at;
}

enum class Gap : std::uint8_t { none, within_line, line_end };

constexpr std::array<Gap, 256> make_gaps() {
  std::array<Gap, 256> gaps{};
  for (const char c : {' ', '\t', '\r', '-', '*', '_'}) {
    gaps[static_cast<unsigned char>(c)] = Gap::within_line;
  }
  gaps['\n'] = Gap::line_end;
  return gaps;
}

constexpr std::array<Gap, 256> gaps = make_gaps();

}  // namespace

void split_words(std::string_view text, std::vector<TraceWord>& words) {
  words.clear();
  text = text.substr(0, std::numeric_limits<std::uint32_t>::max());
  bool opens = true;
  bool ended = false;  // the word before is . ? or !
  for (std::size_t at = 0; at < text.size();) {
    const char first = text[at];
    const Gap gap = gaps[static_cast<unsigned char>(first)];
    if (gap != Gap::none) {
      opens = opens || ended || gap == Gap::line_end;
      ++at;
      continue;
    }
    const std::uint64_t eight = load(text, at);
    const std::size_t bytes = word_bytes(eight);
    const std::size_t mark = bytes == 0 ? 1 : 0;  // a mark is one byte, of no case
    const std::uint64_t own = first_of(eight | (case_bits * (1 - mark)), bytes + mark);
    std::uint64_t hash = with(0, own);
    std::size_t end = at + bytes + mark;
    if (bytes == 8 || (own & tops) != 0) {
      end = end_of_word(text, at);
      hash = hash_of_long(text.substr(at, end - at));
    }
    words.push_back({hash, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end), opens});
    ended = first == '.' || first == '?' || first == '!';
    opens = false;
    at = end;
  }
}

}  // namespace assay::statistics
