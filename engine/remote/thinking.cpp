#include "engine/remote/thinking.hpp"

#include <algorithm>
#include <utility>

namespace assay::remote {

namespace {

constexpr std::string_view open_tag = "<think>";
constexpr std::string_view close_tag = "</think>";
constexpr std::string_view blanks = " \t\r\n";

std::string_view without_leading_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(blanks), text.size()));
}

bool is_blank(std::string_view text) { return without_leading_blanks(text).empty(); }

/// Takes the tag, and the line break that belongs to it, from the beginning. False: not there.
bool take_open_tag(std::string_view& text) {
  const std::string_view rest = without_leading_blanks(text);
  if (!rest.starts_with(open_tag)) {
    return false;
  }
  text = rest.substr(open_tag.size());
  if (text.starts_with('\n')) {
    text.remove_prefix(1);
  }
  return true;
}

ThinkSplit split_at_close(std::string_view text) {
  const std::size_t close = text.find(close_tag);
  if (close == std::string_view::npos) {
    return {std::string(text), "", false};
  }
  return {std::string(text.substr(0, close)), std::string(text.substr(close + close_tag.size())),
          true};
}

/// The length of the longest end of `text` that begins `tag`.
std::size_t partial_tag(std::string_view text, std::string_view tag) {
  std::size_t length = std::min(text.size(), tag.size() - 1);
  while (length > 0 && text.substr(text.size() - length) != tag.substr(0, length)) {
    --length;
  }
  return length;
}

}  // namespace

ThinkSplit split_thinking(ThinkMode mode, std::string_view reasoning, std::string_view content,
                          bool out_of_tokens) {
  if (!reasoning.empty()) {
    return {std::string(reasoning), std::string(content), !is_blank(content)};
  }
  if (mode == ThinkMode::none) {
    return {"", std::string(content), true};
  }
  std::string_view text = content;
  if (take_open_tag(text) || mode == ThinkMode::prefilled ||
      text.find(close_tag) != std::string_view::npos || out_of_tokens) {
    return split_at_close(text);
  }
  return {"", std::string(content), true};
}

ThinkStream::ThinkStream(ThinkMode mode, std::function<void(const TextDelta&)> show)
    : show_(std::move(show)), place_(mode == ThinkMode::none ? Place::answer : Place::beginning) {
  if (mode == ThinkMode::prefilled) {
    place_ = Place::thinking;
  }
}

void ThinkStream::reasoning(std::string_view piece) {
  if (!piece.empty()) {
    place_ = Place::answer;  // what comes as content after a reasoning field has no tags
    show_({piece, true});
  }
}

void ThinkStream::content(std::string_view piece) {
  held_ += piece;
  advance();
}

void ThinkStream::advance() {
  while (!held_.empty() && step()) {
  }
}

void ThinkStream::emit(std::size_t length) {
  if (length > 0) {
    show_({std::string_view(held_).substr(0, length), place_ == Place::thinking});
    held_.erase(0, length);
  }
}

/// False: more text is needed.
bool ThinkStream::step() {
  if (place_ == Place::beginning) {
    const std::string_view text = without_leading_blanks(held_);
    if (text.size() < open_tag.size() && open_tag.starts_with(text)) {
      return false;
    }
    const bool opened = text.starts_with(open_tag);
    place_ = opened ? Place::after_open : Place::answer;
    held_.erase(0, opened ? held_.size() - text.size() + open_tag.size() : 0);
    return true;
  }
  if (place_ == Place::after_open) {
    held_.erase(0, held_.front() == '\n' ? 1 : 0);
    place_ = Place::thinking;
    return true;
  }
  if (place_ == Place::answer) {
    emit(held_.size());
    return false;
  }
  const std::size_t close = held_.find(close_tag);
  if (close == std::string::npos) {
    emit(held_.size() - partial_tag(held_, close_tag));
    return false;
  }
  emit(close);
  held_.erase(0, close_tag.size());
  place_ = Place::answer;
  return true;
}

void ThinkStream::end() { emit(held_.size()); }

void ThinkStream::note(std::string_view text) { show_({text, place_ == Place::thinking}); }

}  // namespace assay::remote
