#include "engine/remote/model_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <set>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "engine/remote/endpoint.hpp"
#include "engine/remote/request_body.hpp"

namespace assay::remote {

namespace {

/// One map of the file; every mistake is told as "file:line: what".
class Fields {
 public:
  Fields(const YAML::Node& map, std::string file, std::initializer_list<const char*> known)
      : map_(map), file_(std::move(file)) {
    if (!map_.IsMap()) {
      fail(map_, "must be a map of field: value");
    }
    std::set<std::string> seen;
    for (const auto& entry : map_) {
      const std::string key = entry.first.Scalar();
      if (std::find(known.begin(), known.end(), key) == known.end()) {
        fail(entry.first,
             fmt::format("unknown field '{}'; there are {}", key, fmt::join(known, ", ")));
      }
      if (!seen.insert(key).second) {
        fail(entry.first, fmt::format("field '{}' is given twice", key));
      }
    }
  }

  [[nodiscard]] bool has(const char* key) const { return map_[key].IsDefined(); }
  [[nodiscard]] YAML::Node node(const char* key) const { return map_[key]; }

  [[nodiscard]] std::string text(const char* key, const std::string& otherwise) const {
    if (!has(key)) {
      return otherwise;
    }
    const YAML::Node value = map_[key];
    if (!value.IsScalar() || value.Scalar().empty()) {
      fail(value, fmt::format("field '{}' must be a text", key));
    }
    return value.Scalar();
  }

  [[nodiscard]] double number(const char* key, double low, double high, double otherwise) const {
    return has(key) ? parsed<double>(key, low, high) : otherwise;
  }

  [[nodiscard]] int integer(const char* key, int low, int high, int otherwise) const {
    return has(key) ? parsed<int>(key, low, high) : otherwise;
  }

  [[nodiscard]] bool flag(const char* key, bool otherwise) const {
    const std::string value = text(key, otherwise ? "true" : "false");
    if (value != "true" && value != "false") {
      fail(map_[key], fmt::format("field '{}' is '{}', but must be true or false", key, value));
    }
    return value == "true";
  }

  [[noreturn]] void fail(const YAML::Node& at, const std::string& what) const {
    const int line = at.IsDefined() ? at.Mark().line : map_.Mark().line;
    throw DataError(fmt::format("{}:{}: {}", file_, std::max(line, 0) + 1, what));
  }

  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  template <typename Number>
  [[nodiscard]] Number parsed(const char* key, Number low, Number high) const {
    const std::string value = text(key, "");
    Number number{};
    const char* end = value.data() + value.size();
    const auto [rest, error] = std::from_chars(value.data(), end, number);
    if (error != std::errc() || rest != end || !(number >= low && number <= high)) {
      fail(map_[key],
           fmt::format("field '{}' is '{}', but must be from {} to {}", key, value, low, high));
    }
    return number;
  }

