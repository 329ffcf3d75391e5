#include "graders/math/extract.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "engine/core/error.hpp"
#include "graders/math/boxes.hpp"
#include "graders/math/value_spans.hpp"
#include "graders/text.hpp"

namespace assay {

namespace {

constexpr std::size_t none = std::string_view::npos;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// A reply and its lower-case copy, which has the same offsets.
struct Reply {
  std::string_view text;
  std::string lowered;
};

/// Nothing: the convention does not apply. An empty text: it applies and finds no answer.
using Found = std::optional<ExtractedAnswer>;

/// "x = " at the end of the text, or nothing.
std::string name_at_end(std::string_view text) {
  text = trimmed(text, " \t\r\n$");
  if (text.empty() || text.back() != '=') {
    return "";
  }
  text = trimmed(text.substr(0, text.size() - 1));
  const bool name =
      !text.empty() && std::isalpha(static_cast<unsigned char>(text.back())) != 0 &&
      (text.size() < 2 || (!is_word(text[text.size() - 2]) && text[text.size() - 2] != '\\'));
  return name ? std::string(1, text.back()) + " = " : "";
}

/// Of "\boxed{5} and y = \boxed{6}" the "y = ", or nothing.
std::string name_behind_joint(std::string_view between) {
  std::string name = between.size() > 24 ? "" : name_at_end(between);
  const std::size_t at = name.empty() ? none : between.rfind(name[0]);
  return at != none && joins(between.substr(0, at)) &&
                 !trimmed(between.substr(0, at), " $\n").empty()
             ? name
             : "";
}

Found from_boxes(const Reply& reply) {
  const std::vector<Box> boxes = outer_boxes(reply.text);
  if (boxes.empty()) {
    return std::nullopt;
  }
  if (boxes.back().end == none) {
    return ExtractedAnswer{"", "", "the last \\boxed is never closed"};
  }
  const auto between = [&](std::size_t i) {
    return reply.text.substr(boxes[i - 1].end, boxes[i].begin - boxes[i - 1].end);
  };
  std::size_t first = boxes.size() - 1;
  const auto joined = [&](std::size_t i) {
    return boxes[i - 1].end != none &&
           (joins(between(i)) || !name_behind_joint(between(i)).empty());
  };
  while (first > 0 && joined(first)) {
    --first;
  }
  ExtractedAnswer answer;
  answer.text = first + 1 < boxes.size() && !name_behind_joint(between(first + 1)).empty()
                    ? name_at_end(reply.text.substr(0, boxes[first].begin))
                    : "";
  for (std::size_t i = first; i < boxes.size(); ++i) {
    const std::string_view content = trimmed(innermost(boxes[i].content));
    if (content.empty()) {
      return ExtractedAnswer{"", "", "the last \\boxed is empty"};
    }
    answer.text += i > first ? ", " + name_behind_joint(between(i)) : "";
    answer.text += content;
  }
  return answer;
}

/// Where the text behind the last of these phrases begins; none if there is none.
std::size_t behind_last(const Reply& reply, std::initializer_list<std::string_view> phrases) {
  std::size_t behind = none;
  for (const std::string_view phrase : phrases) {
    const std::size_t found = reply.lowered.rfind(phrase);
    if (found != none && (behind == none || found + phrase.size() > behind)) {
      behind = found + phrase.size();
    }
  }
  return behind;
}

Found after(const Reply& reply, std::size_t behind) {
  if (behind == none) {
    return std::nullopt;
  }
  std::string value = value_after(reply.text.substr(behind));
  return value.empty() ? Found() : ExtractedAnswer{std::move(value), "", ""};
}

/// "####" ends a GSM8K solution; in Markdown it opens a section. Only the first kind is the last
/// line.
Found from_hash(const Reply& reply) {
  const std::size_t found = reply.lowered.rfind("####");
  const bool last = found != none && trimmed(reply.text.substr(found)).find('\n') == none;
  return last ? after(reply, found + 4) : std::nullopt;
}

/// The letter of "(B)", "**B**", "\text{(B)}", "B." at the start of `text`, or 0.
char choice_letter(std::string_view text) {
  constexpr std::array<std::string_view, 6> wrappers = {"option",   "choice",   "\\text",
                                                        "\\textbf", "\\mathrm", "\\boxed"};
  text = trimmed(text, " \t\r\n*_`$:({");
  for (const std::string_view wrapper : wrappers) {
    if (lower(text.substr(0, wrapper.size())) == wrapper) {
      text = trimmed(text.substr(wrapper.size()), " \t\r\n*_`$:({");
    }
  }
  const bool letter = !text.empty() && text[0] >= 'A' && text[0] <= 'J' &&
                      (text.size() == 1 || (!is_word(text[1]) && text[1] != '\''));
  return letter ? text[0] : '\0';
}

/// Behind the last "answer is" or "answer:", or alone on the last line. Prose is never scanned for
/// a capital.
Found from_choice(const Reply& reply) {
  const std::size_t behind = behind_last(reply, {"answer is", "answer:", "answer**:"});
  if (behind != none) {
    if (const char letter = choice_letter(reply.text.substr(behind, 64)); letter != '\0') {
      return ExtractedAnswer{std::string(1, letter), "", ""};
    }
  }
  const std::string_view text = trimmed(reply.text);
  const std::size_t line = text.rfind('\n');
  const std::string_view last =
      trimmed(line == none ? text : text.substr(line + 1), " \t\r*_`$(){}.");
  const bool letter = last.size() == 1 && last[0] >= 'A' && last[0] <= 'J';
  return letter ? Found(ExtractedAnswer{std::string(last), "", ""}) : std::nullopt;
}

Found from_span(const Reply& reply, const std::optional<Span>& span) {
  if (!span) {
    return std::nullopt;
  }
  return ExtractedAnswer{
      std::string(trimmed(reply.text.substr(span->begin, span->end - span->begin))), "", ""};
}

Found from_whole(const Reply& reply) {
  const bool empty = trimmed(reply.text).empty();
  return empty ? Found() : from_span(reply, Span{0, reply.text.size()});
}

Found from_last_number(const Reply& reply) { return from_span(reply, last_number(reply.text)); }

Found from_last_expression(const Reply& reply) {
  const auto number = last_number(reply.text);
  const auto formula = last_formula(reply.text);
  return from_span(reply, formula && (!number || formula->end >= number->end) ? formula : number);
}

Found from_final_answer(const Reply& reply) {
  return after(reply, behind_last(reply, {"final answer is"}));
}

/// "The answer is unique.\n\nAnswer: Ana": the line that declares an answer is the better one.
Found from_answer_is(const Reply& reply) {
  const std::size_t behind = behind_last(reply, {"answer is", "answer should be", "answer must be",
                                                 "答案是：", "答案是", "答案为：", "答案为"});
  const std::size_t line = behind_last(reply, {"\nanswer:", "\n**answer:", "\n**answer**:"});
  return line != none && line > behind ? Found() : after(reply, behind);
}

/// Behind the last line that is no more than "### Final Answer" or "**Answer**". Looks at a few
/// characters around each "answer", so that all is linear.
std::size_t behind_heading(const Reply& reply) {
  constexpr std::size_t widest = 24;
  const std::string_view text = reply.lowered;
  for (std::size_t at = text.rfind("answer"); at != none;
       at = at == 0 ? none : text.rfind("answer", at - 1)) {
    const std::size_t from = at > widest ? at - widest : 0;
    const std::size_t line = text.substr(from, at - from).rfind('\n');
    const std::size_t length = text.substr(at, widest).find('\n');
    if (length == none || (line == none && from > 0)) {
      continue;
    }
    const std::size_t begin = line == none ? from : from + line + 1;
    const std::string_view heading = text.substr(begin, at + length - begin);
    const std::string_view words = trimmed(heading, " \t\r#*_:");
    if ((words == "answer" || words == "final answer") && words.size() < heading.size()) {
      return at + length;
    }
  }
  return none;
}

Found from_answer_colon(const Reply& reply) {
  const std::size_t behind =
      behind_last(reply, {"answer:", "answer**:", "答案：", "答案:", "答案为：", "答案是："});
  if (Found found = after(reply, behind)) {
    return found;
  }
  return after(reply, behind_heading(reply));
}

/// Between a tag and its end; of a tag that is not closed, what is left of the reply if the tag
/// begins its line and this is the last: elsewhere it is a word about tags ("end with 'Answer:
/// <answer>'").
std::optional<Reply> inside_tag(const Reply& reply) {
  const auto part = [&](std::size_t begin, std::size_t end) {
    return Reply{reply.text.substr(begin, end - begin), reply.lowered.substr(begin, end - begin)};
  };
  const std::initializer_list<std::string_view> tags = {"<answer>", "<result>"};
  constexpr std::size_t tag_size = 8;
  const std::size_t last = behind_last(reply, tags);
  if (last == none) {
    return std::nullopt;
  }
  const std::size_t closed = reply.lowered.rfind("</");
  if (closed == none || closed < last) {
    const std::size_t before = reply.lowered.rfind('\n', last);
    const std::size_t line = before == none ? 0 : before + 1;
    const bool begins =
        trimmed(reply.lowered.substr(line, last - line), " \t*_`").size() == tag_size;
    const bool ends = trimmed(reply.text.substr(last)).find('\n') == none;
    if (begins && ends) {
      return part(last, reply.text.size());
    }
  }
  const std::size_t behind = closed == none ? none : behind_last(part(0, closed), tags);
  if (behind == none) {
    return std::nullopt;
  }
  return part(behind, reply.lowered.find("</", behind));
}

/// "The answer is X" within is X.
Found from_answer_tag(const Reply& reply) {
  const std::optional<Reply> inside = inside_tag(reply);
  if (!inside) {
    return std::nullopt;
  }
  if (Found phrase = after(*inside, behind_last(*inside, {"answer is", "answer:"}))) {
    return phrase;
  }
  const std::string_view text = trimmed(inside->text, " \t\r\n*_`");
  return text.empty() ? Found() : ExtractedAnswer{std::string(text), "", ""};
}

struct Convention {
  std::string_view name;
  Found (*find)(const Reply&);
};

constexpr std::array<Convention, 10> conventions_by_name = {
    Convention{"boxed", from_boxes},   {"hash", from_hash},
    {"answer_tag", from_answer_tag},   {"final_answer", from_final_answer},
    {"answer_is", from_answer_is},     {"answer_colon", from_answer_colon},
    {"choice", from_choice},           {"last_expression", from_last_expression},
    {"last_number", from_last_number}, {"whole", from_whole},
};

std::vector<std::string> first_names(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    names.emplace_back(conventions_by_name[i].name);
  }
  return names;
}

const Convention* convention(std::string_view name) {
  const auto found = std::find_if(conventions_by_name.begin(), conventions_by_name.end(),
                                  [&](const Convention& c) { return c.name == name; });
  return found == conventions_by_name.end() ? nullptr : &*found;
}

}  // namespace

const std::vector<std::string>& extraction_conventions() {
  static const std::vector<std::string> names = first_names(conventions_by_name.size());
  return names;
}

const std::vector<std::string>& default_extraction() {
  static const std::vector<std::string> names = first_names(6);
  return names;
}

void check_extraction(const std::vector<std::string>& conventions) {
  for (const std::string& name : conventions) {
    if (convention(name) == nullptr) {
      throw DataError(fmt::format("extraction '{}' is no convention: take of {}", name,
                                  fmt::join(extraction_conventions(), ", ")));
    }
    if (std::count(conventions.begin(), conventions.end(), name) > 1) {
      throw DataError(fmt::format("extraction '{}' stands twice: name each convention once", name));
    }
  }
}

ExtractedAnswer extract_answer(std::string_view text, const std::vector<std::string>& conventions) {
  check_extraction(conventions);
  const Reply reply{text, lower(text)};
  const std::vector<std::string>& order = conventions.empty() ? default_extraction() : conventions;
  for (const std::string& name : order) {
    if (Found found = convention(name)->find(reply)) {
      found->convention = name;
      return std::move(*found);
    }
  }
  return {"", "", fmt::format("no answer by {}", fmt::join(order, ", "))};
}

}  // namespace assay
