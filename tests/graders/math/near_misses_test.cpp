// Unequal pairs made by rule from typical and from real answers: none may be called equal.
#include <cctype>
#include <string>
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
