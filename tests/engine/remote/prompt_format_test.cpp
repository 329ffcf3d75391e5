#include "engine/remote/prompt_format.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::remote {
namespace {

TEST_CASE("a chat becomes the text of its family, the thinking opened") {
  const std::vector<ChatMessage> chat = {{"system", "S"}, {"user", "U {content}"}};
  CHECK(render_prompt(prompt_format("deepseek-r1"), chat) ==
        "S<｜User｜>U {content}<｜Assistant｜><think>\n");
  CHECK(render_prompt(prompt_format("chatml"), chat) ==
        "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU {content}<|im_end|>\n"
        "<|im_start|>assistant\n<think>\n");
  CHECK(render_prompt(prompt_format("plain"), {{"user", "U"}}) == "U");
  CHECK(opens_thinking(prompt_format("chatml")));
  CHECK_FALSE(opens_thinking(prompt_format("plain")));
  CHECK_FALSE(opens_thinking({"x", "", "", "", "<think>\n\n</think>\n"}));
}

TEST_CASE("a format or a role that nobody knows is refused by name") {
  CHECK_THROWS_AS(prompt_format("alpaca"), UsageError);
  CHECK_THROWS_AS(render_prompt(prompt_format("chatml"), {{"tool", "x"}, {"user", "x"}}),
                  UsageError);
  CHECK_THROWS_AS(render_prompt(prompt_format("chatml"), {{"system", "x"}}), UsageError);
}

}  // namespace
}  // namespace assay::remote
