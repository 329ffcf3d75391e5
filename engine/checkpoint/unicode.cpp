#include "engine/checkpoint/unicode.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <unordered_map>
#include <vector>

#include "engine/checkpoint/utf8.hpp"

namespace assay {

namespace {

struct Young {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t older;
};
struct Combining {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t combining_class;
};
struct Decomposition {
  std::uint32_t code;
  std::uint32_t left;
  std::uint32_t right;  ///< 0: a single character stands for another
  std::uint32_t recomposes;
};

#include "engine/checkpoint/unicode_tables.inc"

/// The range that holds `code`, or null.
template <typename Range, std::size_t n>
const Range* range_of(const Range (&table)[n], std::uint32_t code) {
  const Range* at =
      std::upper_bound(std::begin(table), std::end(table), code,
                       [](std::uint32_t value, const Range& range) { return value < range.first; });
  return at == std::begin(table) || code > std::prev(at)->last ? nullptr : std::prev(at);
}

const Decomposition* decomposition_of(std::uint32_t code) {
  const auto* at = std::lower_bound(
      std::begin(decompositions), std::end(decompositions), code,
      [](const Decomposition& entry, std::uint32_t value) { return entry.code < value; });
  return at == std::end(decompositions) || at->code != code ? nullptr : at;
}

std::uint32_t combining_class(std::uint32_t code) {
  const Combining* range = range_of(combining, code);
  return range == nullptr ? 0 : range->combining_class;
}

// Hangul syllables are composed by arithmetic (The Unicode Standard, section 3.12).
constexpr std::uint32_t syllables = 0xAC00, leads = 0x1100, vowels = 0x1161, tails = 0x11A7;
constexpr std::uint32_t n_leads = 19, n_vowels = 21, n_tails = 28;
constexpr std::uint32_t n_syllables = n_leads * n_vowels * n_tails;

using Pairs = std::unordered_map<std::uint64_t, std::uint32_t>;

std::uint64_t pair_of(std::uint32_t left, std::uint32_t right) {
  return (std::uint64_t{left} << 32) | right;
}

const Pairs& compositions() {
  static const Pairs pairs = [] {
    Pairs made;
    for (const Decomposition& entry : decompositions) {
      if (entry.recomposes != 0) {
        made.emplace(pair_of(entry.left, entry.right), entry.code);
      }
    }
    return made;
  }();
  return pairs;
}

/// The character that two make, or 0.
std::uint32_t composed(std::uint32_t left, std::uint32_t right) {
  if (left - leads < n_leads && right - vowels < n_vowels) {
    return syllables + ((left - leads) * n_vowels + (right - vowels)) * n_tails;
  }
  if (left - syllables < n_syllables && (left - syllables) % n_tails == 0 && right > tails &&
      right - tails < n_tails) {
    return left + (right - tails);
  }
  const auto at = compositions().find(pair_of(left, right));
  return at == compositions().end() ? 0 : at->second;
}

/// Whether a character can be part of what is not in composed form.
bool is_suspect(std::uint32_t code) {
  constexpr std::uint32_t first_mark = 0x300;
  if (code < first_mark) {
    return false;
  }
  if (code - vowels < n_vowels || (code > tails && code - tails < n_tails) ||
      combining_class(code) != 0) {
    return true;
  }
  const Decomposition* entry = decomposition_of(code);
  if (entry != nullptr && entry->recomposes == 0) {
    return true;
  }
  // Some that follow are no marks: the vowel signs of Indian scripts.
  static const std::vector<std::uint32_t> followers = [] {
    std::vector<std::uint32_t> made;
    for (const Decomposition& item : decompositions) {
      made.push_back(item.recomposes != 0 ? item.right : 0);
    }
    std::sort(made.begin(), made.end());
    made.erase(std::unique(made.begin(), made.end()), made.end());
    return made;
  }();
  return std::binary_search(followers.begin(), followers.end(), code);
}

void decompose(std::uint32_t code, std::vector<std::uint32_t>& out) {
  if (code - syllables < n_syllables) {
    const std::uint32_t index = code - syllables;
    out.push_back(leads + index / (n_vowels * n_tails));
    out.push_back(vowels + index / n_tails % n_vowels);
    if (index % n_tails != 0) {
      out.push_back(tails + index % n_tails);
    }
    return;
  }
  const Decomposition* entry = decomposition_of(code);
  if (entry == nullptr) {
    out.push_back(code);
    return;
  }
  decompose(entry->left, out);
  if (entry->right != 0) {
    decompose(entry->right, out);
  }
}

/// Marks in the order of their classes, those of one class as they stand.
void reorder(std::vector<std::uint32_t>& codes) {
  for (auto at = codes.begin(); at != codes.end();) {
    const auto starter = [](std::uint32_t code) { return combining_class(code) == 0; };
    const auto first = std::find_if_not(at, codes.end(), starter);
    at = std::find_if(first, codes.end(), starter);
    std::stable_sort(first, at, [](std::uint32_t a, std::uint32_t b) {
      return combining_class(a) < combining_class(b);
    });
  }
}

/// Each mark into the last starter, unless one of its class or a higher stands between.
std::vector<std::uint32_t> compose(const std::vector<std::uint32_t>& codes) {
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<std::uint32_t> out;
  std::size_t starter = none;
  std::uint32_t last_class = 0;
  for (const std::uint32_t code : codes) {
    const std::uint32_t mark = combining_class(code);
    const bool adjacent = starter != none && starter + 1 == out.size();
    if (starter != none && (adjacent || last_class < mark)) {
      if (const std::uint32_t joined = composed(out[starter], code)) {
        out[starter] = joined;
        continue;
      }
    }
    if (mark == 0) {
      starter = out.size();
    }
    last_class = mark;
    out.push_back(code);
  }
  return out;
}

template <typename Visit>
void for_each_character(std::string_view text, Visit visit) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_prefix(text.substr(at)).length;
    visit(static_cast<std::uint32_t>(utf8_decode(text.substr(at))), at, length);
    at += length;
  }
}

/// Whether any byte begins a character of `lead` or beyond; all below is told by its bytes alone.
bool has_lead_from(std::string_view text, unsigned lead) {
  return std::any_of(text.begin(), text.end(),
                     [&](char byte) { return static_cast<unsigned char>(byte) >= lead; });
}

}  // namespace

std::string to_nfc(std::string_view text) {
  constexpr unsigned lead_of_first_mark = 0xCC;
  bool suspect = false;
  if (has_lead_from(text, lead_of_first_mark)) {
    for_each_character(text, [&](std::uint32_t code, std::size_t, std::size_t) {
      suspect = suspect || is_suspect(code);
    });
  }
  if (!suspect) {
    return std::string(text);
  }
  std::vector<std::uint32_t> codes;
  for_each_character(text,
                     [&](std::uint32_t code, std::size_t, std::size_t) { decompose(code, codes); });
  reorder(codes);
  std::string result;
  for (const std::uint32_t code : compose(codes)) {
    result += utf8_encode(code);
  }
  return result;
}

std::optional<std::string> with_older_characters(std::string_view text) {
  constexpr unsigned lead_of_first_young = 0xE0;
  if (!has_lead_from(text, lead_of_first_young)) {
    return std::nullopt;
  }
  std::optional<std::string> result;
  for_each_character(text, [&](std::uint32_t code, std::size_t at, std::size_t length) {
    if (const Young* range = range_of(young, code)) {
      if (!result) {
        result = text;
      }
      result->replace(at, length, utf8_encode(range->older));
    }
  });
  return result;
}

}  // namespace assay
