#include <string>
#include <utility>
#include <vector>

#include "graders/math/parse.hpp"
#include "tests/graders/math/repeated.hpp"
#include "tests/support/catch.hpp"

namespace assay::math {
namespace {

using test::repeated;

}  // namespace

TEST_CASE("mathematics that cannot be read is text and says so, prose does not") {
  for (const char* text : {"\\frac{1", "x^", "\\sqrt", "(1,2", "1 + \\cup", "{", "x_"}) {
    const Parsed parsed = parse_answer(text);
    INFO(text);
    CHECK(parsed.ok);
    CHECK(parsed.expression.kind == Kind::text);
    CHECK((!parsed.unread.empty() || std::string(text) == "(1,2"));
  }
  CHECK(parse_answer("Evelyn").unread.empty());
  CHECK(parse_answer("They aren't buried, since they live.").unread.empty());
}

TEST_CASE("nothing, too much and too deep are refused with the reason") {
  const std::vector<std::pair<std::string, std::string>> refused = {
      {"", "nothing"},
      {"  $ $ ", "nothing"},
      {".", "nothing"},
      {std::string(10'001, '7'), "longer than 10000 bytes"},
      {repeated("(", 100) + "x" + repeated(")", 100), "deeper than 64"},
      {repeated("\\sqrt{", 100) + "2" + repeated("}", 100), "deeper than 64"},
      {repeated("x^", 200) + "x", "deeper than 64"},
      {repeated("sin ", 200) + "x", "deeper than 64"},
      {repeated("x+", 4'500) + "x", "more than 4000 parts"},
  };
  for (const auto& [text, why] : refused) {
    const Parsed parsed = parse_answer(text);
    INFO(text.substr(0, 20));
    CHECK_FALSE(parsed.ok);
    CHECK(parsed.problem.find(why) != std::string::npos);
  }
}

// Anything quadratic or worse in a deep repetition would still end; ten thousand of each would not.
TEST_CASE("hostile repetitions end at once") {
  for (const char* piece : {"\\text{", "\\frac",
                            "\\frac1", "-",
                            "\\pm",    "|",
                            "||",      "{",
                            "[",       "(",
                            "1A",      "1,",
                            "1,234",   "x=",
                            "x!",      "%",
                            "_",       "^",
                            "\\left",  "and ",
                            "a ",      "\\begin{matrix}",
                            "&",       "\\\\",
                            "\\{",     ":",
                            "$",       "**",
                            ".",       "'",
                            "\u00b2",  "\\overline{",
                            "\\cup",   "/1",
                            "e1",      "0.(1",
                            "\\sum",   "x'"}) {
    for (int i = 0; i < 20; ++i) {
      static_cast<void>(parse_answer(repeated(piece, 10'000 / std::string(piece).size())));
    }
  }
  SUCCEED();
}

}  // namespace assay::math
