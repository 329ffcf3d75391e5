// Unequal pairs made by rule from typical and from real answers: none may be called equal.
#include <cctype>
#include <string>
#include <utility>
#include <vector>

#include "graders/math/algebra/normal_form.hpp"
#include "graders/math/equivalence.hpp"
#include "graders/math/parse.hpp"
#include "tests/graders/math/real_golds.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

const std::vector<std::string> typical = {"5",
                                          "-3",
                                          "0",
                                          "42",
                                          "1000000007",
                                          "2^{100}",
                                          "\\frac{3}{4}",
                                          "-\\frac{7}{12}",
                                          "0.125",
                                          "3.14",
                                          "12\\frac34",
                                          "\\sqrt{2}",
                                          "5\\sqrt{3}",
                                          "\\frac{\\sqrt6-\\sqrt2}{4}",
                                          "2+\\sqrt{5}",
                                          "\\sqrt[3]{7}",
                                          "\\sqrt{5+2\\sqrt6}",
                                          "\\pi",
                                          "\\frac{\\pi}{3}",
                                          "4\\pi+6\\sqrt3",
                                          "e^2",
                                          "\\ln 2",
                                          "\\log_2 3",
                                          "1-\\frac1e",
                                          "3+4i",
                                          "\\frac{1+i\\sqrt3}{2}",
                                          "10!",
                                          "\\binom{20}{10}",
                                          "x^2+2x+1",
                                          "\\frac{x+1}{x-2}",
                                          "2^n-1",
                                          "\\frac{n(n+1)}{2}",
                                          "\\sin x+\\cos x",
                                          "e^{2x}",
                                          "\\sqrt{a^2+b^2}",
                                          "ab+bc+ca",
                                          "7^{7^7}",
                                          "\\frac{1}{2004!}",
                                          "2^{-99}",
                                          "\\sin 15^\\circ",
                                          "\\cos\\frac{2\\pi}{7}",
                                          "\\arctan\\frac12",
                                          "\\frac{1}{\\sqrt2-1}",
                                          "x!",
                                          "\\tan^2 y",
                                          "10^{-40}",
                                          "123456789012345678901234567890",
                                          "\\lfloor 100\\pi\\rfloor",
                                          "|x-1|"};

/// Functions of a scalar that never give the scalar itself.
std::vector<std::string> misses_of_scalar(const std::string& gold) {
  const std::string x = "\\left(" + gold + "\\right)";
  return {x + "+1",
          x + "-1",
          x + "+\\frac{1}{10^{30}}",
          x + "-\\frac{1}{2^{200}}",
          x + "+\\sqrt2",
          x + "+\\pi",
          x + "+i",
          x + "+q",
          x + "+\\frac{1}{1+q^2}",
          x + "+\\sqrt[3]{2}-\\sqrt[5]{3}",
          x + "+e^{-100}",
          x + "+\\frac{1}{100!}",
          "\\{" + gold + ", " + x + "+1\\}",
          "(" + gold + ", " + gold + ")",
          "[" + gold + ", \\infty)",
          x + " \\text{ or } " + x + "+1",
          "q > " + x,
          "q \\ne " + x,
          "\\pm\\left(" + x + "+1\\right)",
          "\\begin{pmatrix}" + gold + "\\\\" + gold + "\\end{pmatrix}",
          x + ":7",
          "\\text{not }" + x,
          "\\text{(Z)}"};
}

struct Miss {
  std::string gold;
  std::string answer;
};

