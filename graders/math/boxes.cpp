#include "graders/math/boxes.hpp"

#include <algorithm>
#include <cctype>

#include "graders/text.hpp"

namespace assay {

namespace {

constexpr std::size_t none = std::string_view::npos;

std::size_t command_length(std::string_view text) {
  for (const std::string_view command : {"\\boxed", "\\fbox"}) {
    const bool longer = text.size() > command.size() &&
                        std::isalpha(static_cast<unsigned char>(text[command.size()])) != 0;
    if (text.substr(0, command.size()) == command && !longer) {  // no \boxedminipage
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
class BoxFinder {
 public:
  explicit BoxFinder(std::string_view reply) : reply_(reply) {}

  std::vector<Box> run() {
    std::size_t at = 0;
    while (at < reply_.size()) {
      const std::size_t length = reply_[at] == '\\' ? command_length(reply_.substr(at)) : 0;
      if (length > 0) {
        at = open_box(at, at + length);
      } else if (reply_[at] == '\\') {
        at += 2;  // also \{ and \}
      } else {
        brace(at++);
      }
    }
    return std::move(boxes_);
  }

 private:
  std::size_t open_box(std::size_t begin, std::size_t at) {
    const std::size_t argument = std::min(reply_.find_first_not_of(" \t\r\n", at), reply_.size());
    if (argument < reply_.size() && reply_[argument] == '{') {
      open_.push_back(boxes_.size());
      boxes_.push_back({begin, none, reply_.substr(argument + 1)});
      return argument + 1;
    }
    boxes_.push_back(unbraced_box(reply_, begin, argument));
    return std::max(boxes_.back().end, at);
  }

  void brace(std::size_t at) {
    if (reply_[at] == '{') {
      open_.push_back(none);
    } else if (reply_[at] == '}' && !open_.empty()) {
      if (open_.back() != none) {
        Box& box = boxes_[open_.back()];
        const auto begin = static_cast<std::size_t>(box.content.data() - reply_.data());
        box.content = box.content.substr(0, at - begin);
        box.end = at + 1;
      }
      open_.pop_back();
    }
  }

  std::string_view reply_;
  std::vector<Box> boxes_;
  std::vector<std::size_t> open_;  // for each open brace the index of its box, or none
};

}  // namespace

std::vector<Box> outer_boxes(std::string_view reply) {
  std::vector<Box> outer;
  for (const Box& box : BoxFinder(reply).run()) {
    const bool inside = !outer.empty() && outer.back().end != none && box.begin < outer.back().end;
    if (!inside) {
      outer.push_back(box);
    }
  }
  return outer;
}

std::string_view innermost(std::string_view content) {
  for (int depth = 0; depth < 8; ++depth) {
    const std::string_view text = trimmed(content, " \t\r\n$");
    const std::vector<Box> boxes =
        text.substr(0, 6) == "\\boxed" ? outer_boxes(text) : std::vector<Box>();
    if (boxes.size() != 1 || boxes[0].begin != 0 || boxes[0].end != text.size()) {
      break;
    }
    content = boxes[0].content;
  }
  return content;
}

}  // namespace assay
