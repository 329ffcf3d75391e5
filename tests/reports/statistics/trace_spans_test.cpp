#include "reports/statistics/trace_spans.hpp"

#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using Counts = std::array<std::size_t, n_behaviours>;  // self-verification, backtracking

TEST_CASE("phrases are found whole, in any case, across line ends and hyphens") {
  struct Case {
    const char* text;
    Counts counts;
  };
  const Case cases[] = {
      {"", {0, 0}},
      {"Two plus two is four.", {0, 0}},
      {"Wait, no. WAIT!", {0, 2}},
      {"I await the waiter; waiting", {0, 0}},
      {"Let me double-check this.", {1, 0}},
      {"let me\ndouble check", {1, 0}},
      {"Let me check that", {1, 0}},
      {"Check: 3 * 4 = 12 ok.", {2, 0}},
      {"I will check it, okay.", {0, 0}},
      {"Wait, that is wrong.", {0, 2}},
      {"Hmm, that\xe2\x80\x99s wrong. Hold on", {0, 2}},
      {"**Verification**", {1, 0}},
      {"to verify: verify verify", {3, 0}},
      {"unverify", {0, 0}},
      {"attente\xc3\xa9wait", {0, 0}},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    CHECK(count_behaviours(one.text) == one.counts);
  }
}

TEST_CASE("the longest phrase wins and counts once") {
  CHECK(count_behaviours("let me double check") == Counts{1, 0});
  CHECK(count_behaviours("let me let me check") == Counts{1, 0});
}

TEST_CASE("counting is linear in the text") {
  std::string text;
  for (int i = 0; i < 200'000; ++i) {
    text += "let me let me double ";
  }
  CHECK(count_behaviours(text) == Counts{0, 0});  // 4 MB: quadratic, it meets ctest's time limit
}

TEST_CASE("a phrase becomes a pattern for JavaScript") {
  const std::string edge = "['\\u2019\\p{L}\\p{N}]";
  CHECK(javascript_pattern({Behaviour::backtracking, "hold on"}) ==
        "(?<!" + edge + ")hold[\\s*_-]*on(?!" + edge + ")");
  CHECK(javascript_pattern({Behaviour::self_verification, "ok ."}) ==
        "(?<!" + edge + ")ok[\\s*_-]*\\.");
  CHECK(javascript_pattern({Behaviour::backtracking, "that's"}) ==
        "(?<!" + edge + ")that['\\u2019]s(?!" + edge + ")");
}

}  // namespace
}  // namespace assay::statistics
