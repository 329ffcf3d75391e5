#include "engine/checkpoint/thinking_span.hpp"

#include <algorithm>

namespace assay {

std::vector<std::int32_t> ThinkingMarks::closing() const {
  if (!has_channels()) {
    return {close};
  }
  std::vector<std::int32_t> ids{message_end, message_start};
  ids.insert(ids.end(), role.begin(), role.end());
  ids.push_back(channel);
  ids.insert(ids.end(), final_channel.begin(), final_channel.end());
  ids.push_back(message);
  return ids;
}

ThinkingSpan::ThinkingSpan(const ThinkingMarks& marks) : marks_(&marks) {
  opened_ = marks.start != ThinkingStart::undecided;
  switch (marks.start) {
    case ThinkingStart::none:
      state_ = State::answer;
      end_ = 0;
      break;
    case ThinkingStart::open:
      state_ = State::thinking;
      break;
    case ThinkingStart::undecided:
      state_ = marks.has_channels() ? State::header : State::undecided;
      break;
  }
}

ThinkingSpan::Step ThinkingSpan::push(std::int32_t id) {
  ++size_;
  return marks_->has_channels() ? push_channel(id) : push_tag(id);
}

ThinkingSpan::Step ThinkingSpan::push_tag(std::int32_t id) {
  if (state_ == State::undecided) {
    if (id == marks_->open) {
      state_ = State::thinking;
      opened_ = true;
      return {Part::mark};
    }
    const std::vector<std::int32_t>& blanks = marks_->blanks;
    if (std::find(blanks.begin(), blanks.end(), id) != blanks.end()) {
      return {Part::mark};
    }
    if (id != marks_->close) {
      state_ = State::answer;
      end_ = 0;
      return {Part::answer};
    }
  }
  const bool closes = id == marks_->close && id >= 0;
  if (closes && (state_ != State::answer || !opened_)) {
    const bool was_answer = state_ == State::answer;
    state_ = State::answer;
    opened_ = true;
    end_ = size_;
    return {Part::mark, was_answer};
  }
  if (state_ == State::thinking && size_ == 1 && id == marks_->open) {
    return {Part::mark};  // the prompt had opened it, and the model opens it again
  }
  return {state_ == State::thinking ? Part::thinking : Part::answer};
}

/// The channel "final" is the answer, as is a message without a channel; all others are thinking.
ThinkingSpan::Step ThinkingSpan::push_channel(std::int32_t id) {
  if (id == marks_->message_end || id == marks_->message_start) {
    state_ = State::header;
    header_.clear();
    return {Part::mark};
  }
  if (state_ != State::header) {
    return {state_ == State::thinking ? Part::thinking : Part::answer};
  }
  if (id != marks_->message) {
    header_.push_back(id);
    return {Part::mark};
  }
  const auto channel = std::find(header_.begin(), header_.end(), marks_->channel);
  const std::vector<std::int32_t>& final_channel = marks_->final_channel;
  const bool is_final = channel == header_.end() ||
                        (static_cast<std::size_t>(header_.end() - channel) > final_channel.size() &&
                         std::equal(final_channel.begin(), final_channel.end(), channel + 1));
  state_ = is_final || end_ ? State::answer : State::thinking;
  if (is_final && !end_) {
    end_ = size_;
  }
  return {Part::mark};
}

std::optional<std::size_t> thinking_end(const ThinkingMarks& marks,
                                        std::span<const std::int32_t> ids) {
  ThinkingSpan span(marks);
  for (const std::int32_t id : ids) {
    span.push(id);
  }
  return span.end();
}

}  // namespace assay