const std::vector<Miss> by_hand = {
    {"(1,2)", "(2,1)"},
    {"(1,2)", "(1,2]"},
    {"(1,2)", "(1,2,3)"},
    {"(1,2)", "(1,-2)"},
    {"[0,1)", "(0,1]"},
    {"[0,1)", "[0,1]"},
    {"\\{1,2,3\\}", "\\{1,2\\}"},
    {"\\{1,2,3\\}", "\\{1,2,4\\}"},
    {"x=3", "x=-3"},
    {"x>3", "x\\ge3"},
    {"x>3", "x<3"},
    {"y=2x+1", "y=2x-1"},
    {"y=2x+1", "y=3x+1"},
    {"x^2+y^2=4", "x^2+y^2=2"},
    {"(-\\infty,1)\\cup(1,\\infty)", "(-\\infty,\\infty)"},
    {"\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "\\begin{pmatrix}1&2\\\\3&5\\end{pmatrix}"},
    {"\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "\\begin{pmatrix}1&2&3&4\\end{pmatrix}"},
    {"1011_2", "1010_2"},
    {"12:30", "12:03"},
    {"2:3", "3:2"},
    {"A", "B"},
    {"\\text{yes}", "no"},
    {"50\\%", "51\\%"},
    {"30^\\circ", "60^\\circ"},
    {"\\$5", "\\$6"},
    {"f(x)=x", "f(x)=-x"}};

}  // namespace

TEST_CASE("two thousand unequal pairs made by rule yield no correct") {
  std::vector<Miss> misses = by_hand;
  for (const std::string& gold : typical) {
    for (const std::string& answer : misses_of_scalar(gold)) {
      misses.push_back({gold, answer});
    }
    for (const std::string& answer : typical) {
      if (answer != gold && !(gold == "\\frac{\\sqrt6-\\sqrt2}{4}" && answer[1] == 's') &&
          !(answer == "\\frac{\\sqrt6-\\sqrt2}{4}" && gold[1] == 's')) {
        misses.push_back({gold, answer});
      }
    }
  }
  CHECK(misses.size() > 2'000);
  int refused_as_unread = 0;
  for (const Miss& miss : misses) {
    const Equivalence result = compare_answers(miss.gold, miss.answer);
    INFO("gold " << miss.gold << ", answer " << miss.answer << ": " << result.rule);
    CHECK_FALSE(result.equal);
    refused_as_unread += result.decided ? 0 : 1;
  }
  // Nearly all are proven different, not merely left undecided.
  CHECK(refused_as_unread * 20 < static_cast<int>(misses.size()));
}

namespace {

/// Without what only sets it larger.
std::string plain(std::string text) {
  for (const std::string mark : {"$", "\\left", "\\right", "\\,", "\\!", "\\;"}) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
      text.erase(at, mark.size());
    }
  }
  return text;
}

/// The parts between commas that no bracket holds.
std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : text) {
    depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
    if (c == ',' && depth == 0) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : ",") + part;
  }
  return text;
}

/// One element too few, one too many, another last one.
void add_other_elements(const std::string& open, const std::vector<std::string>& parts,
                        const std::string& close, std::vector<std::string>& misses) {
  std::vector<std::string> fewer = parts;
  fewer.pop_back();
  misses.push_back(open + joined(fewer) + close);
  std::vector<std::string> more = parts;
  more.emplace_back("77777");
  misses.push_back(open + joined(more) + close);
  std::vector<std::string> other = parts;
  other.back() = "(" + other.back() + ")+1";
  misses.push_back(open + joined(other) + close);
}

bool is_bracket(char c, const char* kinds) {
  return std::string(kinds).find(c) != std::string::npos;
}

