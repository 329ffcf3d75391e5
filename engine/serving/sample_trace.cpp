#include "engine/serving/sample_trace.hpp"

#include <algorithm>
#include <utility>

namespace assay {

namespace {

/// Bytes of the longest stop string that text could end with and that are not yet the whole of it.
std::size_t longest_beginning(const std::vector<std::string>& stops) {
  std::size_t longest = 1;
  for (const std::string& stop : stops) {
    longest = std::max(longest, stop.size());
  }
  return longest - 1;
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

const ThinkingMarks& marks_of(const Request& request, const TraceTokens& tokens) {
  static const ThinkingMarks none;
  return request.plain ? none : tokens.thinking;
}

}  // namespace

SampleTrace::SampleTrace(std::shared_ptr<const PreparedRequest> request, int sample_index,
                         const Tokenizer& tokenizer, const TraceTokens& tokens)
    : request_(std::move(request)),
      tokens_(&tokens),
      decoder_(tokenizer),
      span_(marks_of(request_->request, tokens)),
      part_(span_.end() ? ThinkingSpan::Part::answer : ThinkingSpan::Part::thinking) {
  completion_.tag = request_->request.tag;
  completion_.sample_index = sample_index;
  completion_.prompt_ids = request_->prompt_ids;
  completion_.think_end = span_.end();
  budget_ = request_->request.think_budget;
  extensions_ = request_->request.think_extend;
  streams_ = static_cast<bool>(request_->request.on_text);
}

SampleTrace SampleTrace::fork(int budget) const {
  SampleTrace child = *this;
  child.completion_.fork_budget = budget;
  child.budget_ = budget;
  child.pending_ = {};
  child.streams_ = false;
  return child;
}

bool SampleTrace::budget_is_spent() const noexcept {
  return budget_ && thinking() && !closing_ && size() >= static_cast<std::size_t>(*budget_);
}

std::int32_t SampleTrace::next(std::int32_t sampled) const {
  if (budget_is_spent()) {
    return tokens_->closing.front();
  }
  if (!pending_.empty()) {
    return pending_.front();
  }
  const bool go_on = extensions_ > 0 && thinking() && sampled == tokens_->closing.front();
  return go_on ? tokens_->go_on_thinking.front() : sampled;
}

std::int32_t SampleTrace::at(int position) const {
  const auto index = static_cast<std::size_t>(position);
  const std::size_t prompt = request_->prompt_ids.size();
  return index < prompt ? request_->prompt_ids[index] : completion_.token_ids[index - prompt];
}

std::vector<SeenToken> SampleTrace::seen() const {
  std::map<std::int32_t, int> times;
  for (const std::int32_t id : request_->prompt_ids) {
    times.emplace(id, 0);
  }
  for (const std::int32_t id : completion_.token_ids) {
    ++times[id];
  }
  std::vector<SeenToken> seen;
  seen.reserve(times.size());
  for (const auto& [id, count] : times) {
    seen.push_back({id, count});
  }
  return seen;
}

bool SampleTrace::push(std::int32_t sampled, std::optional<Logprobs> logprobs) {
  const std::int32_t id = next(sampled);
  if (budget_is_spent()) {
    closing_ = true;
    pending_ = std::span(tokens_->closing).subspan(1);
  } else if (!pending_.empty()) {
    pending_ = pending_.subspan(1);
  } else if (id != sampled) {
    --extensions_;
    pending_ = std::span(tokens_->go_on_thinking).subspan(1);
  } else if (tokens_->ends(id)) {
    end(FinishReason::stop);
    if (logprobs) {
      completion_.logprobs.push_back(std::move(*logprobs));
    }
    return true;
  }
  completion_.token_ids.push_back(id);
  if (logprobs) {
    completion_.logprobs.push_back(std::move(*logprobs));
  }
  const std::size_t before = completion_.answer.size();
  take_text(id);
  if (!completion_.think_end && span_.end()) {
    closed_by_budget_ = closing_;
  }
  completion_.think_end = span_.end();
  if (cut_at_stop(std::min(before, completion_.answer.size()))) {
    return end(FinishReason::stop, false);
  }
  stream();
  if (size() < request_->token_limit) {
    return false;
  }
  return end(closed_by_budget_ ? FinishReason::budget : FinishReason::length);
}

void SampleTrace::take_text(std::int32_t id) {
  const ThinkingSpan::Step step = span_.push(id);
  if (step.answer_was_thinking) {
    append(decoder_.finish());
    completion_.thinking = std::exchange(completion_.answer, "");
    part_ = ThinkingSpan::Part::thinking;
  }
  turn_to(step.part);
  if (step.part != ThinkingSpan::Part::mark) {
    append(decoder_.push(id));
  }
}

/// Ends the text of one part where another begins; a mark ends it and is none.
void SampleTrace::turn_to(ThinkingSpan::Part part) {
  if (part == part_) {
    return;
  }
  append(decoder_.finish());
  stream();
  if (part != ThinkingSpan::Part::mark) {
    part_ = part;
    streamed_ = 0;
  }
}

void SampleTrace::append(const std::string& text) {
  (part_ == ThinkingSpan::Part::thinking ? completion_.thinking : completion_.answer) += text;
}

/// Ends the answer before the first stop string, if one stands in it; `searched` bytes were clear.
bool SampleTrace::cut_at_stop(std::size_t searched) {
  const std::vector<std::string>& stops = request_->request.stop;
  if (part_ == ThinkingSpan::Part::thinking || stops.empty()) {
    return false;
  }
  std::string& answer = completion_.answer;
  const std::size_t from = searched - std::min(searched, longest_beginning(stops));
  std::size_t first = std::string::npos;
  for (const std::string& stop : stops) {
    first = std::min(first, answer.find(stop, from));
  }
  if (first == std::string::npos) {
    return false;
  }
  answer.resize(first);
  return true;
}

/// Passes new text on. What could be the beginning of a stop string waits.
void SampleTrace::stream() {
  const Request& request = request_->request;
  if (!streams_) {
    return;
  }
  const bool in_thinking = part_ == ThinkingSpan::Part::thinking;
  const std::string& text = in_thinking ? completion_.thinking : completion_.answer;
  std::size_t ready = text.size();
  if (!in_thinking && !ended_) {
    ready -= std::min(ready, longest_beginning(request.stop));
    while (ready > 0 && ready < text.size() && continues_character(text[ready])) {
      --ready;
    }
  }
  if (ready > streamed_) {
    const auto new_tokens = [&](const auto& of) { return std::span(of).subspan(streamed_tokens_); };
    TextDelta delta{std::string_view(text).substr(streamed_, ready - streamed_),
                    in_thinking,
                    completion_.sample_index,
                    new_tokens(completion_.token_ids),
                    {}};
    if (!completion_.logprobs.empty()) {
      delta.logprobs = new_tokens(completion_.logprobs);
    }
    request.on_text(delta);
    streamed_ = ready;
    streamed_tokens_ = size();
  }
}

bool SampleTrace::end(FinishReason reason, bool flush) {
  ended_ = true;
  if (flush) {
    append(decoder_.finish());
  }
  stream();
  completion_.finish_reason = reason;
  return true;
}

Completion SampleTrace::take() { return std::move(completion_); }

}  // namespace assay
