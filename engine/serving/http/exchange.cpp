#include "engine/serving/http/exchange.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/serving/http/api_error.hpp"

namespace assay::http {

namespace {

using nlohmann::json;

const ThinkingMarks no_thinking;

std::string text_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::int64_t unix_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Which of the end-of-sentence tokens it was that had these log-probabilities; the first, where
/// its likeliest tokens do not tell.
std::int32_t end_token(const std::vector<std::int32_t>& ends, const Logprobs& logprobs) {
  for (const TokenLogprob& likely : logprobs.top) {
    if (likely.logprob == logprobs.logprob &&
        std::find(ends.begin(), ends.end(), likely.id) != ends.end()) {
      return likely.id;
    }
  }
  return ends.front();
}

}  // namespace

Piece::Piece(const TextDelta& delta)
    : text(delta.text),
      thinking(delta.thinking),
      sample_index(delta.sample_index),
      ids(delta.ids.begin(), delta.ids.end()),
      logprobs(delta.logprobs.begin(), delta.logprobs.end()) {}

Exchange::Exchange(ApiRequest api, std::uint64_t number, const LoadedModel& model,
                   std::shared_ptr<HttpResponse> response)
    : api_(std::move(api)),
      model_(model),
      response_(std::move(response)),
      created_(unix_seconds()),
      choices_(api_.choices()),
      missing_(api_.choices()) {
  id_ = fmt::format("{}-{:x}-{}", api_.chat ? "chatcmpl" : "cmpl", created_, number);
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    choices_[i].span.emplace(api_.prompts.front().plain ? no_thinking
                                                        : model_.chat_format.thinking);
    std::int64_t offset = 0;
    if (api_.echo) {
      const std::size_t prompt = i / static_cast<std::size_t>(api_.n);
      offset = characters(api_.prompt_texts[prompt]) -
               characters(model_.tokenizer.decode(api_.prompts[prompt].prompt_ids));
    }
    choices_[i].legacy.emplace(model_.tokenizer, offset);
  }
}

std::size_t Exchange::index_of(std::size_t prompt, int sample) const {
  return prompt * static_cast<std::size_t>(api_.n) + static_cast<std::size_t>(sample);
}

/// OpenAI's words; who asked for no token ran out of them.
const char* Exchange::finish_reason(std::size_t index) const {
  const bool asked = api_.prompts.front().sampling.max_tokens > 0;
  const bool ended = choices_[index].completion->finish_reason == FinishReason::stop;
  return asked && ended ? "stop" : "length";
}

/// What all answers and events begin with.
json Exchange::frame(bool chunk) const {
  const char* object = !api_.chat ? "text_completion"
                       : chunk    ? "chat.completion.chunk"
                                  : "chat.completion";
  return {{"id", id_},
          {"object", object},
          {"created", created_},
          {"model", model_.info.name},
          {"system_fingerprint", fmt::format("{} seed={}", model_.info.numerics.text(), api_.seed)},
          {"choices", json::array()}};
}

json Exchange::usage() const {
  std::size_t prompt_tokens = 0;
  std::size_t completion_tokens = 0;
  std::size_t reasoning_tokens = 0;
  for (const Request& prompt : api_.prompts) {
    prompt_tokens += prompt.prompt_ids.size();
  }
  for (const Choice& choice : choices_) {
    completion_tokens += choice.completion->tokens();
    reasoning_tokens += choice.completion->thinking_tokens();
  }
  return {{"prompt_tokens", prompt_tokens},
          {"completion_tokens", completion_tokens},
          {"total_tokens", prompt_tokens + completion_tokens},
          {"prompt_tokens_details", {{"cached_tokens", 0}}},
          {"completion_tokens_details", {{"reasoning_tokens", reasoning_tokens}}}};
}

void Exchange::begin() {
  if (!api_.stream) {
    return;
  }
  response_->begin_events();
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    if (api_.chat) {
      send_chunk(i, json::object({{"delta", {{"role", "assistant"}, {"content", ""}}}}), {});
    } else if (api_.echo) {
      send_chunk(
          i, json::object({{"text", api_.prompt_texts[i / static_cast<std::size_t>(api_.n)]}}), {});
    }
  }
}

void Exchange::take(std::size_t prompt, const Piece& piece) {
  const std::size_t index = index_of(prompt, piece.sample_index);
  json choice;
  if (api_.chat) {
    choice["delta"][piece.thinking ? "reasoning_content" : "content"] = piece.text;
  } else {
    choice["text"] = piece.text;
  }
  if (api_.logprobs) {
    choice["logprobs"] = add_tokens(index, piece.ids, piece.logprobs);
  }
  choices_[index].tokens_sent += piece.ids.size();
  send_chunk(index, std::move(choice), piece.ids);
}

bool Exchange::take(std::size_t prompt, Completion completion) {
  const std::size_t index = index_of(prompt, completion.sample_index);
  choices_[index].completion = std::move(completion);
  if (api_.stream) {
    send_end_of(index);
  }
  if (--missing_ > 0) {
    return false;
  }
  api_.stream ? end_stream() : send_whole();
  return true;
}

