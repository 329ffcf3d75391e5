#include "engine/remote/request_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "engine/core/error.hpp"
#include "engine/core/hash.hpp"
#include "engine/remote/secrets.hpp"
#include "engine/serving/sampler.hpp"

namespace assay::remote {

namespace {

using nlohmann::json;

/// Fields without which a request means the same to a server that does not know them.
constexpr std::array optional_fields = {"stream_options", "seed", "top_k", "min_p"};

/// `name` as a whole word, so that "n" is not found in "and".
bool names_field(std::string_view text, std::string_view name) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  for (std::size_t at = text.find(name); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) {
      return true;
    }
  }
  return false;
}

}  // namespace

void check_request(const Request& request) {
  check_sampling(request.sampling);
  if (request.think_budget || !request.fork_budgets.empty()) {
    throw UsageError(
        "--think-budget: a server cannot be told to close the thinking from here; use its own "
        "means with --extra, or a local model");
  }
  if (request.think_extend > 0) {
    throw UsageError(
        "--think-extend: a server cannot be told to go on thinking from here; use a local model");
  }
  if (request.messages.empty()) {
    throw UsageError("a remote model takes messages, not token ids");
  }
  if (std::any_of(request.stop.begin(), request.stop.end(),
                  [](const std::string& stop) { return stop.empty(); })) {
    throw UsageError("a stop string is empty; it would end every answer at once");
  }
}

json chat_messages(const std::vector<ChatMessage>& messages) {
  json list = json::array();
  for (const ChatMessage& message : messages) {
    list.push_back({{"role", message.role}, {"content", message.content}});
  }
  return list;
}

std::uint32_t sample_seed(std::uint64_t seed, const std::string& problem_key, int sample_index) {
  const std::string identity = fmt::format("{}\n{}\n{}", seed, problem_key, sample_index);
  return static_cast<std::uint32_t>(sha256_key(identity) & 0x7FFFFFFFU);
}

json request_body(const RemoteModel& model, const Dialect& dialect, const Request& request,
                  int sample_index, int choices, int max_tokens) {
  json body = model.body;
  body["model"] = model.name;
  if (model.api == Api::chat) {
    body["messages"] = chat_messages(request.messages);
  } else {
    body["prompt"] = render_prompt(model.format, request.messages);
  }
  body["temperature"] = request.sampling.temperature;
  body["top_p"] = request.sampling.top_p;
  body["top_k"] = request.sampling.top_k > 0 ? request.sampling.top_k : dialect.top_k_off;
  body["min_p"] = request.sampling.min_p;
  body[dialect.max_completion_tokens ? "max_completion_tokens" : "max_tokens"] = max_tokens;
  if (choices > 1) {
    body["n"] = choices;
  }
  if (model.seed) {
    body["seed"] = sample_seed(request.seed, request.problem_key, sample_index);
  }
  body["stream"] = model.stream;
  if (model.stream) {
    body["stream_options"] = {{"include_usage", true}};
  }
  // A model that does not think has no part in which a stop string would be a thought.
  if (think_mode(model) == ThinkMode::none && !request.stop.empty()) {
    body["stop"] = request.stop;
  }
  for (const std::string& field : dialect.unsent) {
    body.erase(field);
  }
  return body;
}

bool learn(Dialect& dialect, const json& sent, const ServerError& error) {
  if (error.status != 400 && error.status != 422) {
    return false;
  }
  if (names_field(error.message, "max_completion_tokens") && sent.contains("max_tokens")) {
    dialect.max_completion_tokens = true;
    return true;
  }
  for (const char* field : optional_fields) {
    const auto found = sent.find(field);
    if (found == sent.end() || !names_field(error.message, field)) {
      continue;
    }
    // A sampler that was asked for cannot be left out: the answers would be others.
    const bool wanted =
        (std::string_view(field) == "top_k" || std::string_view(field) == "min_p") &&
        found->is_number() && *found > 0;
    if (!wanted) {
      dialect.unsent.insert(field);
    }
    return !wanted;
  }
  return false;
}

void check_extra_body(const json& body, const std::string& where) {
  constexpr std::array<std::array<std::string_view, 2>, 13> ours = {
      {{"model", "--model-name sets it"},
       {"messages", "the suite's prompt stands there"},
       {"prompt", "the suite's prompt stands there"},
       {"n", "the model file's samples_per_request sets it"},
       {"stream", "the model file's stream sets it"},
       {"stream_options", "assay sets it"},
       {"temperature", "--temperature sets it"},
       {"top_p", "--top-p sets it"},
       {"top_k", "--top-k sets it"},
       {"min_p", "--min-p sets it"},
       {"max_tokens", "--max-tokens sets it"},
       {"max_completion_tokens", "--max-tokens sets it"},
       {"seed", "--seed sets it"}}};
  if (!body.is_object()) {
    throw UsageError(
        fmt::format("{}: must be a JSON object, e.g. {{\"reasoning_effort\": \"high\"}}", where));
  }
  for (const auto& [field, remedy] : ours) {
    if (body.contains(field)) {
      throw UsageError(
          fmt::format("{}: field '{}' cannot be given here: {}", where, field, remedy));
    }
  }
  if (const std::string field = secret_field(body); !field.empty()) {
    throw UsageError(
        fmt::format("{}: field '{}' would stand in the run file; give a secret as a header, with "
                    "--header NAME=env:VARIABLE, or a bearer key with --api-key-env VARIABLE",
                    where, field));
  }
}

}  // namespace assay::remote
