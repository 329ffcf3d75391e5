// A manifest as JSON. Each object's fields are listed once, for writing and for reading alike.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/core/error.hpp"
#include "reports/run/manifest.hpp"

namespace assay {

namespace {

using nlohmann::json;

/// Puts the fields of one object into JSON.
class Writer {
 public:
  template <typename T>
  void field(const char* name, const T& value) {
    document_[name] = value;
  }

  template <typename T, typename List>
  void object(const char* name, const T& value, List list) {
    Writer inner;
    list(inner, value);
    document_[name] = std::move(inner).document();
  }

  /// A field that is written only where a run needs it.
  template <typename T, typename List>
  void optional(const char* name, const std::optional<T>& value, List list) {
    if (value) {
      object(name, *value, list);
    }
  }

  /// A list or map that is written only where it holds something.
  template <typename T>
  void unless_empty(const char* name, const T& value) {
    if (!value.empty()) {
      field(name, value);
    }
  }

  [[nodiscard]] json document() && { return std::move(document_); }

 private:
  json document_ = json::object();
};

/// Takes the fields of one object out of JSON; messages name the whole path of a field.
class Reader {
 public:
  Reader(const json& object, std::string path) : object_(object), path_(std::move(path)) {
    if (!object_.is_object()) {
      throw DataError(fmt::format("{} is not an object", path_));
    }
  }

  template <typename T>
  void field(const char* name, T& target) const {
    try {
      at(name).get_to(target);
    } catch (const json::exception&) {
      throw DataError(fmt::format("{}.{} has the wrong type: {}", path_, name, at(name).dump()));
    }
  }

  template <typename T, typename List>
  void object(const char* name, T& target, List list) const {
    const Reader inner(at(name), path_ + "." + name);
    list(inner, target);
  }

  template <typename T, typename List>
  void optional(const char* name, std::optional<T>& target, List list) const {
    if (has(name)) {
      object(name, target.emplace(), list);
    }
  }

  template <typename T>
  void unless_empty(const char* name, T& target) const {
    if (has(name)) {
      field(name, target);
    }
  }

  [[nodiscard]] const json& at(const char* name) const {
    const auto found = object_.find(name);
    if (found == object_.end()) {
      throw DataError(fmt::format("{}.{} is missing", path_, name));
    }
    return *found;
  }

  [[nodiscard]] bool has(const char* name) const { return object_.contains(name); }

