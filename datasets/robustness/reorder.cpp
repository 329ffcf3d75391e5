#include <algorithm>
#include <cctype>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "datasets/robustness/perturbation.hpp"
#include "datasets/robustness/words.hpp"

namespace assay::robustness {

namespace {

/// Steps that do not commute with others: a price that doubles and then falls by 3 is not one that
/// falls by 3 and then doubles. A comparison (twice as many as, 3 more than) is no step.
bool changes_in_steps(std::string_view sentence) {
  static const std::vector<std::string_view> steps = {
      "percent",  "increase", "increases", "increased", "decrease", "decreases", "decreased",
      "double",   "doubles",  "doubled",   "triple",    "triples",  "tripled",   "halve",
      "halves",   "halved",   "rise",      "rises",     "rose",     "fall",      "falls",
      "fell",     "reduce",   "reduces",   "reduced",   "discount", "tax",       "replace",
      "replaces", "replaced", "becomes",   "let",       "suppose"};
  static const std::vector<std::string_view> comparisons = {
      "more", "less", "fewer", "twice", "times", "half", "third", "thirds", "quarter", "quarters"};
  const std::vector<std::string_view> words = words_of(sentence);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string word = lower_case(words[i]);
    const std::string next = i + 1 < words.size() ? lower_case(words[i + 1]) : "";
    const bool compares = next == "as" || next == "than";
    if (std::ranges::find(steps, std::string_view(word)) != steps.end() ||
        (!compares &&
         std::ranges::find(comparisons, std::string_view(word)) != comparisons.end())) {
      return true;
    }
  }
  return sentence.find('%') != std::string_view::npos;
}

bool is_movable(const std::string& sentence) {
  return sentence.back() == '.' && !sentence.starts_with("Each ") && !is_anaphoric(sentence) &&
         !changes_in_steps(sentence);
}

bool asks(const std::string& sentence) {
  static const std::vector<std::string_view> openings = {
      "How", "What", "Find", "Determine", "Compute", "Calculate", "Evaluate", "Which"};
  const std::vector<std::string_view> words = words_of(sentence);
  return sentence.back() == '?' ||
         (!words.empty() && std::ranges::find(openings, words.front()) != openings.end());
}

/// Layouts that lines or marks hold together are left alone.
bool is_prose(const std::string& text) {
  return text.find('\n') == std::string::npos && text.find("[asy]") == std::string::npos &&
         text.find("\\begin") == std::string::npos && text.find("(a)") == std::string::npos;
}

struct Run {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The longest stretch of sentences that may change places: each movable, and what follows the
/// stretch not leaning on its last sentence.
Run longest_run(const std::vector<Sentence>& sentences) {
  const std::size_t facts = sentences.size() - 1;
  Run longest;
  for (std::size_t begin = 0; begin < facts;) {
    std::size_t end = begin;
    while (end < facts && is_movable(sentences[end].text)) {
      ++end;
    }
    const std::size_t next = end + 1;
    if (end > begin && is_anaphoric(sentences[end].text)) {
      --end;
    }
    if (end - begin > longest.end - longest.begin) {
      longest = {begin, end};
    }
    begin = next;
  }
  return longest;
}

}  // namespace

bool reorder_sentences(Problem& problem, PhiloxStream& random) {
  std::vector<Sentence> sentences = sentences_of(problem.question);
  if (!is_prose(problem.question) || sentences.size() < 3 || !asks(sentences.back().text) ||
      std::ranges::count_if(sentences, [](const Sentence& s) { return asks(s.text); }) != 1) {
    return false;
  }
  const Run run = longest_run(sentences);
  const std::size_t count = run.end - run.begin;
  if (count < 2) {
    return false;
  }
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  while (std::ranges::is_sorted(order)) {
    for (std::size_t i = count - 1; i > 0; --i) {
      std::swap(order[i], order[random.below(static_cast<std::uint32_t>(i) + 1)]);
    }
  }
  const std::vector<Sentence> original = sentences;
  for (std::size_t i = 0; i < count; ++i) {
    sentences[run.begin + i].text = original[run.begin + order[i]].text;
  }
  std::string question = join(sentences);
  if (question == problem.question) {  // sentences that are equal
    return false;
  }
  problem.question = std::move(question);
  return true;
}

}  // namespace assay::robustness
