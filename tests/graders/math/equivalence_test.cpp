#include "graders/math/equivalence.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay {
namespace {

struct Row {
  const char* gold;
  const char* answer;
  bool equal;
};

// Each row is known from arithmetic or from the meaning of the notation.
const std::vector<Row> numbers = {
    {"3", "3", true},
    {"3", "4", false},
    {"3", "3.0", true},
    {"3", "3.", true},
    {"3", "03", true},
    {"-3", "\u22123", true},
    {"-3", "3", false},
    {"0.5", "\\frac12", true},
    {"0.5", ".5", true},
    {"3.50", "3.5", true},
    {"$18", "18", true},
    {"18", "\\$18", true},
    {"18", "\\$18.00", true},
    {"18", "$18$", true},
    {"\\frac{3}{4}", "\\dfrac{3}{4}", true},
    {"\\frac{3}{4}", "\\tfrac34", true},
    {"\\frac{3}{4}", "3/4", true},
    {"\\frac{3}{4}", "\\frac{6}{8}", true},
    {"\\frac{3}{4}", "0.75", true},
    {"\\frac{3}{4}", "\\frac{4}{3}", false},
    {"\\frac{1}{72}", "\\frac1{72}", true},
    {"72", "\\frac{72}1", true},
    {"-\\frac{1}{2}", "\\frac{-1}{2}", true},
    {"-\\frac{1}{2}", "\\frac{1}{-2}", true},
    {"-\\frac{1}{2}", "\\frac{-1}{-2}", false},
    {"1\\frac{1}{2}", "3/2", true},
    {"\\frac{3}{2}", "1 1/2", true},
    {"-2\\frac13", "-7/3", true},
    {"-2\\frac13", "-5/3", false},
    {"1,234", "1234", true},
    {"1{,}234", "1234", true},
    {"1234", "1,234", true},
    {"11,\\! 111,\\! 111,\\! 100", "11111111100", true},
    {"10,\\!080", "10080", true},
    {"1\\!,234", "1234", true},
    {"1,234", "1", false},
    {"12,34", "1234", false},
    {"1.5\\times10^3", "1500", true},
    {"1.5 \\times 10^{3}", "1500", true},
    {"1500", "1.5e3", true},
    {"0.0015", "1.5\\cdot10^{-3}", true},
    {"1500", "1.5 \\times 10^4", false},
    {"0.\\overline{3}", "\\frac13", true},
    {"0.1\\overline{6}", "\\frac16", true},
    {"\\frac13", "0.33", false},
    {"\\frac13", "0.3333333333333333", false},
    {"9007199254740993", "9007199254740992", false},
    {"2^53+1", "2^53", false},
    {"2^{53}+1", "9007199254740993", true},
    {"1/2^{99}", "1/2^{98}", false},
    {"8", "2^3", true},
    {"8", "2^{3}", true},
    {"-4", "-2^2", true},
    {"4", "(-2)^2", true},
    {"\\frac14", "2^{-2}", true},
    {"7", "1+2*3", true},
    {"9", "(1+2)\\cdot 3", true},
    {"9", "(1+2)(3)", true},
    {"2", "\\sqrt{4}", true},
    {"2", "\\sqrt4", true},
    {"4", "4\\sqrt(2)", false},
    {"90", "90^\\circ", true},
    {"90", "90^{\\circ}", true},
    {"90", "90\u00b0", true},
    {"90^\\circ", "90 degrees", true},
    {"90^\\circ", "80^\\circ", false},
    {"5", "5\\text{ cm}", true},
    {"5", "5 \\text{ square units}", true},
    {"5", "5 cm^2", true},
    {"5\\text{ cm}", "5", true},
    {"5\\text{ cm}", "5\\text{ m}", false},
    {"18", "18 dollars", true},
    {"5", "5 million", false},
    {"5", "5x", false},
    {"50\\%", "50", true},
    {"50\\%", "0.5", true},
    {"50", "50\\%", true},
    {"50", "0.5", false},
    {"0.5", "50", false},
    {"5", "x=5", true},
    {"x=5", "5", true},
    {"x=5", "y=5", false},
    {"5", "x = 2 + 3 = 5", true},
    {"5", "f(2) = 5", true},
    {"5", "5 or 6", false},
    {"5", "5, 6", false},
    {"73", "**73**", true},
    {"\\boxed{5}", "5", true},
    {"{5}", "5", true},
    {"(5)", "5", true},
    {"\\mathbf{5}", "5", true},
    {"5", "\\text{5}", true},
    {"0", "0/0", false},
    {"0", "", false},
    {"0", "1/0", false},
    {"0", "0.000000000000000000000000001", false},
    {"12:00", "1:00", false},
    {"2:3", "2/3", false},
    {"1011_2", "1011_3", false},
    {"2024-01-05", "2018", false},
    {"2024-01-05", "\\text{2024-01-05}", true},
    {"2024-01-05", "2024-01-06", false},
    {"2024-10-12", "2002", false},
    {"01-05", "-4", false},
    {"2014", "2024-10", true},
    {"12", "12\\text{ (or maybe 13)}", false},
    {"12", "12\\text{ (maybe)}", false},
    {"12", "12\\text{ or 13}", false},
    {"12", "12\\text{ or thirteen}", false},
    {"5", "5\\text{ million dollars}", false},
    {"5", "5\\text{ cm^2}", true},
    {"5", "5\\text{ m/s}^2", true},
};

const std::vector<Row> collections = {
    {"(1,2)", "(1,2)", true},
    {"(1,2)", "(1, 2)", true},
    {"(1,2)", "\\left(1,\\,2\\right)", true},
    {"(1,2)", "(2,1)", false},
    {"(1,2)", "[1,2]", false},
    {"[1,2)", "[1,2]", false},
    {"(1,2)", "1,2", true},
    {"1,2", "(1,2)", true},
    {"(1,2)", "2,1", false},
    {"(1,2)", "1 \\text{ and } 2", false},
    {"(1,2)", "y=1, x=2", false},
    {"[1,2]", "1,2", false},
    {"(1,1)", "1,1", true},
    {"(1,1)", "1", false},
    {"(1,2)", "\\{1,2\\}", false},
    {"(1,234)", "1234", false},
    {"(1,234)", "(1, 234)", true},
    {"(\\frac12, 3)", "(0.5, 3.0)", true},
    {"\\{1,2\\}", "\\{2,1\\}", true},
    {"\\{1,-2\\}", "1, -2", true},
    {"1,-2", "-2, 1", true},
    {"1,-2", "1 \\text{ and } -2", true},
    {"a=1 or a=-2", "\\{1,-2\\}", true},
    {"x=1, x=-2", "1,-2", true},
    {"\\{1,2\\}", "\\{1,3\\}", false},
    {"\\{1,2\\}", "\\{1,2,3\\}", false},
    {"n=2,3,4", "n=1,2,3", false},
    {"D=(0,1)", "D=(0,1.5)", false},
    {"D=(0,1)", "(0,1)", true},
    {"1,2,...,n", "1,3,5,...,2n-1", false},
    {"\\pm 3", "3, -3", true},
    {"\\pm2021", "2021", false},
    {"2 \\pm 1", "1, 3", true},
    {"(3,4)", "3+4i", false},
    {"(-\\infty, 2]", "(-\\infty,2]", true},
    {"(-\\infty, 2]", "(-\\infty,2)", false},
    {"(-\\infty,0)\\cup(1,2)", "(1,2)\\cup(-\\infty,0)", true},
    {"(-\\infty,0)\\cup(1,2)", "(-\\infty,0)\\cap(1,2)", false},
};

const std::vector<Row> texts = {
    {"A", "A", true},
    {"A", "(A)", true},
    {"A", "\\text{(A)}", true},
    {"A", "\\text{A}", true},
    {"A", "\\textbf{(A)} 5", true},
    {"A", "A.", true},
    {"A", "A) 12", true},
    {"(C)", "C", true},
    {"\\text{(C)}", "C", true},
    {"A", "B", false},
    {"A", "\\textbf{(B)} A", false},
    {"A", "All of them", false},
    {"\\text{Evelyn}", "Evelyn", true},
    {"\\text{Evelyn}", "evelyn", true},
    {"\\text{Evelyn}", "Brianna", false},
    {"\\text{east}", "\\text{west}", false},
    {"\\text{two dogs}", "two  dogs", true},
    {"\\sqrt{5}", "\\sqrt5", true},
    {"\\sqrt{5}", "sqrt(5)", true},
    {"\\sqrt{5}", "\u221a5", true},
    {"\\sqrt{5}", "\\sqrt{6}", false},
    {"11\\sqrt2", "11\\sqrt{2}", true},
    {"11\\sqrt2", "11 \\cdot \\sqrt{2}", true},
    {"2\\sqrt{3}", "2\\sqrt{3}\\text{ cm}", true},
    {"2\\pi", "2 \\pi", true},
    {"2\\pi", "2\u03c0", true},
    {"2\\pi", "3\\pi", false},
    {"\\frac{\\pi}{2}", "\\dfrac{\\pi}{2}", true},
    {"\\frac{\\pi}{2}", "\\frac\\pi2", true},
    {"x^{2}+1", "x^2 + 1", true},
    {"x^2+1", "x^2-1", false},
    {"x^{10}", "x^10", true},
    {"x^{12}", "x^1 2", false},
    {"y=2x+3", "2x+3", true},
    {"2x+4y-3=0", "2x+4y-3=1", false},
    {"x", "X", false},
    {"3x-y+13=0", "3x+4y+14=0", false},
    {"1-1/e", "1+1/e", false},
    {"O(\\log n)", "\\Theta(\\log n)", false},
    {"\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}", "\\begin{pmatrix}1\\\\2\\end{pmatrix}", true},
    {"\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}", "\\begin{pmatrix}1&2\\end{pmatrix}", false},
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const Equivalence result = compare_answers(row.gold, row.answer);
    INFO("gold " << row.gold << ", answer " << row.answer << ": " << result.rule << ", canonical "
                 << result.canonical << " against " << compare_answers("0", row.gold).canonical);
    CHECK(result.equal == row.equal);
  }
}

