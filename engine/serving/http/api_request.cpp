#include "engine/serving/http/api_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "engine/serving/http/api_error.hpp"
#include "engine/serving/http/body_fields.hpp"

namespace assay::http {

namespace {

using nlohmann::json;

constexpr std::int64_t most_tokens = std::numeric_limits<std::int32_t>::max();
constexpr int completion_tokens = 16;  // OpenAI's, where a completion does not say
constexpr int most_top_logprobs = 1024;

/// What completions and chats have in common; the prompt is left out.
Request read_common(BodyFields& fields, ApiRequest& api, const ApiLimits& limits) {
  fields.take({"model", "user", "metadata", "store", "service_tier", "safety_identifier",
               "prompt_cache_key", "prompt_cache_retention", "parallel_tool_calls", "request_id",
               "priority"});
  fields.refuse("logit_bias", {json::object()});
  fields.refuse("stop_token_ids", {json::array()});
  fields.refuse("min_tokens", {0});
  fields.refuse("ignore_eos", {false});
  fields.refuse("use_beam_search", {false});
  Request request;
  request.problem_key = "serve";
  request.sampling.temperature = fields.number("temperature", 1.0, 0.0, 100.0);
  request.sampling.top_p = fields.number("top_p", 1.0, 0.0, 1.0);
  // Below 0 is off for some clients.
  request.sampling.top_k =
      static_cast<int>(std::max<std::int64_t>(0, fields.integer("top_k", 0, -1, most_tokens)));
  request.sampling.min_p = fields.number("min_p", 0.0, 0.0, 1.0);
  request.penalties.repetition = fields.number("repetition_penalty", 1.0, 0.0, 10.0);
  request.penalties.presence = fields.number("presence_penalty", 0.0, -10.0, 10.0);
  request.penalties.frequency = fields.number("frequency_penalty", 0.0, -10.0, 10.0);
  request.stop = fields.strings("stop");
  request.seed = api.seed = fields.seed("seed");
  api.n = static_cast<int>(fields.integer("n", 1, 1, static_cast<std::int64_t>(limits.choices)));
  request.sample_indices.resize(static_cast<std::size_t>(api.n));
  std::iota(request.sample_indices.begin(), request.sample_indices.end(), 0);
  fields.refuse("best_of", {1, api.n});
  api.stream = fields.flag("stream", false);
  const json& options = fields.value("stream_options");
  if (!options.is_null() && !options.is_object()) {
    throw ApiError(400, "stream_options must be an object", "stream_options");
  }
  if (options.is_object()) {
    BodyFields stream_fields(options.dump());
    stream_fields.take({"include_obfuscation"});
    api.include_usage = stream_fields.flag("include_usage", false);
    (void)stream_fields.flag("continuous_usage_stats", false);
    stream_fields.finish();
  }
  api.token_ids = fields.flag("return_token_ids", false);
  return request;
}

bool is_ids(const json& prompt) {
  return prompt.is_array() && !prompt.empty() &&
         std::all_of(prompt.begin(), prompt.end(),
                     [](const json& id) { return id.is_number_integer(); });
}

/// The prompts of a completion, each a string or a list of ids.
std::vector<json> prompts_of(const json& prompt) {
  const auto fits = [](const json& one) { return one.is_string() || is_ids(one); };
  if (fits(prompt)) {
    return {prompt};
  }
  if (prompt.is_array() && !prompt.empty() && std::all_of(prompt.begin(), prompt.end(), fits)) {
    return prompt.get<std::vector<json>>();
  }
  throw ApiError(400,
                 fmt::format("prompt is {}, but must be a string, a list of strings, a list of "
                             "token ids or a list of lists of token ids, none of them empty",
                             shown(prompt)),
                 "prompt");
}

std::vector<std::int32_t> ids_of(const json& prompt, const LoadedModel& model) {
  if (prompt.is_string()) {
    return model.tokenizer.encode_document(prompt.get_ref<const std::string&>());
  }
  std::vector<std::int32_t> ids;
  for (const json& id : prompt) {
    const auto value = id.get<double>();
    if (value < 0 || value >= model.vocabulary()) {
      throw ApiError(400,
                     fmt::format("prompt has the id {}, but {} has {} tokens", shown(id),
                                 model.info.name, model.vocabulary()),
                     "prompt");
    }
    ids.push_back(id.get<std::int32_t>());
  }
  return ids;
}

void check_length(const Request& request, const LoadedModel& model) {
  if (request.prompt_ids.empty()) {
    throw ApiError(400, "the prompt has no tokens; give at least one", "prompt");
  }
  const auto context = static_cast<std::size_t>(model.info.context);
  if (request.prompt_ids.size() >= context) {
    throw ApiError(400,
                   fmt::format("the prompt has {} tokens and leaves no room in the context of {} "
                               "of {}; shorten it",
                               request.prompt_ids.size(), context, model.info.name),
                   "prompt");
  }
}

/// {text: "..."} parts joined; other kinds of parts are refused by name.
std::string content_of(const json& content, const std::string& where) {
  if (content.is_string()) {
    return content.get<std::string>();
  }
  if (!content.is_array()) {
    throw ApiError(400,
                   fmt::format("{}.content is {}, but must be a string or a list of parts of type "
                               "text",
                               where, shown(content)),
                   "messages");
  }
  std::string text;
  for (const json& part : content) {
    if (!part.is_object() || part.value("type", json()) != "text" || !part.contains("text") ||
        !part["text"].is_string()) {
      throw ApiError(400,
                     fmt::format("{}.content has the part {}, but only parts {{\"type\": \"text\", "
                                 "\"text\": ...}} are supported",
                                 where, shown(part)),
                     "messages");
    }
    text += part["text"].get_ref<const std::string&>();
  }
  return text;
}

std::vector<ChatMessage> messages_of(const json& list) {
  if (!list.is_array() || list.empty()) {
    throw ApiError(400, "messages must be a list of at least one message", "messages");
  }
  std::vector<ChatMessage> messages;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string where = fmt::format("messages[{}]", i);
    if (!list[i].is_object() || !list[i].value("role", json()).is_string()) {
      throw ApiError(400, where + " must be an object with a role and a content", "messages");
    }
    for (const auto& [name, value] : list[i].items()) {
      // Thinking of earlier turns is not shown to a model again.
      if (name != "role" && name != "content" && name != "name" && name != "reasoning_content" &&
          name != "reasoning" && !value.is_null() && !(value.is_array() && value.empty())) {
        throw ApiError(400, fmt::format("{}.{} is not supported", where, name), "messages");
      }
    }
    std::string role = list[i]["role"].get<std::string>();
    // OpenAI's newer name.
    messages.push_back({role == "developer" ? "system" : role,
                        content_of(list[i].value("content", json()), where)});
  }
  return messages;
}

struct WishedFormat {
  ChatFormat format;
  bool thinks = false;
};

/// With thinking, unless the client asks for none.
WishedFormat format_for(BodyFields& fields, const LoadedModel& model) {
  std::vector<std::pair<std::string, json>> wishes = {
      {"enable_thinking", fields.value("enable_thinking")}};
  const json& arguments = fields.value("chat_template_kwargs");
  if (!arguments.is_null() && !arguments.is_object()) {
    throw ApiError(400, "chat_template_kwargs must be an object", "chat_template_kwargs");
  }
  for (const auto& [name, value] : arguments.items()) {
    if (name != "enable_thinking" && name != "thinking") {
      throw ApiError(400, fmt::format("chat_template_kwargs.{} is not supported", name),
                     "chat_template_kwargs");
    }
    wishes.emplace_back("chat_template_kwargs", value);
  }
  const ThinkingMarks& marks = model.chat_format.thinking;
  const bool can_think = marks.close >= 0 || marks.has_channels();
  WishedFormat wished = {model.chat_format, can_think};
  for (const auto& [name, wish] : wishes) {
    if (wish.is_null()) {
      continue;
    }
    if (!wish.is_boolean() || (wish.get<bool>() && !can_think)) {
      throw ApiError(400,
                     fmt::format("{} is {}, but {} {}", name, shown(wish), model.info.name,
                                 can_think ? "takes true or false" : "does not think"),
                     name);
    }
    if (!wish.get<bool>() && can_think) {
      try {
        wished = {model.chat_format.without_thinking(), false};
      } catch (const UsageError& error) {
        throw ApiError(400, error.what(), name);
      }
    }
  }
  return wished;
}

}  // namespace

