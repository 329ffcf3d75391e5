#include "graders/math/equivalence.hpp"

#include <string>
#include <thread>
#include <vector>

#include "graders/bench/pair_file.hpp"
#include "graders/math/algebra/work.hpp"
#include "tests/graders/math/real_golds.hpp"
#include "tests/graders/math/repeated.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

std::vector<AnswerPair> known_pairs() {
  return read_answer_pairs(std::string(ASSAY_TEST_SOURCE) + "/tests/graders/math/pairs.tsv");
}

using test::repeated;

}  // namespace

TEST_CASE("known pairs of answers are equal, or not") {
  const std::vector<AnswerPair> rows = known_pairs();
  REQUIRE(rows.size() > 2'500);
  for (const AnswerPair& row : rows) {
    const Equivalence result = compare_answers(row.gold, row.answer);
    INFO("gold " << row.gold << ", answer " << row.answer << ": " << result.rule << ", "
                 << result.gold_canonical << " against " << result.canonical);
    CHECK(result.equal == (row.equal == 'T'));
    CHECK(result.work <= math::work_limit);
    CHECK_FALSE(result.rule.empty());
  }
}

TEST_CASE("equal simple answers have one canonical text, which votes are counted by") {
  const std::vector<std::vector<std::string>> classes = {
      {"1/2", "0.5", "\\frac{2}{4}", "x = \\frac12", ".50", "\\text{0.5}"},
      {"\\sqrt{8}", "2\\sqrt2", "\\sqrt2+\\sqrt2", "\\frac{4}{\\sqrt2}"},
      {"\\sin 15^\\circ", "\\frac{\\sqrt6-\\sqrt2}{4}"},
      {"(x+1)^2", "x^2+2x+1", "1 + x(x+2)"},
      {"\\{1,2\\}", "\\{2,1\\}", "\\{2, \\frac22\\}"},
      {"[0,2]", "[0,1]\\cup[1,2]", "0\\le x\\le2"},
      {"(B)", "\\text{(B)}", "(B) 5"},
      {"\\ln 8", "3\\ln2"},
  };
  std::vector<std::string> texts;
  for (const auto& members : classes) {
    texts.push_back(compare_answers("0", members.front()).canonical);
    for (const std::string& member : members) {
      INFO(member);
      CHECK(compare_answers("0", member).canonical == texts.back());
    }
  }
  for (std::size_t i = 1; i < texts.size(); ++i) {
    CHECK(texts[i] != texts[i - 1]);
  }
}

TEST_CASE("the canonical text does not depend on the answer that it was compared with") {
  for (const char* gold : {"y", "b + a", "\\sqrt{7} \\pi", "7^{7^{7^7}}", "", "(1,2)"}) {
    CHECK(compare_answers(gold, "a b + \\sqrt{2} \\pi - x").canonical ==
          compare_answers("1", "a b + \\sqrt{2} \\pi - x").canonical);
  }
}

TEST_CASE("the rule says how it was decided: proof, evidence, or not at all") {
  const auto rule = [](const char* gold, const char* answer) {
    return compare_answers(gold, answer).rule;
  };
  CHECK(rule("1/2", "0.5") == "equal: the same rational number");
  CHECK(rule("x^2-1", "(x-1)(x+1)") == "equal: exact forms");
  CHECK(rule("\\sqrt[3]{2+\\sqrt5}", "\\frac{1+\\sqrt5}{2}").find("separation bound") !=
        std::string::npos);
  CHECK(rule("\\pi", "3\\frac{16}{113}").find("disjoint balls") != std::string::npos);
  CHECK(rule("16\\arctan\\frac15-4\\arctan\\frac1{239}", "\\pi").find("evidence") !=
        std::string::npos);
  const Equivalence partly = compare_answers("\\ln(x^2)", "2\\ln x");
  CHECK_FALSE(partly.equal);
  CHECK_FALSE(partly.decided);
  CHECK(partly.rule.find("undecided") == 0);
  CHECK(compare_answers("3", "4").decided);
  for (const char* open : {"\\int_0^1 x^2\\,dx", "\\frac{d}{dx} f(x)", "\\lim_{x\\to0} x"}) {
    CHECK(rule("\\frac13", open).find("undecided: an integral") == 0);
  }
}

TEST_CASE(
    "a tolerance holds only where a suite asks for it, and is relative or absolute as asked") {
  CHECK_FALSE(compare_answers("3.1416", "3.14").equal);
  CHECK(compare_answers("3.1416", "3.14", {0.01, 0}).equal);
  CHECK_FALSE(compare_answers("3.1416", "3.08", {0.01, 0}).equal);
  CHECK(compare_answers("\\pi^2", "9.87", {1e-3, 0}).equal);
  CHECK(compare_answers("0", "1e-9", {0, 1e-8}).equal);
  CHECK_FALSE(compare_answers("0", "1e-9", {0.5, 0}).equal);
  CHECK_FALSE(compare_answers("1e-20", "2e-20", {1e-3, 0}).equal);
  CHECK(compare_answers("(1.0, 2.0)", "(1.001, 2.001)", {0.01, 0}).equal);
  CHECK_FALSE(compare_answers("x", "y", {0.01, 0}).equal);
}

TEST_CASE("an integer of two thousand digits is exact, its last digit counts") {
  const std::string digits = repeated("1234567890", 190);
  CHECK(compare_answers(digits + "1", digits + "1").equal);
  CHECK_FALSE(compare_answers(digits + "1", digits + "2").equal);
  CHECK(compare_answers(digits + "1", digits + "1.0").equal);
}

// What is not bounded here would run for hours, into the time limit that ctest sets.
TEST_CASE("answers that would be huge are refused, not computed") {
  const std::vector<std::pair<const char*, std::string>> cases = {
      {"tower", "7^{7^{7^{7}}}"},
      {"tower without braces", "9^9^9^9"},
      {"tall tower", "9^{9^{9^{9^{9^{9^9}}}}}"},
      {"tower of roots", "\\sqrt{9^{9^{9^{9}}}}+\\sqrt[3]{8^{8^{8^8}}}"},
      {"large exponent", "2^{99999999999}"},
      {"large negative exponent", "2^{-99999999999}"},
      {"exponent notation", "1e999999999"},
      {"megabyte of digits", std::string(1'000'000, '7')},
      {"digits", std::string(9'000, '7')},
      {"megabyte of braces", std::string(1'000'000, '{')},
      {"braces", std::string(9'000, '{')},
      {"parentheses", std::string(9'000, '(')},
      {"nested fractions", repeated("\\frac{1", 1400)},
      {"nested roots", repeated("\\sqrt{", 1600)},
      {"denested roots", repeated("\\sqrt{2+", 50) + "x" + repeated("}", 50)},
      {"numeric roots", repeated("\\sqrt{2+", 50) + "3" + repeated("}", 50)},
      {"sum of roots", "\\sqrt2" + repeated("+\\sqrt{97+\\sqrt5}", 300)},
      {"many roots", "(\\sqrt2+\\sqrt3+\\sqrt5+\\sqrt7+\\sqrt{11}+\\sqrt{13}+\\sqrt{17})^{40}"},
      {"one over many roots",
       "\\frac1{\\sqrt2+\\sqrt3+\\sqrt5+\\sqrt7+\\sqrt{11}+\\sqrt{13}+\\sqrt{17}}"},
      {"products", "2" + repeated("*99999999999999999999", 470)},
      {"powers", "2" + repeated("*9^{9999}", 1000)},
      {"sum of fractions", "1" + repeated("+1/97", 1900)},
      {"polynomial", "(a+b+c+d+f+g+h+k)^{500}"},
      {"product of sums", repeated("(a+b+c+d+f)", 60)},
      {"nested powers of sums", "((((x+1)^9+1)^9+1)^9+1)^9"},
      {"fractions of fractions", repeated("\\frac{1}{x+", 40) + "1" + repeated("}", 40)},
      {"factorials", "((9!)!)!"},
      {"factorial of a large number", "99999999999999999999!"},
      {"large binomial", "\\binom{99999999}{49999999}"},
      {"sine of a large number", "\\sin(10^{10^{10}})"},
      {"sines", repeated("\\sin(", 60) + "1" + repeated(")", 60)},
      {"exponentials", repeated("\\exp(", 60) + "1" + repeated(")", 60)},
      {"floor of a large number", "\\lfloor \\pi\\cdot 10^{10^9}\\rfloor"},
      {"determinant",
       "\\det\\begin{pmatrix}" + repeated("1&2&3&4&5&6&7&8\\\\", 8) + "\\end{pmatrix}"},
      {"signs", std::string(9'000, '-') + "1"},
      {"plus-minus", repeated("\\pm", 3000)},
      {"list of signs", "\\pm1" + repeated(",\\pm x", 500)},
      {"list", "1" + repeated(",x+1", 900)},
      {"union", "[0,1]" + repeated("\\cup[2,3]", 300)},
      {"nested tuples", std::string(4'000, '[') + "1,2" + std::string(4'000, ']')},
      {"names", repeated("x=", 4500)},
      {"texts", repeated("\\text{", 1600) + "1"},
  };
  for (const auto& [name, answer] : cases) {
    INFO(name);
    for (const char* gold : {"8", "x+\\sqrt3", "1,2,3", "[0,1]\\cup(2,3)", "y=\\sin x"}) {
      const Equivalence result = compare_answers(gold, answer);
      CHECK_FALSE(result.equal);
      CHECK(result.work <= math::work_limit);
    }
    CHECK(compare_answers(answer, answer).work <= math::work_limit);
  }
}

TEST_CASE("several threads judge at once with the same results") {
  const std::vector<AnswerPair> rows = known_pairs();
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (int& count : wrong) {
    threads.emplace_back([&rows, &count] {
      for (const AnswerPair& row : rows) {
        count += compare_answers(row.gold, row.answer).equal == (row.equal == 'T') ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE("every gold answer of every maths suite equals itself and not another number") {
  const std::vector<std::string> golds = test::real_golds();
  if (golds.empty()) {
    ASSAY_SKIP("the shared data is not here");
  }
  CHECK(golds.size() > 6'000);
  for (const std::string& gold : golds) {
    const Equivalence same = compare_answers(gold, gold);
    INFO("gold " << gold << ": " << same.rule);
    CHECK(same.equal);
    CHECK(same.work < math::work_limit / 10);
    CHECK_FALSE(same.canonical.empty());
    CHECK_FALSE(compare_answers(gold, "-77777").equal);
  }
}

}  // namespace assay
