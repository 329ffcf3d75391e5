#include "datasets/robustness/words.hpp"

#include "tests/support/catch.hpp"

namespace assay::robustness {
namespace {

std::vector<std::string> texts(std::string_view text) {
  std::vector<std::string> texts;
  for (const Sentence& sentence : sentences_of(text)) {
    texts.push_back(sentence.text);
  }
  return texts;
}

TEST_CASE("sentences end where a reader ends them") {
  struct Case {
    const char* text;
    std::vector<std::string> expected;
  };
  const std::vector<Case> cases = {
      {"One. Two? Three!", {"One.", "Two?", "Three!"}},
      {"Mr. Smith has 3.5 kg. He sells $2.", {"Mr. Smith has 3.5 kg.", "He sells $2."}},
      {"It is 9 a.m. Tom wakes.", {"It is 9 a.m. Tom wakes."}},
      {"He said \"Go.\" Then he went.", {"He said \"Go.\"", "Then he went."}},
      {"Find x. where x is odd", {"Find x. where x is odd"}},
      {"Let $x = 1.$ Find $x$.", {"Let $x = 1.$ Find $x$."}},
      {"", {}},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(texts(c.text) == c.expected);
    CHECK(join(sentences_of(c.text)) == c.text);
  }
}

TEST_CASE("whole words are replaced, with their possessives") {
  const std::map<std::string, std::string, std::less<>> names = {{"Anna", "Edith"},
                                                                 {"James", "Kofi"}};
  CHECK(replace_words("Anna's hat, Annabel, Mary-Anna, (Anna)", names) ==
        "Edith's hat, Annabel, Mary-Anna, (Edith)");
  CHECK(replace_words("James' book and James's. 'James'", names) ==
        "Kofi's book and Kofi's. 'Kofi's");
  CHECK(replace_words("\\text{Anna} Annaé", names) == "\\text{Edith} Annaé");
}

TEST_CASE("a sentence with a pronoun or a sequence leans on another") {
  CHECK(is_anaphoric("He eats 2."));
  CHECK(is_anaphoric("The rest is sold."));
  CHECK_FALSE(is_anaphoric("Tom has 3 apples."));
}

}  // namespace
}  // namespace assay::robustness
