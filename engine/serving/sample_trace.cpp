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
}

std::optional<std::int32_t> SampleTrace::forced() const {
  const std::optional<int>& budget = request_->request.think_budget;
  if (budget && thinking() && size() >= static_cast<std::size_t>(*budget)) {
    return tokens_->think_close;
  }
  return std::nullopt;
}

std::int32_t SampleTrace::last() const {
  return size() == 0 ? request_->prompt_ids.back() : completion_.token_ids.back();
}

bool SampleTrace::push(std::int32_t id) {
  const bool was_forced = forced().has_value();
  if (!was_forced &&
      std::find(tokens_->eos.begin(), tokens_->eos.end(), id) != tokens_->eos.end()) {
    return end(FinishReason::stop);
  }
  completion_.token_ids.push_back(id);
  if (thinking() && id == tokens_->think_close) {
    append(decoder_.finish());
    stream();
    completion_.think_end = size();
    closed_by_budget_ = was_forced;
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
  if (!request.on_text) {
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
    request.on_text({std::string_view(text).substr(streamed_, ready - streamed_), thinking()});
    streamed_ = ready;
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