ApiRequest parse_completions(std::string_view body, const LoadedModel& model,
                             const ApiLimits& limits) {
  BodyFields fields(body);
  ApiRequest api;
  Request request = read_common(fields, api, limits);
  fields.refuse("suffix", {""});
  request.plain = true;
  request.sampling.max_tokens =
      static_cast<int>(fields.integer("max_tokens", completion_tokens, 0, most_tokens));
  api.echo = fields.flag("echo", false);
  const auto top =
      fields.integer("logprobs", -1, 0, std::min(most_top_logprobs, model.vocabulary()));
  api.logprobs = top >= 0;
  if (api.logprobs) {
    request.top_logprobs = static_cast<int>(top);
  }
  if (api.echo && api.logprobs && api.stream) {
    throw ApiError(400, "log-probabilities of an echoed prompt cannot be streamed", "stream");
  }
  request.score_prompt = api.echo && (api.logprobs || request.sampling.max_tokens == 0);
  const std::vector<json> prompts = prompts_of(fields.value("prompt"));
  fields.finish();
  for (const json& prompt : prompts) {
    Request one = request;
    one.prompt_ids = ids_of(prompt, model);
    check_length(one, model);
    api.prompt_texts.push_back(prompt.is_string() ? prompt.get<std::string>()
                                                  : model.tokenizer.decode(one.prompt_ids));
    api.prompts.push_back(std::move(one));
  }
  return api;
}

