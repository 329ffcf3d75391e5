#include "datasets/robustness/words.hpp"

#include <algorithm>
#include <cctype>

namespace assay::robustness {

namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

/// The length of an apostrophe, straight or curly, at `at`; 0 if there is none.
std::size_t apostrophe_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  return rest.starts_with('\'') ? 1 : rest.starts_with("\u2019") ? 3 : 0;
}

/// Where the word that begins at `begin` ends.
std::size_t word_end(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() &&
         (is_letter(text[end]) || (is_beyond_ascii(text[end]) && apostrophe_at(text, end) == 0) ||
          (text[end] == '-' && end + 1 < text.size() && is_letter(text[end + 1])))) {
    ++end;
  }
  return end;
}

bool begins_word(std::string_view text, std::size_t at) {
  return is_letter(text[at]) || (is_beyond_ascii(text[at]) && apostrophe_at(text, at) == 0);
}

bool is_abbreviation(std::string_view sentence) {
  constexpr std::string_view abbreviations[] = {"Mr.", "Mrs.", "Ms.",  "Dr.",  "St.",  "vs.",
                                                "No.", "a.m.", "p.m.", "e.g.", "i.e.", "Fig."};
  const std::size_t blank = sentence.find_last_of(" \n\t(");
  const std::string_view last =
      blank == std::string_view::npos ? sentence : sentence.substr(blank + 1);
  const bool initial = last.size() == 2 && std::isupper(static_cast<unsigned char>(last[0])) != 0;
  return initial || std::ranges::find(abbreviations, last) != std::end(abbreviations);
}

/// True if a sentence ends before the blank at `at`.
bool ends_before(std::string_view text, std::size_t begin, std::size_t at) {
  std::size_t last = at;
  while (last > begin && (text[last - 1] == '"' || text[last - 1] == ')')) {
    --last;
  }
  if (last == begin || std::string_view(".?!").find(text[last - 1]) == std::string_view::npos) {
    return false;
  }
  std::size_t next = at;
  while (next < text.size() && is_blank(text[next])) {
    ++next;
  }
  const bool small =
      next < text.size() && std::islower(static_cast<unsigned char>(text[next])) != 0;
  return next < text.size() && !small && !is_abbreviation(text.substr(begin, last - begin));
}

}  // namespace

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < text.size();) {
    if (begins_word(text, i)) {
      const std::size_t end = word_end(text, i);
      words.push_back(text.substr(i, end - i));
      i = end;
    } else {
      i += std::max<std::size_t>(1, apostrophe_at(text, i));
    }
  }
  return words;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

bool has_word(std::string_view text, const std::vector<std::string_view>& list) {
  return std::ranges::any_of(words_of(text), [&](std::string_view word) {
    return std::ranges::find(list, std::string_view(lower_case(word))) != list.end();
  });
}

std::string replace_words(std::string_view text,
                          const std::map<std::string, std::string, std::less<>>& replacements) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    if (!begins_word(text, i)) {
      const std::size_t length = std::max<std::size_t>(1, apostrophe_at(text, i));
      result += text.substr(i, length);
      i += length;
      continue;
    }
    const std::size_t end = word_end(text, i);
    const std::string_view word = text.substr(i, end - i);
    const auto found = replacements.find(word);
    result += found == replacements.end() ? word : std::string_view(found->second);
    i = end;
    const std::size_t after = end + apostrophe_at(text, end);
    const bool bare =
        after > end && word.back() == 's' && (after == text.size() || !is_letter(text[after]));
    if (found != replacements.end() && bare && found->second.back() != 's') {
      result += "'s";
      i = after;
    }
  }
  return result;
}

std::vector<Sentence> sentences_of(std::string_view text) {
  std::vector<Sentence> sentences;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_blank(text[i]) && ends_before(text, begin, i)) {
      std::size_t next = i;
      while (is_blank(text[next])) {
        ++next;
      }
      sentences.push_back(
          {std::string(text.substr(begin, i - begin)), std::string(text.substr(i, next - i))});
      begin = next;
      i = next;
    }
  }
  if (begin < text.size()) {
    sentences.push_back({std::string(text.substr(begin)), ""});
  }
  return sentences;
}

std::string join(const std::vector<Sentence>& sentences) {
  std::string text;
  for (const Sentence& sentence : sentences) {
    text += sentence.text + sentence.blanks;
  }
  return text;
}

bool is_anaphoric(std::string_view sentence) {
  static const std::vector<std::string_view> leaning = {
      "he",        "she",    "it",        "they",      "him",       "her",        "them",
      "his",       "hers",   "its",       "their",     "theirs",    "himself",    "herself",
      "itself",    "this",   "that",      "these",     "those",     "such",       "so",
      "then",      "next",   "later",     "after",     "afterward", "afterwards", "before",
      "finally",   "also",   "too",       "another",   "other",     "others",     "same",
      "again",     "rest",   "remaining", "remainder", "left",      "however",    "but",
      "therefore", "thus",   "hence",     "meanwhile", "instead",   "both",       "former",
      "latter",    "second", "third",     "last",      "above",     "following",  "here",
      "still",     "now",    "already"};
  return has_word(sentence, leaning);
}

}  // namespace assay::robustness