std::string repeated(const std::string& piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) {
    text += piece;
  }
  return text;
}

}  // namespace

TEST_CASE("numbers are equal when their exact values are") { check(numbers); }

TEST_CASE("tuples are ordered, sets and lists are not, and brackets matter") { check(collections); }

TEST_CASE("words, letters and formulas are equal when spelling is all that differs") {
  check(texts);
}

TEST_CASE("an integer of two thousand digits is exact, its last digit counts") {
  const std::string digits = repeated("1234567890", 190);
  CHECK(compare_answers(digits + "1", digits + "1").equal);
  CHECK_FALSE(compare_answers(digits + "1", digits + "2").equal);
  CHECK(compare_answers(digits + "1", digits + "1.0").equal);
}

TEST_CASE("mathematics in another form is incorrect as undecided, words are plainly different") {
  CHECK(compare_answers("x^2+2x+1", "(x+1)^2").rule.find("undecided") == 0);
  CHECK(compare_answers("\\sqrt{8}", "2\\sqrt{2}").rule.find("undecided") == 0);
  CHECK(compare_answers("\\text{east}", "\\text{west}").rule.find("undecided") != 0);
  CHECK(compare_answers("3", "4").rule.find("undecided") != 0);
}

// What is not bounded here would run for hours, into the time limit that ctest sets.
TEST_CASE("answers that would be huge are refused, not computed") {
  const std::vector<std::pair<const char*, std::string>> cases = {
      {"tower", "7^{7^{7^{7}}}"},
      {"tower without braces", "9^9^9^9"},
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
      {"products", "2" + repeated("*99999999999999999999", 470)},
      {"powers", "2" + repeated("*9^{9999}", 1000)},
      {"sum of fractions", "1" + repeated("+1/97", 1900)},
      {"signs", std::string(9'000, '-') + "1"},
      {"plus-minus", repeated("\\pm", 3000)},
      {"nested tuples", std::string(4'000, '[') + "1,2" + std::string(4'000, ']')},
      {"names", repeated("x=", 4500)},
      {"texts", repeated("\\text{", 1600) + "1"},
  };
  for (const auto& [name, answer] : cases) {
    INFO(name);
    CHECK_FALSE(compare_answers("8", answer).equal);
  }
}

TEST_CASE("every gold answer of MATH-500 and GSM8K equals itself and not its neighbour") {
  for (const char* suite : {"math500", "gsm8k"}) {
    std::ifstream file(test::shared_data(std::string("suites/") + suite + "/" + suite + ".jsonl"));
    if (!file) {
      ASSAY_SKIP("the shared data is not here");
    }
    std::string line;
    int count = 0;
    while (std::getline(file, line)) {
      std::string gold = nlohmann::json::parse(line).at("answer");
      const std::size_t mark = gold.find("#### ");
      gold = mark == std::string::npos ? gold : gold.substr(mark + 5);
      INFO(suite << " gold " << gold);
      CHECK(compare_answers(gold, gold).equal);
      CHECK_FALSE(compare_answers(gold, "-77777").equal);
      ++count;
    }
    CHECK(count == (std::string(suite) == "math500" ? 500 : 1319));
  }
}

}  // namespace assay