ApiRequest parse_chat(std::string_view body, const LoadedModel& model, const ApiLimits& limits) {
  BodyFields fields(body);
  ApiRequest api;
  api.chat = true;
  Request request = read_common(fields, api, limits);
  fields.refuse("tools", {json::array()});
  fields.refuse("functions", {json::array()});
  fields.refuse("tool_choice", {"auto", "none"});
  fields.refuse("function_call", {"auto", "none"});
  fields.refuse("response_format", {json::object({{"type", "text"}})});
  fields.refuse("modalities", {json::array({"text"})});
  fields.refuse("add_generation_prompt", {true});
  fields.refuse("continue_final_message", {false});
  fields.refuse("echo", {false});
  fields.refuse("separate_reasoning", {true});
  const WishedFormat wished = format_for(fields, model);
  request.plain = !wished.thinks;
  api.logprobs = fields.flag("logprobs", false);
  const auto top =
      fields.integer("top_logprobs", 0, 0, std::min(most_top_logprobs, model.vocabulary()));
  if (api.logprobs) {
    request.top_logprobs = static_cast<int>(top);
  } else if (top > 0) {
    throw ApiError(400, "top_logprobs needs logprobs: true", "top_logprobs");
  }
  const auto old_name = fields.integer("max_tokens", 0, 1, most_tokens);
  const auto tokens = fields.integer("max_completion_tokens", old_name, 1, most_tokens);
  try {
    request.prompt_ids =
        wished.format.render(messages_of(fields.value("messages")), model.tokenizer).ids;
  } catch (const ApiError&) {
    throw;
  } catch (const UsageError& error) {
    throw ApiError(400, error.what(), "messages");
  }
  fields.finish();
  check_length(request, model);
  const std::size_t length = request.prompt_ids.size();
  const std::size_t room = limits.tokens > length ? limits.tokens - length : 1;
  request.sampling.max_tokens = static_cast<int>(
      tokens > 0 ? tokens : static_cast<std::int64_t>(std::min<std::size_t>(room, most_tokens)));
  api.prompts.push_back(std::move(request));
  return api;
}

}  // namespace assay::http