/// Of a tuple, an interval or a set of distinct elements.
std::vector<std::string> misses_of_group(const std::string& gold) {
  std::vector<std::string> misses;
  const bool set =
      gold.substr(0, 2) == "\\{" && gold.size() > 4 && gold.substr(gold.size() - 2) == "\\}";
  const bool tuple =
      !gold.empty() && is_bracket(gold.front(), "([") && is_bracket(gold.back(), ")]");
  if (!set && !tuple) {
    return misses;
  }
  const std::size_t size = set ? 2 : 1;
  const std::vector<std::string> parts = parts_of(gold.substr(size, gold.size() - 2 * size));
  if (parts.size() < 2 || joined(parts).find("\\dots") != std::string::npos ||
      joined(parts).find("\\ldots") != std::string::npos) {
    return misses;
  }
  const std::string open = gold.substr(0, size);
  const std::string close = gold.substr(gold.size() - size);
  add_other_elements(open, parts, close, misses);
  if (set) {
    misses.push_back("(" + joined(parts) + ")");
    misses.push_back("[" + joined(parts) + "]");
    return misses;
  }
  misses.push_back("\\{" + joined(parts) + "\\}");
  if (parts.front().find("infty") == std::string::npos) {
    misses.push_back((open == "(" ? "[" : "(") + joined(parts) + close);
  }
  if (parts.back().find("infty") == std::string::npos) {
    misses.push_back(open + joined(parts) + (close == ")" ? "]" : ")"));
  }
  std::vector<std::string> swapped = parts;
  std::swap(swapped.front(), swapped.back());
  if (!compare_answers(parts.front(), parts.back()).equal) {
    misses.push_back(open + joined(swapped) + close);
  }
  return misses;
}

/// Of a statement with one sign of relation: another direction, another strictness, another side.
std::vector<std::string> misses_of_relation(const std::string& gold) {
  struct Change {
    std::string from;
    std::vector<std::string> to;
  };
  static const std::vector<Change> changes = {
      {"\\leq", {" \\ge ", " < "}}, {"\\geq", {" \\le ", " > "}}, {"\\le ", {" \\ge ", " < "}},
      {"\\ge ", {" \\le ", " > "}}, {"<", {" > ", " \\le "}},     {">", {" < ", " \\ge "}}};
  std::vector<std::string> misses;
  for (const Change& change : changes) {
    const std::size_t at = gold.find(change.from);
    if (at != std::string::npos && gold.find(change.from, at + 1) == std::string::npos) {
      for (const std::string& to : change.to) {
        misses.push_back(gold.substr(0, at) + to + gold.substr(at + change.from.size()));
      }
      return misses;
    }
  }
  if (gold.find('=') != std::string::npos && parts_of(gold).size() == 1) {
    misses.push_back(gold + "+1");
    misses.push_back(gold + "+w");
  }
  return misses;
}

}  // namespace

TEST_CASE("tuples, intervals, sets and statements of real suites differ from their near misses") {
  const std::vector<std::string> golds = test::real_golds();
  if (golds.empty()) {
    ASSAY_SKIP("the shared data is not here");
  }
  int tried = 0;
  for (const std::string& written : golds) {
    const std::string gold = plain(written);
    if (gold.find("\\text") != std::string::npos || gold.find("\\begin") != std::string::npos) {
      continue;
    }
    std::vector<std::string> misses = misses_of_group(gold);
    for (std::string& miss : misses_of_relation(gold)) {
      misses.push_back(std::move(miss));
    }
    for (const std::string& answer : misses) {
      const Equivalence result = compare_answers(written, answer);
      INFO("gold " << written << ", answer " << answer << ": " << result.rule);
      CHECK_FALSE(result.equal);
      ++tried;
    }
  }
  CHECK(tried > 400);
}

TEST_CASE("scalars of real suites differ from their own near misses") {
  const std::vector<std::string> golds = test::real_golds();
  if (golds.empty()) {
    ASSAY_SKIP("the shared data is not here");
  }
  int tried = 0;
  for (std::size_t i = 0; i < golds.size(); i += 5) {
    const math::Parsed parsed = math::parse_answer(golds[i]);
    const bool scalar = parsed.ok && parsed.others.empty() && math::is_scalar(parsed.expression);
    if (!scalar) {
      continue;
    }
    for (const std::string& answer : misses_of_scalar(golds[i])) {
      const Equivalence result = compare_answers(golds[i], answer);
      INFO("gold " << golds[i] << ", answer " << answer << ": " << result.rule);
      CHECK_FALSE(result.equal);
      ++tried;
    }
  }
  CHECK(tried > 10'000);
}

}  // namespace assay
