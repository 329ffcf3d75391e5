#include "graders/words/text_grader.hpp"

#include "engine/core/error.hpp"
#include "graders/assay_graders.hpp"
#include "graders/python_literal.hpp"
#include "graders/words/words.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

struct Pair {
  const char* gold;
  const char* answer;
};

TEST_CASE("answers in words are right whatever their dress") {
  const Pair right[] = {{"(A)", "(A)"},
                        {"(A)", "A"},
                        {"(R)", "**(R)** the purple one"},
                        {"True", "true."},
                        {"False", "`False`"},
                        {"Yes", "Yes, they do"},
                        {"no", "No."},
                        {"valid", "deductively valid"},
                        {"invalid", "not valid"},
                        {"24", "24"},
                        {"-11520", "$-11{,}520$"},
                        {"-33", "-33.0"},
                        {"] ) }", "] ) }"},
                        {"] ) }", "])}"},
                        {">", "`>`"},
                        {"barn damp it&t", "barn, damp, it&t"},
                        {"barn damp it&t", "\\text{Barn damp IT&T}"},
                        {"syndrome therefrom", "syndrome\ntherefrom"},
                        {"Monsters, Inc", "monsters, inc."}};
  for (const Pair& pair : right) {
    INFO(pair.gold << " and " << pair.answer);
    CHECK(compare_words(pair.gold, pair.answer).equal);
  }
}

TEST_CASE("answers in words that say something else are wrong") {
  const Pair wrong[] = {{"(A)", "(B)"},
                        {"(A)", "(A) or (B)"},
                        {"(A)", "A train"},
                        {"True", "False"},
                        {"Yes", "yes and no"},
                        {"Yes", "maybe"},
                        {"valid", "not valid"},
                        {"24", "25"},
                        {"] ) }", "] }"},
                        {"] ) }", "nothing"},
                        {"barn damp", "damp barn"},
                        {"barn damp", "barn"}};
  for (const Pair& pair : wrong) {
    INFO(pair.gold << " and " << pair.answer);
    CHECK_FALSE(compare_words(pair.gold, pair.answer).equal);
  }
}

TEST_CASE("Python literals are equal when Python says so") {
  const Pair equal[] = {{"[(4, 1), (2, 3)]", "[(4,1),(2,3)]"},
                        {"{1: None, 2: 'a'}", "{2: \"a\", 1: None}"},
                        {"{3, 1}", "{1, 3, 1}"},
                        {"'it\\'s'", "\"it's\""},
                        {"'a\\n\\x41\\u00e9'", "\"\"\"a\nA\u00e9\"\"\""},
                        {"1", "1.0"},
                        {"True", "1"},
                        {"1e3", "1000"},
                        {"-0.5", "-.5"},
                        {"(1,)", "(1,)"},
                        {"1, 2", "(1, 2)"},
                        {"(1)", "1"},
                        {"'a' 'b'", "'ab'"},
                        {"set()", "set()"},
                        {"12345678901234567890123", "12345678901234567890123"}};
  for (const Pair& pair : equal) {
    INFO(pair.gold << " and " << pair.answer);
    const auto a = parse_python_literal(pair.gold);
    const auto b = parse_python_literal(pair.answer);
    REQUIRE(a);
    REQUIRE(b);
    CHECK(canonical_text(*a) == canonical_text(*b));
  }
  const Pair different[] = {{"'1'", "1"},
                            {"[1]", "(1,)"},
                            {"{}", "set()"},
                            {"b'a'", "'a'"},
                            {"'a'", "'a '"},
                            {"None", "'None'"},
                            {"[1, 2]", "[2, 1]"},
                            {"12345678901234567890123", "12345678901234567890124"},
                            {"'a, b'", "['a', 'b']"}};
  for (const Pair& pair : different) {
    INFO(pair.gold << " and " << pair.answer);
    CHECK(canonical_text(parse_python_literal(pair.gold).value()) !=
          canonical_text(parse_python_literal(pair.answer).value()));
  }
}

TEST_CASE("what is no Python literal is not read") {
  for (const char* text : {"", "f(1)", "1 +", "[1", "[1 2]", "'a", "{1: 2, 3}", "x", "01x",
                           "[1,,2]", "1 2", "nan", "__import__('os')", "{,}"}) {
    INFO(text);
    CHECK_FALSE(parse_python_literal(text));
  }
  CHECK_FALSE(parse_python_literal(std::string(100'000, '[')));
  CHECK_FALSE(parse_python_literal(std::string(100'000, '-')));
}

TEST_CASE("a text answer is looked for behind the thinking, and none is unparsed") {
  Problem problem;
  problem.id = "w";
  problem.gold = "(B)";
  const TextGrader grader;
  CHECK(grader.grade(problem, plain_completion("So the answer is (B).")).kind ==
        VerdictKind::correct);
  CHECK(grader.grade(problem, plain_completion("Answer: (A)")).kind == VerdictKind::incorrect);
  CHECK(grader.grade(problem, plain_completion("")).kind == VerdictKind::unparsed);
  Completion open = plain_completion("Answer: (B)");
  open.think_end = std::nullopt;
  CHECK(grader.grade(problem, open).kind == VerdictKind::unparsed);

  problem.gold = "[1, 2]";
  problem.answer.comparison = "python";
  problem.answer.extraction = {"answer_tag"};
  CHECK_NOTHROW(grader.check(problem));
  CHECK(grader.grade(problem, plain_completion("<answer>[1,2]</answer>")).kind ==
        VerdictKind::correct);
  CHECK(grader.grade(problem, plain_completion("<answer>f(3)</answer>")).kind ==
        VerdictKind::incorrect);
  problem.gold = "f(1)";
  CHECK_THROWS_WITH(grader.check(problem),
                    "problem 'w': the gold answer 'f(1)' is no Python literal");
}

}  // namespace
}  // namespace assay::test
