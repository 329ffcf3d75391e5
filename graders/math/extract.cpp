#include "graders/math/extract.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <vector>

#include "graders/text.hpp"

namespace assay {

namespace {

constexpr std::size_t none = std::string_view::npos;

/// A \boxed command: where it starts and ends, and its content if it is whole.
struct Box {
  std::size_t begin = 0;
  std::size_t end = none;  ///< none while its brace is open
  std::string_view content;
};

std::size_t command_length(std::string_view text) {
  for (const std::string_view command : {"\\boxed", "\\fbox"}) {
    if (text.substr(0, command.size()) == command) {
      return command.size();
    }
  }
  return 0;
}

/// \boxed 5: up to the next space or dollar sign.
Box unbraced_box(std::string_view reply, std::size_t begin, std::size_t at) {
  const std::size_t end = std::min(reply.find_first_of(" \t\r\n$", at), reply.size());
  return {begin, end, trimmed(reply.substr(at, end - at), ".,;:)")};
}

/// One pass with a stack of open braces, so that a reply of nothing but "\boxed{" is linear too.
std::vector<Box> all_boxes(std::string_view reply) {
  std::vector<Box> boxes;
  std::vector<std::size_t> open;  // for each open brace the index of its box, or none
  std::size_t at = 0;
  while (at < reply.size()) {
    const std::size_t length = reply[at] == '\\' ? command_length(reply.substr(at)) : 0;
    if (length > 0) {
      std::size_t argument = reply.find_first_not_of(" \t", at + length);
      argument = std::min(argument, reply.size());
      const bool letter = argument == at + length && argument < reply.size() &&
                          std::isalpha(static_cast<unsigned char>(reply[argument])) != 0;
      if (argument < reply.size() && reply[argument] == '{') {
        open.push_back(boxes.size());
        boxes.push_back({at, none, reply.substr(argument + 1)});
        at = argument + 1;
        continue;
      }
      if (!letter) {  // \boxedminipage is another command
        boxes.push_back(unbraced_box(reply, at, argument));
        at = std::max(boxes.back().end, at + length);
        continue;
      }
    }
    if (reply[at] == '\\') {
      at += 2;  // also \{ and \}
      continue;
    }
    if (reply[at] == '{') {
      open.push_back(none);
    } else if (reply[at] == '}' && !open.empty()) {
      if (open.back() != none) {
        Box& box = boxes[open.back()];
        box.content =
            box.content.substr(0, at - static_cast<std::size_t>(box.content.data() - reply.data()));
        box.end = at + 1;
      }
      open.pop_back();
    }
    ++at;
  }
  return boxes;
}

bool joins(std::string_view between) {
  between = trimmed(between, " \t\r\n$,");
  return between.empty() || between == "and" || between == "or" || between == "\\text{and}" ||
         between == "\\text{or}" || between == "\\text{ and }" || between == "\\text{ or }";
}

std::optional<ExtractedAnswer> from_boxes(std::string_view reply) {
  std::vector<Box> outer;
  for (const Box& box : all_boxes(reply)) {
    const bool inside = !outer.empty() && outer.back().end != none && box.begin < outer.back().end;
    if (!inside) {
      outer.push_back(box);
    }
  }
  if (outer.empty()) {
    return std::nullopt;
  }
  if (outer.back().end == none) {
    return ExtractedAnswer{"", "the last \\boxed is never closed"};
  }
  std::size_t first = outer.size() - 1;
  while (first > 0 && outer[first - 1].end != none &&
         joins(reply.substr(outer[first - 1].end, outer[first].begin - outer[first - 1].end))) {
    --first;
  }
  ExtractedAnswer answer{"", "\\boxed"};
  for (std::size_t i = first; i < outer.size(); ++i) {
    const std::string_view content = trimmed(outer[i].content);
    if (content.empty()) {
      return ExtractedAnswer{"", "the last \\boxed is empty"};
    }
    answer.text += (i > first ? ", " : "") + std::string(content);
  }
  return answer;
}

/// What follows a phrase: a $formula$, or text up to the end of sentence or line.
std::string value_after(std::string_view rest) {
  const std::size_t begin = rest.find_first_not_of(" \t\r\n:*_");
  if (begin == none) {
    return {};
  }
  rest.remove_prefix(begin);
  rest = rest.substr(0, rest.find('\n'));
  if (rest.front() == '$') {
    const std::size_t inner = rest.find_first_not_of('$');
    const std::size_t close = inner == none ? none : rest.find('$', inner);
    if (close != none) {
      return std::string(trimmed(rest.substr(inner, close - inner)));
    }
  }
  const std::size_t sentence = rest.find(". ");
  return std::string(trimmed(trimmed(rest.substr(0, sentence), " \t\r*_`"), " \t.*_`"));
}

struct Phrase {
  std::string_view text;
  const char* rule;
};

/// "####" ends a GSM8K solution; in Markdown it opens a section. Only the first kind is the last
/// line.
bool is_heading(const Phrase& phrase, std::string_view rest) {
  return phrase.text == "####" && trimmed(rest).find('\n') != none;
}

constexpr std::array phrases = {
    Phrase{"####", "after ####"}, Phrase{"final answer is", "after 'final answer is'"},
    Phrase{"answer is", "after 'answer is'"}, Phrase{"answer:", "after 'Answer:'"}};

}  // namespace

ExtractedAnswer extract_answer(std::string_view reply) {
  if (const auto boxed = from_boxes(reply)) {
    return *boxed;
  }
  const std::string lowered = lower(reply);
  for (const Phrase& phrase : phrases) {
    const std::size_t found = lowered.rfind(phrase.text);
    if (found == none) {
      continue;
    }
    const std::string_view rest = reply.substr(found + phrase.text.size());
    if (is_heading(phrase, rest)) {
      continue;
    }
    std::string value = value_after(rest);
    if (!value.empty()) {
      return {std::move(value), phrase.rule};
    }
  }
  return {"", "no \\boxed and no phrase that announces an answer"};
}

}  // namespace assay
