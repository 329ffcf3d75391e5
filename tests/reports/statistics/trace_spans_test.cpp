#include "reports/statistics/trace_spans.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

TEST_CASE("phrases are found whole, in any case, across line ends and hyphens") {
  struct Case {
    const char* text;
    BehaviourCounts counts;  // self-verification, backtracking, restating, sub-goal, looping
  };
  const Case cases[] = {
      {"", {0, 0, 0, 0, 0}},
      {"Two plus two is four.", {0, 0, 0, 0, 0}},
      {"Wait, no. WAIT!", {0, 2, 0, 0, 0}},
      {"I await the waiter; waiting", {0, 0, 0, 0, 0}},
      {"Let me double-check this.", {1, 0, 0, 0, 0}},
      {"let me\ndouble check", {1, 0, 0, 0, 0}},
      {"Let me check that", {1, 0, 0, 0, 0}},
      {"Check: 3 * 4 = 12 ok.", {2, 0, 0, 0, 0}},
      {"okay.", {0, 0, 0, 0, 0}},
      {"Wait, that is wrong.", {0, 2, 0, 0, 0}},
      {"Hmm, that\xe2\x80\x99s wrong. Hold on", {0, 2, 0, 0, 0}},
      {"**Verification**", {1, 0, 0, 0, 0}},
      {"unverify", {0, 0, 0, 0, 0}},
      {"attente\xc3\xa9wait", {0, 0, 0, 0, 0}},
      {"The problem says that all are full.", {0, 0, 1, 0, 0}},
      {"Next, let's find the price.", {0, 0, 0, 1, 0}},
      {"2. **Identify the Fact:**", {0, 0, 0, 1, 0}},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    CHECK(count_behaviours(one.text) == one.counts);
  }
}

TEST_CASE("some phrases count at the beginning of a sentence or line only") {
  CHECK(count_behaviours("We cannot wait here")[1] == 0);
  CHECK(count_behaviours("It is 3. Wait here")[1] == 1);
  CHECK(count_behaviours("It is 3.Wait")[1] == 0);  // no space: not the end of a sentence
  CHECK(count_behaviours("so\n- Wait")[1] == 1);
}

TEST_CASE("the longest phrase wins and counts once") {
  CHECK(count_behaviours("let me double check")[0] == 1);
  CHECK(count_behaviours("let me let me check")[0] == 1);
  // As one restatement, not as a turn.
  CHECK(count_behaviours("Wait, the question says 3") == BehaviourCounts{0, 0, 1, 0, 0});
}

TEST_CASE("six words in a row that stand in the question are restating") {
  const std::string question = "Each of the five crates holds eleven boxes. How many boxes?";
  CHECK(find_spans("So each of the five crates holds eleven.", question) ==
        std::vector<Span>{{3, 39, Behaviour::restating}});
  CHECK(count_behaviours("So each of the five boxes", question)[2] == 0);
  CHECK(count_behaviours("The question says each of the five crates holds 3", question)[2] == 2);
}

TEST_CASE("words that stand there for the third time are looping, from there on") {
  const std::string round = "we go from one door to the next door and come back. ";
  CHECK(count_behaviours(round + round)[4] == 0);
  const std::string text = round + round + round + round;
  const std::vector<Span> spans = find_spans(text);
  REQUIRE(spans.size() == 1);
  CHECK(spans[0].behaviour == Behaviour::looping);
  CHECK(spans[0].begin == 2 * round.size());
  CHECK(spans[0].end == text.size() - 1);
  // Far apart it is no circle.
  std::string between;
  for (int i = 0; i < 500; ++i) {
    between += std::to_string(i) + " ";
  }
  CHECK(count_behaviours(round + between + round + between + round)[4] == 0);
  // A word alone, on and on.
  std::string stuck;
  for (int i = 0; i < 100; ++i) {
    stuck += "the ";
  }
  CHECK(count_behaviours(stuck)[4] == 1);
}

TEST_CASE("spans come in order, and those of one behaviour do not overlap") {
  std::string text;
  for (int i = 0; i < 300; ++i) {
    text +=
        i % 3 == 0 ? "Wait, let me check that again. " : "Next, let's find out. Is that right? ";
  }
  std::array<std::size_t, n_behaviours> end{};
  std::size_t begin = 0;
  for (const Span& span : find_spans(text)) {
    CHECK(span.begin >= begin);
    CHECK(span.end > span.begin);
    CHECK(span.end <= text.size());
    CHECK(span.begin >= end[static_cast<std::size_t>(span.behaviour)]);
    begin = span.begin;
    end[static_cast<std::size_t>(span.behaviour)] = span.end;
  }
  CHECK(begin > 0);
}

TEST_CASE("counting is linear in the text") {
  std::string text;
  for (int i = 0; i < 200'000; ++i) {
    text += "let me let me double ";
  }
  // 4 MB: quadratic, it meets ctest's time limit.
  CHECK(count_behaviours(text) == BehaviourCounts{0, 0, 0, 0, 1});
}

}  // namespace
}  // namespace assay::statistics
