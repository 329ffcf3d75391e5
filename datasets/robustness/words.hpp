// Words and sentences of English text, as far as rewriting needs them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::robustness {

/// Maximal runs of letters; a hyphen or a byte beyond ASCII between them belongs to the word, so
/// that "Mary-Ann" is one.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view text);

[[nodiscard]] std::string lower_case(std::string_view text);

/// True if any word of the text, in lower case, is one of `list`.
[[nodiscard]] bool has_word(std::string_view text, const std::vector<std::string_view>& list);

/// The text with whole words replaced. A possessive written with a bare apostrophe (James' book)
/// gets its s where the new word does not end in one.
[[nodiscard]] std::string replace_words(
    std::string_view text, const std::map<std::string, std::string, std::less<>>& replacements);

/// A sentence and the blanks that follow it: the pieces, put together, are the text.
struct Sentence {
  std::string text;
  std::string blanks;
};

/// Sentences end with . ? or ! before blanks and something that is no small letter; titles and
/// abbreviations (Mr. a.m. e.g.) end none.
[[nodiscard]] std::vector<Sentence> sentences_of(std::string_view text);

[[nodiscard]] std::string join(const std::vector<Sentence>& sentences);

/// True if the sentence leans on what stands before it: it has a pronoun, or words like "then",
/// "another" or "the rest".
[[nodiscard]] bool is_anaphoric(std::string_view sentence);

}  // namespace assay::robustness
