#include "reports/statistics/trace_spans.hpp"

#include <algorithm>
#include <unordered_map>

namespace assay::statistics {

namespace {

constexpr std::string_view curly_apostrophe = "\xe2\x80\x99";

bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' || byte >= 0x80U;
}

bool is_gap(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '-' || c == '*' || c == '_';
}

/// ASCII in lower case, and one kind of apostrophe.
std::string folded(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, curly_apostrophe.size()) == curly_apostrophe) {
      result.push_back('\'');
      i += curly_apostrophe.size() - 1;
    } else {
      const char c = text[i];
      result.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
  }
  return result;
}

/// Words, and each mark of punctuation on its own.
std::vector<std::string_view> tokens(std::string_view text) {
  std::vector<std::string_view> result;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (is_word(text[i])) {
      while (end < text.size() && is_word(text[end])) {
        ++end;
      }
    }
    if (!is_gap(text[i])) {
      result.push_back(text.substr(i, end - i));
    }
    i = end;
  }
  return result;
}

struct Pattern {
  Behaviour behaviour;
  std::vector<std::string_view> words;
};

/// Patterns by first word, longest first.
const std::unordered_map<std::string_view, std::vector<Pattern>>& patterns() {
  static const auto table = [] {
    std::unordered_map<std::string_view, std::vector<Pattern>> by_word;
    for (const Phrase& phrase : lexicon()) {
      std::vector<std::string_view> words = tokens(phrase.text);
      by_word[words.front()].push_back({phrase.behaviour, words});
    }
    for (auto& [word, list] : by_word) {
      std::stable_sort(list.begin(), list.end(), [](const Pattern& a, const Pattern& b) {
        return a.words.size() > b.words.size();
      });
    }
    return by_word;
  }();
  return table;
}

bool starts_at(const std::vector<std::string_view>& text, std::size_t at, const Pattern& pattern) {
  return pattern.words.size() <= text.size() - at &&
         std::equal(pattern.words.begin(), pattern.words.end(),
                    text.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

// The kinds are two of the four behaviours of Gandhi et al. 2025, arXiv 2503.01307; the phrases
// are those that traces of R1, of its distillations and of assay-tiny use.
const std::vector<Phrase>& lexicon() {
  using enum Behaviour;
  static const std::vector<Phrase> phrases = {
      {self_verification, "check :"},
      {self_verification, "ok ."},
      {self_verification, "double check"},
      {self_verification, "double checking"},
      {self_verification, "sanity check"},
      {self_verification, "let me check"},
      {self_verification, "let me double check"},
      {self_verification, "let me verify"},
      {self_verification, "let me confirm"},
      {self_verification, "let me make sure"},
      {self_verification, "let's check"},
      {self_verification, "let's verify"},
      {self_verification, "i should check"},
      {self_verification, "i should verify"},
      {self_verification, "check if"},
      {self_verification, "check that"},
      {self_verification, "check whether"},
      {self_verification, "verify"},
      {self_verification, "verifying"},
      {self_verification, "verification"},
      {self_verification, "substitute back"},
      {self_verification, "substituting back"},
      {self_verification, "plug it back"},
      {self_verification, "plugging back"},
      {backtracking, "wait"},
      {backtracking, "hold on"},
      {backtracking, "on second thought"},
      {backtracking, "that is wrong"},
      {backtracking, "that's wrong"},
      {backtracking, "that is not right"},
      {backtracking, "that's not right"},
      {backtracking, "that can't be right"},
      {backtracking, "that doesn't seem right"},
      {backtracking, "i made a mistake"},
      {backtracking, "i made an error"},
      {backtracking, "let me reconsider"},
      {backtracking, "let me rethink"},
      {backtracking, "let me try again"},
      {backtracking, "let me try another"},
      {backtracking, "let me start over"},
      {backtracking, "let's go back"},
      {backtracking, "let me go back"},
  };
  return phrases;
}

std::array<std::size_t, n_behaviours> count_behaviours(std::string_view text) {
  std::array<std::size_t, n_behaviours> counts{};
  const std::string lower = folded(text);
  const std::vector<std::string_view> words = tokens(lower);
  for (std::size_t at = 0; at < words.size();) {
    std::size_t step = 1;
    if (const auto found = patterns().find(words[at]); found != patterns().end()) {
      for (const Pattern& pattern : found->second) {
        if (starts_at(words, at, pattern)) {
          ++counts[static_cast<std::size_t>(pattern.behaviour)];
          step = pattern.words.size();
          break;
        }
      }
    }
    at += step;
  }
  return counts;
}

std::string javascript_pattern(const Phrase& phrase) {
  // A word ends where no letter, digit or apostrophe goes on, as in tokens().
  const std::string boundary = "['\\u2019\\p{L}\\p{N}]";
  std::string pattern = "(?<!" + boundary + ")";
  bool first = true;
  bool word = true;
  for (const std::string_view token : tokens(phrase.text)) {
    pattern += first ? "" : "[\\s*_-]*";
    word = is_word(token.front());
    for (const char c : token) {
      pattern += c == '\'' ? "['\\u2019]" : c == '.' ? "\\." : std::string(1, c);
    }
    first = false;
  }
  return word ? pattern + "(?!" + boundary + ")" : pattern;
}

}  // namespace assay::statistics
