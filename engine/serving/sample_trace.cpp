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

}  // namespace

SampleTrace::SampleTrace(std::shared_ptr<const PreparedRequest> request, int sample_index,
                         const Tokenizer& tokenizer, const TraceTokens& tokens)
    : request_(std::move(request)), tokens_(&tokens), decoder_(tokenizer) {
  completion_.tag = request_->request.tag;
  completion_.sample_index = sample_index;
  completion_.prompt_ids = request_->prompt_ids;
  budget_ = request_->request.think_budget;
  extensions_ = request_->request.think_extend;
  streams_ = static_cast<bool>(request_->request.on_text);
  if (tokens.think_close < 0 || request_->request.plain) {
    completion_.think_end = 0;
  }
}

SampleTrace SampleTrace::fork(int budget) const {
  SampleTrace child = *this;
  child.completion_.fork_budget = budget;
  child.budget_ = budget;
  child.pending_ = {};
  child.streams_ = false;
  return child;
}

bool SampleTrace::closed_by_force() const noexcept {
  return budget_ && thinking() && size() >= static_cast<std::size_t>(*budget_);
}

std::int32_t SampleTrace::next(std::int32_t sampled) const {
  if (closed_by_force()) {
    return tokens_->think_close;
  }
  if (!pending_.empty()) {
    return pending_.front();
  }
  const bool go_on = thinking() && sampled == tokens_->think_close && extensions_ > 0;
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
  for (const auto& [id, count] : times) {
    seen.push_back({id, count});
  }
  return seen;
}

bool SampleTrace::push(std::int32_t sampled, std::optional<Logprobs> logprobs) {
  const bool forced = closed_by_force();
  const std::int32_t id = next(sampled);
  if (!forced && !pending_.empty()) {
    pending_ = pending_.subspan(1);
  } else if (!forced && id != sampled) {
    --extensions_;
    pending_ = std::span(tokens_->go_on_thinking).subspan(1);
  } else if (!forced &&
             std::find(tokens_->eos.begin(), tokens_->eos.end(), id) != tokens_->eos.end()) {
    return end(FinishReason::stop);
  }
  completion_.token_ids.push_back(id);
  if (logprobs) {
    completion_.logprobs.push_back(std::move(*logprobs));
  }
  if (thinking() && id == tokens_->think_close) {
    append(decoder_.finish());
    stream();
    completion_.think_end = size();
    closed_by_budget_ = forced;
    streamed_ = 0;
  } else {
    const std::size_t before = completion_.answer.size();
    append(decoder_.push(id));
    if (cut_at_stop(before)) {
      return end(FinishReason::stop, false);
    }
    stream();
  }
  if (size() < request_->token_limit) {
    return false;
  }
  return end(closed_by_budget_ ? FinishReason::budget : FinishReason::length);
}

void SampleTrace::append(const std::string& text) {
  (thinking() ? completion_.thinking : completion_.answer) += text;
}

/// Ends the answer before the first stop string, if one stands in it; `searched` bytes were clear.
bool SampleTrace::cut_at_stop(std::size_t searched) {
  const std::vector<std::string>& stops = request_->request.stop;
  if (thinking() || stops.empty()) {
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
  const std::string& text = thinking() ? completion_.thinking : completion_.answer;
  std::size_t ready = text.size();
  if (!thinking() && !ended_) {
    ready -= std::min(ready, longest_beginning(request.stop));
    while (ready > 0 && ready < text.size() && continues_character(text[ready])) {
      --ready;
    }
  }
  if (ready > streamed_) {
    const auto new_tokens = [&](const auto& of) { return std::span(of).subspan(streamed_tokens_); };
    TextDelta delta{std::string_view(text).substr(streamed_, ready - streamed_),
                    thinking(),
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
