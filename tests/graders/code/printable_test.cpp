// Text of programs on terminals: nothing that moves a cursor or turns a line may pass.
#include "graders/code/printable.hpp"

#include <nlohmann/json.hpp>

#include "graders/code/code_grader.hpp"
#include "tests/graders/code/support.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

using std::string_literals::operator""s;

TEST_CASE("control characters, bytes that are no UTF-8 and marks of direction become escapes") {
  const std::pair<std::string, std::string> cases[] = {
      {"plain", "plain"},
      {"", ""},
      {"\x1b[2J\a\b\r", "\\x1b[2J\\x07\\x08\\x0d"},
      {"a\0b"s, "a\\x00b"},
      {"\x7f", "\\x7f"},
      {"a\nb\tc", "a\\nb\\tc"},
      {"\xff\xc0\x80", "\\xff\\xc0\\x80"},           // never UTF-8, and an overlong NUL
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},           // a surrogate
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // beyond U+10FFFF
      {"\xe2\x82", "\\xe2\\x82"},                    // cut short
      {"\xc2\x9b\x33\x31m", "\\u009b31m"},           // C1's own CSI
      {"a\xe2\x80\xae"
       "b\xe2\x81\xa6",
       "a\\u202eb\\u2066"},         // right to left, isolated
      {"\xe2\x80\xa8", "\\u2028"},  // ends a line in some readers
      {"caf\xc3\xa9 \xe2\x88\x9a"
       "2 \xf0\x9f\x98\x80",
       "caf\xc3\xa9 \xe2\x88\x9a"
       "2 \xf0\x9f\x98\x80"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(expected);
    CHECK(printable(text) == expected);
    CHECK_NOTHROW(nlohmann::json(printable(text)).dump());
  }
  CHECK(printable("a\n\tb\r\x1b", Lines::keep) == "a\n\tb\\x0d\\x1b");
}

TEST_CASE("no text of a verdict carries a program's control characters") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const std::string program =
      "# \x1b[2J\ndef f(x):\n    print('seen\\x1b]0;title\\x07')\n"
      "    raise ValueError('\\x1b[2J\\r' + 'correct' + '\\u202e' * 9000)\n";
  const Verdict verdict =
      grader->grade(test::assert_problem({"assert f(3) == 9"}), test::answer_with(program));
  CHECK(verdict.kind == VerdictKind::runtime_error);
  CHECK(verdict.reason.find("\\x1b[2J correct\\u202e") != std::string::npos);
  CHECK(verdict.output.find("seen\\x1b]0;title\\x07\n") != std::string::npos);
  CHECK(verdict.extracted.find("# \\x1b[2J\ndef f") != std::string::npos);
  CHECK(verdict.reason.size() < 2200);
  for (const std::string& text : {verdict.reason, verdict.output, verdict.extracted}) {
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\r') == std::string::npos);
  }
}

}  // namespace
}  // namespace assay
