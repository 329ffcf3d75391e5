#include "engine/remote/response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/core/error.hpp"

namespace assay::remote {

namespace {

using nlohmann::json;

constexpr std::size_t most_body = std::size_t{256} << 20U;
constexpr std::size_t most_error_body = std::size_t{64} << 10U;

bool is_success(int status) { return status >= 200 && status < 300; }

/// The field, or null. Throws where the whole is no object.
const json& field(const json& document, const char* key) {
  static const json nothing;
  if (!document.is_object()) {
    throw InfrastructureError(
        fmt::format("the server's answer holds {} where an object with '{}' "
                    "must stand",
                    document.type_name(), key));
  }
  const auto found = document.find(key);
  return found == document.end() ? nothing : *found;
}

json parsed(std::string_view text, const char* what) {
  json document = json::parse(text, nullptr, false);
  if (document.is_discarded()) {
    throw InfrastructureError(
        fmt::format("{} is not JSON: {}", what, text.empty() ? "empty" : one_line(text, 80)));
  }
  return document;
}

/// Calls `take(reasoning, text)` for a text, or for a list of {type: text | thinking, ...} parts.
template <typename Take>
void for_each_text(const json& content, bool reasoning, const Take& take) {
  if (content.is_string()) {
    take(reasoning, content.get_ref<const std::string&>());
    return;
  }
  if (content.is_array()) {
    for (const json& part : content) {
      const json& type = field(part, "type");
      const bool thinks = reasoning || type == "thinking" || type == "reasoning";
      for (const char* key : {"text", "thinking", "reasoning"}) {
        for_each_text(field(part, key), thinks, take);
      }
    }
    return;
  }
  if (!content.is_null()) {
    throw InfrastructureError(
        fmt::format("the server's answer has {} where text must stand", content.type_name()));
  }
}

void read_count(const json& document, const char* key, std::optional<std::size_t>& count) {
  const json& value = field(document, key);
  if (value.is_number_unsigned()) {
    count = value.get<std::size_t>();
  }
}

}  // namespace

ResponseReader::ResponseReader(Api api, int most_choices, OnPiece on_piece)
    : api_(api),
      most_choices_(static_cast<std::size_t>(most_choices)),
      on_piece_(std::move(on_piece)),
      events_([this](std::string_view data) { take_event(data); }) {}

void ResponseReader::take(const HttpHead& head, std::string_view bytes) {
  head_ = head;
  if (!is_success(head.status)) {
    body_.append(bytes.substr(0, most_error_body - std::min(body_.size(), most_error_body)));
    return;
  }
  if (head.content_type.starts_with("text/event-stream")) {
    events_.push(bytes);
    return;
  }
  if (body_.size() + bytes.size() > most_body) {
    throw InfrastructureError(fmt::format("the server's answer has over {} bytes", most_body));
  }
  body_ += bytes;
}

void ResponseReader::finish(const HttpHead& head) {
  head_ = head;
  if (!is_success(head_.status)) {
    error_ = read_error(head_.status, body_);
  } else if (!head_.content_type.starts_with("text/event-stream")) {
    take_document(parsed(body_, "the server's answer"));
  }
}

void ResponseReader::take_event(std::string_view data) {
  if (data != "[DONE]") {
    take_document(parsed(data, "an event of the server's stream"));
  }
}

void ResponseReader::take_document(const json& document) {
  if (std::optional<ServerError> error = error_in(document)) {
    error_ = std::move(error);
    return;
  }
  const json& choices = field(document, "choices");
  if (choices.is_array()) {
    for (std::size_t i = 0; i < choices.size(); ++i) {
      take_choice(choices[i], i);
    }
  }
  take_usage(field(document, "usage"));
}

void ResponseReader::take_choice(const json& choice, std::size_t position) {
  const json& given = field(choice, "index");
  const std::size_t index = given.is_number_unsigned() ? given.get<std::size_t>() : position;
  if (index >= most_choices_) {
    throw InfrastructureError(fmt::format("the server sent choice {} where {} {} asked for", index,
                                          most_choices_, most_choices_ == 1 ? "was" : "were"));
  }
  if (choices_.size() <= index) {
    choices_.resize(index + 1);
  }
  if (api_ == Api::completions) {
    for_each_text(field(choice, "text"), false,
                  [&](bool reasoning, std::string_view text) { add(index, reasoning, text); });
  } else {
    const json& delta = field(choice, "delta");
    take_message(delta.is_null() ? field(choice, "message") : delta, index);
  }
  if (const json& ids = field(choice, "token_ids"); ids.is_array()) {
    for (const json& id : ids) {
      choices_[index].token_ids.push_back(id.is_number_integer() ? id.get<std::int32_t>() : -1);
    }
  }
  if (const json& reason = field(choice, "finish_reason"); reason.is_string()) {
    choices_[index].finish_reason = reason.get<std::string>();
  }
}

void ResponseReader::take_message(const json& message, std::size_t index) {
  if (message.is_null()) {
    return;
  }
  const auto take = [&](bool reasoning, std::string_view text) { add(index, reasoning, text); };
  const json& reasoning = field(message, "reasoning_content");
  // Where both are there they say the same.
  for_each_text(reasoning.is_null() ? field(message, "reasoning") : reasoning, true, take);
  for_each_text(field(message, "content"), false, take);
  for_each_text(field(message, "refusal"), false, take);
}

void ResponseReader::add(std::size_t index, bool reasoning, std::string_view text) {
  if (text.empty()) {
    return;
  }
  Choice& choice = choices_[index];
  (reasoning ? choice.reasoning : choice.content) += text;
  ++choice.pieces;
  if (index == 0 && on_piece_) {
    on_piece_(reasoning, text);
  }
}

void ResponseReader::take_usage(const json& usage) {
  if (!usage.is_object()) {
    return;
  }
  read_count(usage, "prompt_tokens", usage_.prompt_tokens);
  read_count(usage, "completion_tokens", usage_.completion_tokens);
  read_count(usage, "reasoning_tokens", usage_.reasoning_tokens);
  if (const json& details = field(usage, "completion_tokens_details"); details.is_object()) {
    read_count(details, "reasoning_tokens", usage_.reasoning_tokens);
  }
  if (const json& details = field(usage, "prompt_tokens_details"); details.is_object()) {
    read_count(details, "cached_tokens", usage_.cached_prompt_tokens);
  }
}

}  // namespace assay::remote
