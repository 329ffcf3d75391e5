#include "reports/statistics/trace_spans.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string>

#include "engine/core/philox.hpp"
#include "reports/statistics/trace_lexicon.hpp"
#include "reports/statistics/trace_words.hpp"
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

/// "a (b|c|) d" as each of its texts.
std::vector<std::string> alternatives(const std::string& text) {
  const std::size_t open = text.find('(');
  if (open == std::string::npos) {
    return {text};
  }
  const std::size_t close = text.find(')', open);
  std::vector<std::string> all;
  std::istringstream choices(text.substr(open + 1, close - open - 1) + "|");
  for (std::string choice; std::getline(choices, choice, '|');) {
    for (const std::string& rest : alternatives(text.substr(close + 1))) {
      all.push_back(text.substr(0, open) + choice + rest);
    }
  }
  return all;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

/// The lexicon's phrases, one by one, against text whose words stand apart, one to three a line.
class PlainSearch {
 public:
  PlainSearch() {
    for (const Phrase& phrase : lexicon()) {
      for (std::string text : alternatives(std::string(phrase.text))) {
        const bool opens = text.front() == '^';
        text.erase(0, opens ? 1 : 0);
        phrases_.push_back({words_of(text), phrase.behaviour, opens});
      }
    }
  }

  /// Behaviour and number of words at each place, the longest phrase first.
  [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> find(
      const std::vector<std::string>& words, const std::vector<bool>& opens) const {
    std::vector<std::pair<std::size_t, std::size_t>> found;
    for (std::size_t at = 0; at < words.size();) {
      std::size_t most = 0;
      for (const One& one : phrases_) {
        const std::size_t n = one.words.size();
        if ((!one.opens || opens[at]) && n >= most && n <= words.size() - at &&
            std::equal(one.words.begin(), one.words.end(),
                       words.begin() + static_cast<std::ptrdiff_t>(at))) {
          most = n;
        }
      }
      if (most > 0) {
        found.emplace_back(at, most);
      }
      at += std::max<std::size_t>(most, 1);
    }
    return found;
  }

  [[nodiscard]] const std::vector<std::string>& phrase(std::size_t number) const {
    return phrases_[number % phrases_.size()].words;
  }

 private:
  struct One {
    std::vector<std::string> words;
    Behaviour behaviour;
    bool opens;
  };
  std::vector<One> phrases_;
};

TEST_CASE("what is found is what a search for each phrase finds") {
  const PlainSearch search;
  PhiloxStream random(3, 1);
  std::size_t phrases = 0;
  for (int round = 0; round < 40; ++round) {
    std::string text;
    std::vector<std::string> words;
    std::vector<std::size_t> begins;
    std::vector<bool> opens;
    for (int i = 0; i < 12; ++i) {
      // A phrase, or the beginning of one.
      const std::vector<std::string>& phrase = search.phrase(random.below(1U << 30U));
      const std::size_t cut = random.chance(0.3) ? random.below(4) : phrase.size();
      for (std::size_t w = 0; w < std::min(cut, phrase.size()); ++w) {
        const bool line = random.chance(0.2);
        opens.push_back(words.empty() || line || words.back() == "." || words.back() == "?" ||
                        words.back() == "!");
        text += line ? "\n" : random.chance(0.1) ? "-" : " ";
        begins.push_back(text.size());
        words.push_back(phrase[w]);
        text += phrase[w];
      }
    }
    std::vector<std::size_t> expected;
    for (const auto& [at, count] : search.find(words, opens)) {
      expected.push_back(begins[at]);
    }
    std::vector<std::size_t> found;
    for (const Span& span : find_spans(text)) {
      if (span.behaviour != Behaviour::looping) {
        found.push_back(span.begin);
      }
    }
    INFO(text);
    CHECK(found == expected);
    phrases += found.size();
  }
  CHECK(phrases > 100);
}

TEST_CASE("a word is itself in any case, at any place, of any length, with any apostrophe") {
  std::vector<TraceWord> words;
  for (std::size_t length = 1; length < 40; ++length) {
    std::string word;
    for (std::size_t i = 0; i < length; ++i) {
      word += static_cast<char>('a' + i % 26);
    }
    std::string upper = word;
    upper.front() = 'A';
    const std::string other = word.substr(0, length - 1) + "9";
    for (std::size_t before = 0; before < 9; ++before) {
      const std::string gap(before, ' ');
      split_words(gap + word + "." + upper + gap + "\n" + other + gap + "," + word, words);
      REQUIRE(words.size() == 6);
      CHECK(words[0].hash == words[2].hash);
      CHECK(words[0].hash == words[5].hash);
      CHECK(words[0].hash != words[3].hash);
      CHECK(words[1].hash != words[4].hash);
      CHECK(words[0].begin == before);
      CHECK(words[0].end == before + length);
      CHECK(words[3].opens_sentence);
      CHECK_FALSE(words[5].opens_sentence);
    }
    split_words(word + "'s " + word + "\xe2\x80\x99s " + word + "\xc3\xa9", words);
    REQUIRE(words.size() == 3);
    CHECK(words[0].hash == words[1].hash);
    CHECK(words[0].hash != words[2].hash);
  }
  // Marks have no case.
  split_words("[ { @ ` ^ ~", words);
  REQUIRE(words.size() == 6);
  CHECK(words[0].hash != words[1].hash);
  CHECK(words[2].hash != words[3].hash);
  CHECK(words[4].hash != words[5].hash);
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
