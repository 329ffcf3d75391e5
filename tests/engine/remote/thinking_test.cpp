#include "engine/remote/thinking.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace assay::remote {
namespace {

struct Case {
  const char* name;
  ThinkMode mode;
  std::string reasoning;
  std::string content;
  bool out_of_tokens;
  std::string thinking;
  std::string answer;
  bool closed;
  bool streams_alike = true;  ///< what is shown while it comes equals the split made at the end
};

const std::vector<Case>& cases() {
  constexpr auto automatic = ThinkMode::automatic;
  constexpr auto prefilled = ThinkMode::prefilled;
  static const std::vector<Case> all = {
      {"a field of its own", automatic, "hm", "4", false, "hm", "4", true},
      {"a field, out of tokens in the thinking", automatic, "hm", "", true, "hm", "", false},
      {"a field, tags in the answer stay", automatic, "hm", "write <think> and </think>", false,
       "hm", "write <think> and </think>", true},
      {"tags", automatic, "", "<think>\nhm\n</think>\n\n4", false, "hm\n", "\n\n4", true},
      {"tags after blanks", automatic, "", "\n <think>hm</think>4", false, "hm", "4", true},
      {"tags, nothing thought", automatic, "", "<think>\n\n</think>4", false, "\n", "4", true},
      {"tags, never closed", automatic, "", "<think>\nhm \\boxed{4}", true, "hm \\boxed{4}", "",
       false},
      {"tags, never closed, ended by the model", automatic, "", "<think>hm", false, "hm", "",
       false},
      {"the first closing ends the thinking", automatic, "", "<think>a</think>b</think>c", false,
       "a", "b</think>c", true},
      {"opened by the template", automatic, "", "hm</think>4", false, "hm", "4", true, false},
      {"opened by the template or not, out of tokens", automatic, "", "hm \\boxed{4}", true,
       "hm \\boxed{4}", "", false, false},
      {"no thinking", automatic, "", "4", false, "", "4", true},
      {"no thinking, a tag later on", automatic, "", "4 <think>", false, "", "4 <think>", true},
      {"an unfinished tag", automatic, "", "<thin", false, "", "<thin", true},
      {"opened by us", prefilled, "", "hm</think>4", false, "hm", "4", true},
      {"opened by us, out of tokens", prefilled, "", "hm </thi", true, "hm </thi", "", false},
      {"opened by us, ended by the model", prefilled, "", "hm", false, "hm", "", false},
      {"said not to think", ThinkMode::none, "", "<think>a</think>4", true, "", "<think>a</think>4",
       true},
      {"nothing", automatic, "", "", false, "", "", true},
  };
  return all;
}

TEST_CASE("thinking and answer are told apart") {
  for (const Case& c : cases()) {
    INFO(c.name);
    const ThinkSplit split = split_thinking(c.mode, c.reasoning, c.content, c.out_of_tokens);
    CHECK(split.thinking == c.thinking);
    CHECK(split.answer == c.answer);
    CHECK(split.closed == c.closed);
  }
}

TEST_CASE("what is shown while it comes is the same, however tags are split over pieces") {
  for (const Case& c : cases()) {
    for (std::size_t piece = 1; c.streams_alike && piece <= c.content.size(); ++piece) {
      INFO(c.name << ", pieces of " << piece);
      std::string thinking;
      std::string answer;
      ThinkStream stream(c.mode, [&](const TextDelta& delta) {
        (delta.thinking ? thinking : answer) += delta.text;
      });
      stream.reasoning(c.reasoning);
      for (std::size_t at = 0; at < c.content.size(); at += piece) {
        stream.content(std::string_view(c.content).substr(at, piece));
      }
      stream.end();
      CHECK(thinking == c.thinking);
      CHECK(answer == c.answer);
    }
  }
}

}  // namespace
}  // namespace assay::remote