 private:
  const json& object_;
  std::string path_;
};

constexpr auto sampling_fields = [](auto& fields, auto& sampling) {
  fields.field("temperature", sampling.temperature);
  fields.field("top_p", sampling.top_p);
  fields.field("top_k", sampling.top_k);
  fields.field("min_p", sampling.min_p);
  fields.field("max_tokens", sampling.max_tokens);
};

constexpr auto adaptive_fields = [](auto& fields, auto& adaptive) {
  fields.field("half_width", adaptive.half_width);
  fields.field("pilot", adaptive.pilot);
  fields.field("max_k", adaptive.max_k);
  fields.field("rounds", adaptive.rounds);
};

constexpr auto suite_fields = [](auto& fields, auto& suite) {
  fields.field("name", suite.name);
  fields.field("title", suite.title);
  fields.field("hash", suite.hash);
  fields.field("grader", suite.grader);
  fields.field("reference", suite.reference);
  fields.field("suite_size", suite.suite_size);
  fields.field("k", suite.k);
  fields.field("departures", suite.departures);
  fields.object("sampling", suite.sampling, sampling_fields);
  fields.optional("adaptive", suite.adaptive, adaptive_fields);
};

constexpr auto price_fields = [](auto& fields, auto& price) {
  fields.field("input", price.input);
  fields.field("cached_input", price.cached_input);
  fields.field("output", price.output);
  fields.field("currency", price.currency);
};

constexpr auto numerics_fields = [](auto& fields, auto& numerics) {
  fields.field("backend", numerics.backend);
  fields.field("architecture", numerics.architecture);
  fields.field("weights", numerics.weights);
  fields.field("kv", numerics.kv);
  fields.field("mode", numerics.mode);
  fields.field("kernel_version", numerics.kernel_version);
};

constexpr auto model_fields = [](auto& fields, auto& model) {
  fields.field("name", model.name);
  fields.field("source", model.source);
  fields.field("hash", model.hash);
  fields.unless_empty("settings", model.settings);
  fields.field("architecture", model.architecture);
  fields.field("hardware", model.hardware);
  fields.field("parameters", model.parameters);
  fields.field("context", model.context);
  fields.object("numerics", model.numerics, numerics_fields);
  fields.optional("price", model.price, price_fields);
};

constexpr auto shards_fields = [](auto& fields, auto& shards) {
  fields.field("of", shards.of);
  fields.field("present", shards.present);
};

/// All that every manifest has, but for its suites and its budget of thought, which may be null.
constexpr auto manifest_fields = [](auto& fields, auto& manifest) {
  fields.object("model", manifest.model, model_fields);
  fields.field("seed", manifest.seed);
  fields.field("preset", manifest.preset);
  fields.field("system_prompt", manifest.system_prompt);
  fields.field("sandbox_level", manifest.sandbox_level);
  fields.field("created", manifest.created);
  fields.field("version", manifest.version);
  fields.field("git_commit", manifest.git_commit);
  fields.field("git_dirty", manifest.git_dirty);
  fields.field("host", manifest.host);
  fields.field("command", manifest.command);
};

json suites_json(const std::vector<SuiteEntry>& suites) {
  json list = json::array();
  for (const SuiteEntry& suite : suites) {
    Writer fields;
    suite_fields(fields, suite);
    list.push_back(std::move(fields).document());
  }
  return list;
}

std::vector<SuiteEntry> read_suites(const json& list) {
  if (!list.is_array()) {
    throw DataError("manifest.suites is not a list");
  }
  std::vector<SuiteEntry> suites(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Reader fields(list[i], fmt::format("manifest.suites[{}]", i));
    suite_fields(fields, suites[i]);
  }
  return suites;
}

void require_counted(const Shards& shards) {
  const bool counted = std::is_sorted(shards.present.begin(), shards.present.end()) &&
                       !shards.present.empty() && shards.present.front() >= 1 &&
                       shards.present.back() <= shards.of;
  if (!counted) {
    throw DataError("manifest.shards.present must be numbers from 1 to manifest.shards.of");
  }
}

}  // namespace

nlohmann::json to_json(const Manifest& manifest) {
  Writer fields;
  manifest_fields(fields, manifest);
  fields.field("suites", suites_json(manifest.suites));
  fields.field("think_budget", manifest.think_budget ? json(*manifest.think_budget) : json());
  if (manifest.shards.of > 1) {
    fields.object("shards", manifest.shards, shards_fields);
  }
  fields.unless_empty("other_numerics", manifest.other_numerics);
  fields.unless_empty("fork_budgets", manifest.fork_budgets);
  if (manifest.think_extend > 0) {
    fields.field("think_extend", manifest.think_extend);
  }
  return std::move(fields).document();
}

Manifest manifest_from_json(const nlohmann::json& document) {
  const Reader fields(document, "manifest");
  Manifest manifest;
  manifest.suites = read_suites(fields.at("suites"));
  manifest_fields(fields, manifest);
  if (!fields.at("think_budget").is_null()) {
    fields.field("think_budget", manifest.think_budget.emplace());
  }
  if (fields.has("shards")) {
    fields.object("shards", manifest.shards, shards_fields);
    require_counted(manifest.shards);
  }
  fields.unless_empty("other_numerics", manifest.other_numerics);
  fields.unless_empty("fork_budgets", manifest.fork_budgets);
  if (fields.has("think_extend")) {
    fields.field("think_extend", manifest.think_extend);
  }
  return manifest;
}

}  // namespace assay
