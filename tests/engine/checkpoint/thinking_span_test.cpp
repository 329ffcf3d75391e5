#include "engine/checkpoint/thinking_span.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace assay;

namespace {

using Ids = std::vector<std::int32_t>;

constexpr std::int32_t opens = 1, closes = 2, blank = 3, word = 4, other = 5;
constexpr std::int32_t start = 11, channel = 12, message = 13, end = 14, assistant = 15;
constexpr std::int32_t analysis = 16, final_name = 17, commentary = 18;

ThinkingMarks tags(ThinkingStart begins) {
  ThinkingMarks marks;
  marks.start = begins;
  marks.open = opens;
  marks.close = closes;
  marks.blanks = {blank};
  return marks;
}

ThinkingMarks channels() {
  ThinkingMarks marks;
  marks.start = ThinkingStart::undecided;
  marks.message_start = start;
  marks.channel = channel;
  marks.message = message;
  marks.message_end = end;
  marks.role = {assistant};
  marks.final_channel = {final_name};
  return marks;
}

/// A letter a token: t thinking, a answer, - mark, ! closing tag of what seemed an answer.
std::string parts(const ThinkingMarks& marks, const Ids& ids) {
  ThinkingSpan span(marks);
  std::string letters;
  for (const std::int32_t id : ids) {
    const ThinkingSpan::Step step = span.push(id);
    letters += step.answer_was_thinking                    ? '!'
               : step.part == ThinkingSpan::Part::thinking ? 't'
               : step.part == ThinkingSpan::Part::answer   ? 'a'
                                                           : '-';
  }
  return letters;
}

using End = std::optional<std::size_t>;

}  // namespace

TEST_CASE("a thinking that the prompt opened ends at its first closing tag") {
  const ThinkingMarks marks = tags(ThinkingStart::open);
  CHECK(parts(marks, {word, word, closes, other, other}) == "tt-aa");
  CHECK(thinking_end(marks, Ids{word, word, closes, other, other}) == End(3));
  CHECK(parts(marks, {closes, other}) == "-a");  // empty
  CHECK(thinking_end(marks, Ids{closes, other}) == End(1));
  CHECK(parts(marks, {opens, word, closes, other}) == "-t-a");  // opened again
  CHECK(thinking_end(marks, Ids{opens, word, closes, other}) == End(3));
}

TEST_CASE("a thinking that is never closed has no end and no answer") {
  CHECK(parts(tags(ThinkingStart::open), {word, opens, word}) == "ttt");
  CHECK(thinking_end(tags(ThinkingStart::open), Ids{word, word}) == std::nullopt);
  CHECK(thinking_end(tags(ThinkingStart::open), Ids{}) == std::nullopt);
  CHECK(thinking_end(tags(ThinkingStart::undecided), Ids{opens, word}) == std::nullopt);
  CHECK(thinking_end(channels(), Ids{channel, analysis, message, word}) == std::nullopt);
}

TEST_CASE("tags that an answer or a thinking quotes are text") {
  const ThinkingMarks marks = tags(ThinkingStart::open);
  CHECK(parts(marks, {word, opens, word, closes, other, opens, other, closes, other}) ==
        "ttt-aaaaa");
  CHECK(thinking_end(marks, Ids{word, closes, other, closes}) == End(2));
  CHECK(parts(tags(ThinkingStart::none), {word, opens, closes, word}) == "aaaa");
}

TEST_CASE("a model that opens its thinking itself is followed, as is one that does not think") {
  const ThinkingMarks marks = tags(ThinkingStart::undecided);
  CHECK(parts(marks, {opens, word, closes, other}) == "-t-a");
  CHECK(thinking_end(marks, Ids{opens, word, closes, other}) == End(3));
  CHECK(parts(marks, {blank, opens, closes, other}) == "---a");
  CHECK(parts(marks, {other, other}) == "aa");
  CHECK(thinking_end(marks, Ids{other, other}) == End(0));
  CHECK(thinking_end(marks, Ids{blank, other}) == End(0));
}

TEST_CASE("a closing tag without an opening one makes thinking of what came before it") {
  const ThinkingMarks marks = tags(ThinkingStart::undecided);
  CHECK(parts(marks, {word, word, closes, other, closes}) == "aa!aa");
  CHECK(thinking_end(marks, Ids{word, word, closes, other}) == End(3));
  CHECK(parts(marks, {closes, other}) == "-a");
}

TEST_CASE("a format without thinking ends it before the first token") {
  CHECK(thinking_end(tags(ThinkingStart::none), Ids{word, closes}) == End(0));
  CHECK(thinking_end(tags(ThinkingStart::none), Ids{}) == End(0));
}

TEST_CASE("of Harmony's channels the final one is the answer") {
  const ThinkingMarks marks = channels();
  const Ids whole{channel, analysis,  message, word,       word,    end,
                  start,   assistant, channel, final_name, message, other};
  CHECK(parts(marks, whole) == "---tt------a");
  CHECK(thinking_end(marks, whole) == End(11));
  CHECK(parts(marks, {channel, final_name, message, other}) == "---a");
  CHECK(parts(marks, {channel, commentary, message, word, end, start, assistant, channel,
                      final_name, message, other}) == "---t------a");
  CHECK(parts(marks, {message, other}) == "-a");  // no channel at all
}

TEST_CASE("the tokens that close a thinking are those that a model writes itself") {
  CHECK(tags(ThinkingStart::open).closing() == Ids{closes});
  CHECK(channels().closing() == Ids{end, start, assistant, channel, final_name, message});
  Ids forced{channel, analysis, message, word};
  const Ids closing = channels().closing();
  forced.insert(forced.end(), closing.begin(), closing.end());
  CHECK(thinking_end(channels(), forced) == End(forced.size()));
}