void Exchange::fail(int status, const std::string& message) {
  const std::string body = text_of(error_body(status, message));
  if (api_.stream) {
    response_->event(body);
    response_->end();
  } else {
    response_->send(status, "application/json", body);
  }
}

/// The log-probabilities of further tokens of a choice, as its API lays them out.
json Exchange::add_tokens(std::size_t index, std::span<const std::int32_t> ids,
                          std::span<const Logprobs> logprobs) {
  Choice& choice = choices_[index];
  json content = json::array();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!api_.chat) {
      choice.legacy->add(ids[i], logprobs[i]);
      continue;
    }
    const ThinkingSpan::Step step = choice.span->push(ids[i]);
    if (step.answer_was_thinking) {
      content = json::array();
    }
    if (step.part == ThinkingSpan::Part::answer) {
      content.push_back(chat_token(model_.tokenizer, ids[i], logprobs[i]));
    }
  }
  return api_.chat ? json::object({{"content", std::move(content)}}) : choice.legacy->take();
}

/// Of all tokens that no event has brought. The end-of-sentence token of a completion is among
/// them, so that what follows a prompt has a probability even where it is the end; a chat's is not.
json Exchange::rest_of_tokens(std::size_t index) {
  const std::size_t sent = choices_[index].tokens_sent;
  const Completion& completion = *choices_[index].completion;
  std::vector<std::int32_t> ids(completion.token_ids.begin() + static_cast<std::ptrdiff_t>(sent),
                                completion.token_ids.end());
  if (!api_.chat && completion.logprobs.size() > completion.token_ids.size()) {
    ids.push_back(end_token(model_.config.eos_token_ids, completion.logprobs.back()));
  }
  return add_tokens(index, ids, std::span(completion.logprobs).subspan(sent));
}

void Exchange::add_prompt(std::size_t index, const Completion& completion) {
  LegacyTokens& list = *choices_[index].legacy;
  const std::vector<std::int32_t>& ids = completion.prompt_ids;
  list.add_first(ids.front());
  for (std::size_t i = 1; i < ids.size(); ++i) {
    list.add(ids[i], completion.prompt_logprobs[i - 1]);
  }
}

json Exchange::message_of(const Completion& completion) const {
  json message = {{"role", "assistant"}, {"content", completion.answer}};
  if (!api_.prompts.front().plain) {
    message["reasoning_content"] = completion.thinking;
  }
  return message;
}

json Exchange::whole_choice(std::size_t index) {
  const Completion& completion = *choices_[index].completion;
  json choice = {{"index", index}, {"logprobs", nullptr}, {"finish_reason", finish_reason(index)}};
  if (api_.chat) {
    choice["message"] = message_of(completion);
  } else {
    const std::size_t prompt = index / static_cast<std::size_t>(api_.n);
    choice["text"] = (api_.echo ? api_.prompt_texts[prompt] : "") + completion.answer;
  }
  if (api_.logprobs) {
    if (api_.echo) {
      add_prompt(index, completion);
    }
    choice["logprobs"] = rest_of_tokens(index);
  }
  if (api_.token_ids) {
    choice["prompt_token_ids"] = completion.prompt_ids;
    choice["token_ids"] = completion.token_ids;
  }
  return choice;
}

void Exchange::send_whole() {
  json answer = frame(false);
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    answer["choices"].push_back(whole_choice(i));
  }
  answer["usage"] = usage();
  response_->send(200, "application/json", text_of(answer));
}

void Exchange::send_chunk(std::size_t index, json choice, std::span<const std::int32_t> ids) {
  choice["index"] = index;
  choice.emplace("finish_reason", nullptr);
  choice.emplace("logprobs", nullptr);
  if (api_.token_ids) {
    choice["token_ids"] = std::vector<std::int32_t>(ids.begin(), ids.end());
  }
  json event = frame(true);
  event["choices"].push_back(std::move(choice));
  if (api_.include_usage) {
    event["usage"] = nullptr;
  }
  response_->event(text_of(event));
}

void Exchange::send_end_of(std::size_t index) {
  const Completion& completion = *choices_[index].completion;
  json choice =
      api_.chat ? json::object({{"delta", json::object()}}) : json::object({{"text", ""}});
  choice["finish_reason"] = finish_reason(index);
  if (api_.logprobs) {
    choice["logprobs"] = rest_of_tokens(index);
  }
  if (api_.token_ids) {
    choice["prompt_token_ids"] = completion.prompt_ids;
  }
  send_chunk(index, std::move(choice),
             std::span(completion.token_ids).subspan(choices_[index].tokens_sent));
}

void Exchange::end_stream() {
  if (api_.include_usage) {
    json event = frame(true);
    event["usage"] = usage();
    response_->event(text_of(event));
  }
  response_->event("[DONE]");
  response_->end();
}

}  // namespace assay::http
