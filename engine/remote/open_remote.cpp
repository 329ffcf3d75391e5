#include "engine/remote/open_remote.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/core/hash.hpp"
#include "engine/remote/credentials.hpp"
#include "engine/remote/endpoint.hpp"
#include "engine/remote/model_file.hpp"
#include "engine/remote/openai_generator.hpp"
#include "engine/remote/request_body.hpp"
#include "engine/remote/server_error.hpp"

namespace assay::remote {

namespace {

using nlohmann::json;

constexpr int opening_attempts = 5;

/// "Name=value" as a flag gives it.
std::pair<std::string, std::string> key_and_value(const std::string& text, const char* flag) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos) {
    throw UsageError(fmt::format("{}: must be NAME=VALUE", flag));
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

void merge_body(RemoteModel& model, const json& extra, const std::string& flag) {
  check_extra_body(extra, flag);
  model.body.update(extra);
}

void apply_body_flags(RemoteModel& model, const RemoteFlags& flags) {
  for (const std::string& entry : flags.body) {
    const auto [key, text] = key_and_value(entry, "--body");
    const json value = json::parse(text, nullptr, false);
    merge_body(model, {{key, value.is_discarded() ? json(text) : value}}, "--body");
  }
  if (!flags.extra.empty()) {
    const json extra = json::parse(flags.extra, nullptr, false);
    if (extra.is_discarded()) {
      throw UsageError(fmt::format("--extra {}: not JSON", one_line(flags.extra, 80)));
    }
    merge_body(model, extra, "--extra");
  }
}

/// A response that has come whole, or the failure.
struct Response {
  HttpOutcome outcome;
  std::string body;
};

Response get(HttpClient& http, const std::string& url, const Credentials& credentials) {
  Response response;
  http.start(0, {url, credentials.headers(), ""}, [&](const HttpHead&, std::string_view bytes) {
    if (response.body.size() < (std::size_t{16} << 20U)) {
      response.body += bytes;
    }
  });
  while (true) {
    std::vector<HttpOutcome> outcomes = http.poll(std::chrono::milliseconds(250));
    if (!outcomes.empty()) {
      response.outcome = std::move(outcomes.front());
      return response;
    }
  }
}

void wait_until(HttpClient& http, Clock& clock, Clock::TimePoint due) {
  while (clock.now() < due) {
    static_cast<void>(http.poll(clock.until(due)));
  }
}

/// The list of models, or nothing where the server has no such call.
Response list_models(const RemoteModel& model, const Credentials& credentials,
                     const std::shared_ptr<Clock>& clock) {
  Patience patience = model.patience;
  patience.first = std::min(patience.first, std::chrono::milliseconds(60000));
  HttpClient http(patience, clock);
  for (int attempt = 1;; ++attempt) {
    Response response = get(http, call_url(model, "/models"), credentials);
    const HttpOutcome& outcome = response.outcome;
    if (outcome.failure == HttpFailure::connect) {
      throw InfrastructureError(one_line(credentials.redact(
          fmt::format("{}: no server answers: {}; start it, or check host and port", model.url,
                      outcome.error))));
    }
    const bool failed = outcome.failure != HttpFailure::none || is_passing(outcome.head.status);
    if (!failed) {
      return response;
    }
    if (attempt == opening_attempts) {
      const ServerError error = read_error(outcome.head.status, response.body);
      throw InfrastructureError(one_line(credentials.redact(fmt::format(
          "{}: the server is not ready: {} (tried {} times); try again later", model.url,
          outcome.error.empty() ? status_text(error) : outcome.error, attempt))));
    }
    const auto asked = parse_retry_after(outcome.head.retry_after, clock->wall());
    wait_until(http, *clock,
               clock->now() +
                   std::min(asked.value_or(back_off(model.retry, attempt, 0)), model.retry.most));
  }
}

/// The entries of the list that have an id.
std::vector<json> entries_of(const Response& response, const RemoteModel& model,
                             const Credentials& credentials) {
  const int status = response.outcome.head.status;
  if (status == 401 || status == 402 || status == 403 || (status >= 300 && status < 400)) {
    const ServerError error = read_error(status, response.body);
    throw UsageError(one_line(credentials.redact(
        fmt::format("{}: {}; {}", model.url, status_text(error), remedy_for(error)))));
  }
  const json document = json::parse(response.body, nullptr, false);
  std::vector<json> entries;
  if (status == 200 && document.is_object() && document.contains("data") &&
      document["data"].is_array()) {
    for (const json& entry : document["data"]) {
      if (entry.is_object() && entry.contains("id") && entry["id"].is_string()) {
        entries.push_back(entry);
      }
    }
  }
  return entries;
}

std::string only_name(const std::vector<json>& entries, const RemoteModel& model) {
  if (entries.size() == 1) {
    return entries.front()["id"];
  }
  std::vector<std::string> names;
  for (const json& entry : entries) {
    if (names.size() < 8) {
      names.push_back(one_line(entry["id"].get<std::string>(), 80));
    }
  }
  throw UsageError(fmt::format("-m {}: name the model with --model-name or #NAME; {}", model.url,
                               names.empty()
                                   ? "the server does not say which it has"
                                   : fmt::format("the server has {}{}", fmt::join(names, ", "),
                                                 entries.size() > names.size() ? ", ..." : "")));
}

/// The server's kind where it names itself, else its HTTP software, without version.
std::string server_name(const json& entry, const HttpHead& head) {
  std::string owner =
      entry.is_object() && entry.contains("owned_by") && entry["owned_by"].is_string()
          ? entry["owned_by"].get<std::string>()
          : "";
  if (owner == "vllm" || owner == "sglang" || owner == "llamacpp") {
    return owner;
  }
  const std::string software = one_line(head.server.substr(0, head.server.find_first_of("/ ")), 40);
  return software.empty() ? "unknown" : software;
}

int context_of(const json& entry, const RemoteModel& model) {
  if (model.context) {
    return *model.context;
  }
  for (const char* key :
       {"max_model_len", "context_length", "context_window", "max_context_length"}) {
    if (entry.is_object() && entry.contains(key) && entry[key].is_number_unsigned() &&
        entry[key] <= (1U << 30U)) {
      return entry[key].get<int>();
    }
  }
  return 0;
}

std::string text_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// What the answers depend on and we know. Not the address: a server may move.
std::map<std::string, std::string> settings_of(const RemoteModel& model) {
  std::map<std::string, std::string> settings = {
      {"model", model.name},
      {"api", model.api == Api::chat ? "chat" : "completions"},
      {"thinking", std::string(to_string(model.thinking))}};
  for (const auto& [field, value] : model.body.items()) {
    settings["body." + field] = text_of(value);
  }
  if (model.api == Api::completions) {
    settings["format.system"] = text_of(model.format.system);
    settings["format.user"] = text_of(model.format.user);
    settings["format.assistant"] = text_of(model.format.assistant);
    settings["format.generation"] = text_of(model.format.generation);
  }
  return settings;
}

ModelInfo describe(const RemoteModel& model, const json& entry, const HttpHead& head) {
  ModelInfo info;
  info.name = model.name;
  info.source = model.url + "#" + model.name;
  info.settings = settings_of(model);
  info.hash = sha256_hex(text_of(info.settings));
  info.architecture = "unknown";
  info.hardware = "server at " + model.url;
  info.context = context_of(entry, model);
  info.numerics = {"remote", server_name(entry, head), "unknown", "unknown", "not reproducible", 1};
  info.price = model.price;
  if (model.api == Api::chat) {
    info.remarks.emplace_back("<think> is not forced: the server's chat template decides");
  } else if (!opens_thinking(model.format)) {
    info.remarks.push_back(
        fmt::format("<think> is not forced: prompt format {} does not open it", model.format.name));
  }
  return info;
}

}  // namespace

bool is_remote(const std::string& model) { return is_url(model) || is_model_file(model); }

RemoteModel resolve(const std::string& model, const RemoteFlags& flags) {
  RemoteModel resolved;
  if (is_url(model)) {
    const Endpoint endpoint = parse_endpoint(model);
    resolved.url = endpoint.base;
    resolved.query = endpoint.query;
    resolved.name = endpoint.name;
    resolved.api = endpoint.api.value_or(Api::chat);
  } else {
    resolved = read_model_file(model);
  }
  if (!flags.model_name.empty()) {
    resolved.name = flags.model_name;
  }
  if (!flags.api.empty()) {
    if (flags.api != "chat" && flags.api != "completions") {
      throw UsageError(fmt::format("--api {}: must be chat or completions", flags.api));
    }
    resolved.api = flags.api == "chat" ? Api::chat : Api::completions;
  }
  if (!flags.api_key_env.empty()) {
    resolved.api_key_env = flags.api_key_env;
  }
  if (flags.concurrency < 0) {
    throw UsageError(fmt::format("--concurrency {}: must be at least 1", flags.concurrency));
  }
  if (flags.concurrency > 0) {
    resolved.concurrency = flags.concurrency;
  }
  for (const std::string& header : flags.headers) {
    resolved.headers.push_back(key_and_value(header, "--header"));
  }
  apply_body_flags(resolved, flags);
  return resolved;
}

std::unique_ptr<Generator> open_remote(RemoteModel model, std::shared_ptr<Clock> clock) {
  Credentials credentials(model);
  const Response response = list_models(model, credentials, clock);
  const std::vector<json> entries = entries_of(response, model, credentials);
  if (model.name.empty()) {
    model.name = only_name(entries, model);
  }
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const json& entry) { return entry["id"] == model.name; });
  const json entry = found != entries.end() ? *found
                     : entries.size() == 1  ? entries.front()
                                            : json();
  ModelInfo info = describe(model, entry, response.outcome.head);
  Dialect dialect;
  const std::string& server = info.numerics.architecture;
  dialect.top_k_off = server == "vllm" || server == "sglang" ? -1 : 0;
  return std::make_unique<OpenAiGenerator>(std::move(model), std::move(info), std::move(dialect),
                                           std::move(credentials), std::move(clock));
}

}  // namespace assay::remote