  YAML::Node map_;
  std::string file_;
};

/// A plain scalar is what JSON takes it for, else text; a quoted one is text.
nlohmann::json to_json(const YAML::Node& node) {
  if (node.IsMap()) {
    nlohmann::json object = nlohmann::json::object();
    for (const auto& entry : node) {
      object[entry.first.Scalar()] = to_json(entry.second);
    }
    return object;
  }
  if (node.IsSequence()) {
    nlohmann::json list = nlohmann::json::array();
    for (const YAML::Node& item : node) {
      list.push_back(to_json(item));
    }
    return list;
  }
  if (node.IsNull()) {
    return nullptr;
  }
  const nlohmann::json value = nlohmann::json::parse(node.Scalar(), nullptr, false);
  return node.Tag() == "!" || value.is_discarded() ? nlohmann::json(node.Scalar()) : value;
}

PromptFormat read_format(const Fields& fields) {
  const YAML::Node node = fields.node("format");
  if (!node.IsDefined() || node.IsScalar()) {
    try {
      return prompt_format(fields.text("format", "deepseek-r1"));
    } catch (const UsageError& error) {
      fields.fail(node, error.what());
    }
  }
  const Fields turns(node, fields.file(), {"system", "user", "assistant", "generation"});
  PromptFormat format;
  format.name = "own";
  format.system = turns.text("system", "");
  format.user = turns.text("user", "");
  format.assistant = turns.text("assistant", "");
  format.generation = turns.text("generation", "");
  if (format.user.find("{content}") == std::string::npos) {
    turns.fail(node, "field 'user' of format must hold {content}, where the message goes");
  }
  return format;
}

ThinkMode read_thinking(const Fields& fields) {
  const std::string name = fields.text("thinking", "auto");
  if (name != "auto" && name != "prefilled" && name != "none") {
    fields.fail(fields.node("thinking"),
                fmt::format("field 'thinking' is '{}', but must be auto, prefilled or none", name));
  }
  return name == "auto"        ? ThinkMode::automatic
         : name == "prefilled" ? ThinkMode::prefilled
                               : ThinkMode::none;
}

std::chrono::milliseconds seconds(const Fields& fields, const char* key,
                                  std::chrono::milliseconds otherwise) {
  const double given = fields.number(key, 0.001, 1e6, static_cast<double>(otherwise.count()) / 1e3);
  return std::chrono::milliseconds(static_cast<long long>(given * 1e3));
}

void read_address(const Fields& fields, RemoteModel& model) {
  const std::string url = fields.text("url", "");
  try {
    const Endpoint endpoint = parse_endpoint(url);
    model.url = endpoint.base;
    model.query = endpoint.query;
    model.name = fields.text("model", endpoint.name);
    model.api = endpoint.api.value_or(Api::chat);
  } catch (const UsageError& error) {
    fields.fail(fields.node(fields.has("url") ? "url" : "model"),
                fields.has("url") ? error.what() : "field 'url' is missing");
  }
  const std::string api =
      fields.text("api", model.api == Api::completions ? "completions" : "chat");
  if (api != "chat" && api != "completions") {
    fields.fail(fields.node("api"),
                fmt::format("field 'api' is '{}', but must be chat or completions", api));
  }
  model.api = api == "chat" ? Api::chat : Api::completions;
}

void read_headers(const Fields& fields, RemoteModel& model) {
  const YAML::Node headers = fields.node("headers");
  if (headers.IsDefined() && !headers.IsMap()) {
    fields.fail(headers, "field 'headers' must be a map of name: value");
  }
  for (const auto& entry : headers) {
    model.headers.emplace_back(entry.first.Scalar(), entry.second.Scalar());
  }
}

void read_body(const Fields& fields, RemoteModel& model) {
  if (fields.has("body")) {
    model.body = to_json(fields.node("body"));
    try {
      check_extra_body(model.body, "body");
    } catch (const UsageError& error) {
      fields.fail(fields.node("body"), error.what());
    }
  }
}

void read_price(const Fields& fields, RemoteModel& model) {
  if (!fields.has("price")) {
    return;
  }
  const Fields table(fields.node("price"), fields.file(),
                     {"input", "cached_input", "output", "currency"});
  Price price;
  price.input = table.number("input", 0, 1e9, 0);
  price.cached_input = table.number("cached_input", 0, 1e9, price.input);
  price.output = table.number("output", 0, 1e9, 0);
  price.currency = table.text("currency", "USD");
  model.price = price;
}

RemoteModel read(const YAML::Node& document, const std::string& file) {
  const Fields fields(
      document, file,
      {"url", "model", "api", "format", "thinking", "api_key_env", "headers", "body", "concurrency",
       "samples_per_request", "stream", "seed", "context", "attempts", "timeouts", "price"});
  RemoteModel model;
  read_address(fields, model);
  model.format = read_format(fields);
  model.thinking = read_thinking(fields);
  model.api_key_env = fields.text("api_key_env", "");
  read_headers(fields, model);
  read_body(fields, model);
  model.concurrency = fields.integer("concurrency", 1, 4096, model.concurrency);
  model.samples_per_request = fields.integer("samples_per_request", 1, 1024, 1);
  model.stream = fields.flag("stream", true);
  model.seed = fields.flag("seed", true);
  if (fields.has("context")) {
    model.context = fields.integer("context", 1, 1 << 30, 0);
  }
  model.retry.attempts = fields.integer("attempts", 1, 1000, model.retry.attempts);
  if (fields.has("timeouts")) {
    const Fields limits(fields.node("timeouts"), file, {"connect", "first", "silence"});
    model.patience.connect = seconds(limits, "connect", model.patience.connect);
    model.patience.first = seconds(limits, "first", model.patience.first);
    model.patience.silence = seconds(limits, "silence", model.patience.silence);
  }
  read_price(fields, model);
  return model;
}

}  // namespace

bool is_model_file(const std::string& model) {
  return model.ends_with(".yaml") || model.ends_with(".yml");
}

RemoteModel read_model_file(const std::filesystem::path& path) {
  try {
    return read(YAML::Load(read_file(path)), path.string());
  } catch (const YAML::Exception& error) {
    throw DataError(fmt::format("{}:{}: {}", path.string(), error.mark.line + 1, error.msg));
  }
}

}  // namespace assay::remote
