#include "evals/cli/thought_answer.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <vector>

#include "engine/core/error.hpp"
#include "graders/math/equivalence.hpp"
#include "graders/math/extract.hpp"

namespace assay::cli {

namespace {

// What a statement of an answer has in it, whatever the convention; "nswer" is in "Answer" too.
constexpr std::array<std::string_view, 5> marks = {"nswer", "\\boxed", "\\fbox", "####", "<result"};
// A statement begins at most so far before its mark: "**Final Answer:** ...".
constexpr std::size_t lead_bytes = 40;
// Statements without a value ("now the answer ...") that are passed over, from the end.
constexpr std::size_t most_statements = 50;

constexpr bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/// Appends where `mark` stands. Its first character is looked for alone where it is rare.
void find_mark(std::string_view text, std::string_view mark, std::vector<std::size_t>& places) {
  const char* const end = text.data() + text.size();
  const auto rest = [&](const char* at) { return static_cast<std::size_t>(end - at); };
  for (const char* at = text.data(); at < end;) {
    const void* found = is_letter(mark.front()) ? memmem(at, rest(at), mark.data(), mark.size())
                                                : memchr(at, mark.front(), rest(at));
    if (found == nullptr) {
      return;
    }
    at = static_cast<const char*>(found);
    const bool whole = std::string_view(at, std::min(rest(at), mark.size())) == mark;
    if (whole) {
      places.push_back(static_cast<std::size_t>(at - text.data()));
    }
    at += whole ? mark.size() : 1;
  }
}

/// Where the marks stand, ascending.
std::vector<std::size_t> find_marks(std::string_view text) {
  std::vector<std::size_t> places;
  for (const std::string_view mark : marks) {
    find_mark(text, mark, places);
  }
  std::sort(places.begin(), places.end());
  return places;
}

/// From the beginning of the line, or lead_bytes before `place`, whichever is later.
std::size_t statement_begin(std::string_view text, std::size_t place) {
  const std::size_t line = text.substr(0, place).rfind('\n');
  const std::size_t begin = line == std::string_view::npos ? 0 : line + 1;
  return place - begin > lead_bytes ? place - lead_bytes : begin;
}

/// "Answer: <answer>": thinking quotes how the reply is to end, which states nothing. `place` is at
/// one of its two marks.
bool is_placeholder(std::string_view text, std::size_t place) {
  constexpr std::string_view placeholder = "nswer: <answer>";
  constexpr std::string_view second = "nswer>";
  const std::size_t before = placeholder.size() - second.size();
  return text.substr(place, placeholder.size()) == placeholder ||
         (place >= before && text.substr(place - before, placeholder.size()) == placeholder);
}

bool same(const Problem& problem, const std::string& given, const std::string& thought) {
  if (given == thought) {
    return true;
  }
  try {
    return compare_answers(given, thought, {problem.answer.rel_tol, problem.answer.abs_tol}).equal;
  } catch (const Error&) {
    return false;  // an answer given that cannot be read equals nothing but itself
  }
}

}  // namespace

std::string thought_answer(std::string_view thinking) {
  const std::vector<std::size_t> places = find_marks(thinking);
  const std::size_t first = places.size() - std::min(places.size(), most_statements);
  std::size_t end = thinking.size();
  for (std::size_t i = places.size(); i-- > first;) {
    const std::size_t begin = statement_begin(thinking, places[i]);
    if (is_placeholder(thinking, places[i])) {
      end = begin;
      continue;
    }
    std::string answer = extract_answer(thinking.substr(begin, end - begin)).text;
    if (!answer.empty()) {
      return answer;
    }
    end = places[i];
  }
  return "";
}

ThoughtAgreement thought_agreement(const SuiteEntry& suite, const Problem& problem,
                                   std::string_view thinking, const std::string& given) {
  if (suite.grader != "math" || thinking.empty()) {
    return ThoughtAgreement::not_asked;
  }
  const std::string thought = thought_answer(thinking);
  if (thought.empty()) {
    return ThoughtAgreement::none;
  }
  return same(problem, given, thought) ? ThoughtAgreement::agree : ThoughtAgreement::disagree;
}

}  // namespace assay::cli
