#include "graders/words/words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "graders/choice/letters.hpp"
#include "graders/math/equivalence.hpp"
#include "graders/text.hpp"

namespace assay {

namespace {

constexpr std::string_view brackets = "()[]{}<>";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "\text{...}" and the like around the whole answer, undone.
std::string_view unwrapped(std::string_view text) {
  text = trimmed(text, " \t\r\n*`$");
  for (const std::string_view open : {"\\text{", "\\textbf{", "\\mathrm{", "\\texttt{"}) {
    if (text.substr(0, open.size()) == open && text.back() == '}') {
      return unwrapped(text.substr(open.size(), text.size() - open.size() - 1));
    }
  }
  return text;
}

/// Words in lower case. A comma between digits is a separator of thousands, any other a blank.
std::vector<std::string> words_of(std::string_view text) {
  text = unwrapped(text);
  std::vector<std::string> words;
  std::string word;
  const auto finish = [&] {
    const std::string_view bare = trimmed(word, ".!?:\"'`*_");
    if (!bare.empty()) {
      words.emplace_back(bare);
    }
    word.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool thousands =
        c == ',' && i > 0 && i + 1 < text.size() && is_digit(text[i - 1]) && is_digit(text[i + 1]);
    if (thousands) {
      continue;
    }
    if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == ',' || c == ';') {
      finish();
    } else {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  finish();
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

/// The brackets of a text that holds nothing else; empty otherwise.
std::string brackets_of(std::string_view text) {
  std::string found;
  for (const char c : unwrapped(text)) {
    if (brackets.find(c) != std::string_view::npos) {
      found += found.empty() ? "" : " ";
      found += c;
    } else if (std::string_view(" \t\r\n,\\`\"'.").find(c) == std::string_view::npos) {
      return {};
    }
  }
  return found;
}

struct Pair {
  std::string_view yes, no;
};
constexpr std::array<Pair, 3> pairs = {Pair{"yes", "no"}, {"true", "false"}, {"valid", "invalid"}};

const Pair* pair_of(const std::string& gold) {
  const auto found = std::find_if(pairs.begin(), pairs.end(), [&](const Pair& pair) {
    return gold == pair.yes || gold == pair.no;
  });
  return found == pairs.end() ? nullptr : &*found;
}

/// Which of the two an answer says; empty for none, and for both.
std::string said_of(const Pair& pair, const std::vector<std::string>& words) {
  std::string said;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] != pair.yes && words[i] != pair.no) {
      continue;
    }
    const bool negated = i > 0 && words[i - 1] == "not";
    const std::string one((words[i] == pair.yes) != negated ? pair.yes : pair.no);
    if (!said.empty() && said != one) {
      return {};
    }
    said = one;
  }
  return said;
}

bool is_integer(std::string_view text) {
  if (!text.empty() && text.front() == '-') {
    text.remove_prefix(1);
  }
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

WordsMatch match(std::string rule, std::string answer, std::string gold) {
  const bool equal = !answer.empty() && answer == gold;
  return {equal, std::move(rule), std::move(answer), std::move(gold)};
}

}  // namespace

WordsMatch compare_words(std::string_view gold, std::string_view answer) {
  gold = trimmed(gold);
  if (gold.size() == 3 && gold[0] == '(' && gold[2] == ')' && gold[1] >= 'A' && gold[1] <= 'Z') {
    constexpr std::size_t every_letter = 26;
    return match("option", option_letters(answer, every_letter), std::string(1, gold[1]));
  }
  if (is_integer(gold)) {
    const Equivalence equivalence = compare_answers(gold, answer);
    return {equivalence.equal, equivalence.rule, equivalence.canonical, equivalence.gold_canonical};
  }
  if (const std::string closing = brackets_of(gold); !closing.empty()) {
    return match("brackets", brackets_of(answer), closing);
  }
  const std::vector<std::string> words = words_of(answer);
  const std::string wanted = joined(words_of(gold));
  if (const Pair* pair = pair_of(wanted); pair != nullptr) {
    return match("one of two", said_of(*pair, words), wanted);
  }
  return match("same words", joined(words), wanted);
}

}  // namespace assay
