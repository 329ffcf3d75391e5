#include "reports/run/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"

namespace assay {

namespace {

using nlohmann::json;

json sampling_json(const SamplingParams& params) {
  return {{"temperature", params.temperature},
          {"top_p", params.top_p},
          {"top_k", params.top_k},
          {"min_p", params.min_p},
          {"max_tokens", params.max_tokens}};
}

json suite_json(const SuiteEntry& suite) {
  return {{"name", suite.name},
          {"title", suite.title},
          {"hash", suite.hash},
          {"grader", suite.grader},
          {"reference", suite.reference},
          {"suite_size", suite.suite_size},
          {"k", suite.k},
          {"sampling", sampling_json(suite.sampling)},
          {"departures", suite.departures}};
}

json numerics_json(const NumericsFingerprint& numerics) {
  return {{"backend", numerics.backend}, {"architecture", numerics.architecture},
          {"weights", numerics.weights}, {"kv", numerics.kv},
          {"mode", numerics.mode},       {"kernel_version", numerics.kernel_version}};
}

json price_json(const Price& price) {
  return {{"input", price.input},
          {"cached_input", price.cached_input},
          {"output", price.output},
          {"currency", price.currency}};
}

json model_json(const ModelInfo& model) {
  json document = {{"name", model.name},         {"source", model.source},
                   {"hash", model.hash},         {"architecture", model.architecture},
                   {"hardware", model.hardware}, {"parameters", model.parameters},
                   {"context", model.context},   {"numerics", numerics_json(model.numerics)}};
  if (model.price) {
    document["price"] = price_json(*model.price);
  }
  return document;
}

/// Reads the fields of one object; messages name the whole path of a field.
class Fields {
 public:
  Fields(const json& object, std::string path) : object_(object), path_(std::move(path)) {
    if (!object_.is_object()) {
      throw DataError(fmt::format("{} is not an object", path_));
    }
  }

  template <typename T>
  void read(const char* name, T& target) const {
    try {
      at(name).get_to(target);
    } catch (const json::exception&) {
      throw DataError(fmt::format("{}.{} has the wrong type: {}", path_, name, at(name).dump()));
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

  [[nodiscard]] Fields object(const char* name) const { return {at(name), path_ + "." + name}; }

 private:
  const json& object_;
  std::string path_;
};

SamplingParams read_sampling(const Fields& fields) {
  SamplingParams params;
  fields.read("temperature", params.temperature);
  fields.read("top_p", params.top_p);
  fields.read("top_k", params.top_k);
  fields.read("min_p", params.min_p);
  fields.read("max_tokens", params.max_tokens);
  return params;
}

SuiteEntry read_suite_entry(const Fields& fields) {
  SuiteEntry suite;
  fields.read("name", suite.name);
  fields.read("title", suite.title);
  fields.read("hash", suite.hash);
  fields.read("grader", suite.grader);
  fields.read("reference", suite.reference);
  fields.read("suite_size", suite.suite_size);
  fields.read("k", suite.k);
  fields.read("departures", suite.departures);
  suite.sampling = read_sampling(fields.object("sampling"));
  return suite;
}

Price read_price(const Fields& fields) {
  Price price;
  fields.read("input", price.input);
  fields.read("cached_input", price.cached_input);
  fields.read("output", price.output);
  fields.read("currency", price.currency);
  return price;
}

ModelInfo read_model(const Fields& fields) {
  ModelInfo model;
  fields.read("name", model.name);
  fields.read("source", model.source);
  fields.read("hash", model.hash);
  fields.read("architecture", model.architecture);
  fields.read("hardware", model.hardware);
  fields.read("parameters", model.parameters);
  fields.read("context", model.context);
  const Fields numerics = fields.object("numerics");
  numerics.read("backend", model.numerics.backend);
  numerics.read("architecture", model.numerics.architecture);
  numerics.read("weights", model.numerics.weights);
  numerics.read("kv", model.numerics.kv);
  numerics.read("mode", model.numerics.mode);
  numerics.read("kernel_version", model.numerics.kernel_version);
  if (fields.has("price")) {
    model.price = read_price(fields.object("price"));
  }
  return model;
}

/// Collects "field: the run has A, you asked for B".
class Comparison {
 public:
  template <typename T>
  void field(const std::string& name, const T& existing, const T& wanted) {
    if (existing != wanted) {
      lines_.push_back(fmt::format("{}: the run has {}, you asked for {}", name, existing, wanted));
    }
  }

  void sampling(const std::string& suffix, const SamplingParams& a, const SamplingParams& b) {
    field("temperature" + suffix, a.temperature, b.temperature);
    field("top_p" + suffix, a.top_p, b.top_p);
    field("top_k" + suffix, a.top_k, b.top_k);
    field("min_p" + suffix, a.min_p, b.min_p);
    field("max_tokens" + suffix, a.max_tokens, b.max_tokens);
  }

  [[nodiscard]] std::vector<std::string> lines() && { return std::move(lines_); }

 private:
  std::vector<std::string> lines_;
};

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string budget_text(const std::optional<int>& budget) {
  return budget ? std::to_string(*budget) : "none";
}

std::string model_text(const ModelInfo& model) {
  return fmt::format("{} {}", model.name, model.hash.substr(0, 12));
}

}  // namespace

nlohmann::json to_json(const Manifest& manifest) {
  json suites = json::array();
  for (const SuiteEntry& suite : manifest.suites) {
    suites.push_back(suite_json(suite));
  }
  json budget = nullptr;
  if (manifest.think_budget) {
    budget = *manifest.think_budget;
  }
  return {{"suites", suites},
          {"model", model_json(manifest.model)},
          {"seed", manifest.seed},
          {"preset", manifest.preset},
          {"system_prompt", manifest.system_prompt},
          {"think_budget", budget},
          {"sandbox_level", manifest.sandbox_level},
          {"created", manifest.created},
          {"version", manifest.version},
          {"git_commit", manifest.git_commit},
          {"git_dirty", manifest.git_dirty},
          {"host", manifest.host},
          {"command", manifest.command}};
}

Manifest manifest_from_json(const nlohmann::json& document) {
  const Fields fields(document, "manifest");
  Manifest manifest;
  const json& suites = fields.at("suites");
  if (!suites.is_array()) {
    throw DataError("manifest.suites is not a list");
  }
  for (std::size_t i = 0; i < suites.size(); ++i) {
    manifest.suites.push_back(
        read_suite_entry(Fields(suites[i], fmt::format("manifest.suites[{}]", i))));
  }
  manifest.model = read_model(fields.object("model"));
  if (!fields.at("think_budget").is_null()) {
    int budget = 0;
    fields.read("think_budget", budget);
    manifest.think_budget = budget;
  }
  fields.read("seed", manifest.seed);
  fields.read("preset", manifest.preset);
  fields.read("system_prompt", manifest.system_prompt);
  fields.read("sandbox_level", manifest.sandbox_level);
  fields.read("created", manifest.created);
  fields.read("version", manifest.version);
  fields.read("git_commit", manifest.git_commit);
  fields.read("git_dirty", manifest.git_dirty);
  fields.read("host", manifest.host);
  fields.read("command", manifest.command);
  return manifest;
}

std::vector<std::string> differences(const Manifest& existing, const Manifest& wanted) {
  Comparison comparison;
  if (existing.model.hash != wanted.model.hash) {
    comparison.field("model", model_text(existing.model), model_text(wanted.model));
  }
  comparison.field("numerics", existing.model.numerics.text(), wanted.model.numerics.text());
  comparison.field("seed", existing.seed, wanted.seed);
  comparison.field("system prompt", quoted(existing.system_prompt), quoted(wanted.system_prompt));
  comparison.field("think budget", budget_text(existing.think_budget),
                   budget_text(wanted.think_budget));
  for (const SuiteEntry& suite : wanted.suites) {
    const auto same = std::find_if(existing.suites.begin(), existing.suites.end(),
                                   [&](const SuiteEntry& old) { return old.name == suite.name; });
    if (same == existing.suites.end()) {
      continue;
    }
    comparison.field("suite " + suite.name, same->hash.substr(0, 12), suite.hash.substr(0, 12));
    comparison.sampling(wanted.suites.size() > 1 ? " of " + suite.name : "", same->sampling,
                        suite.sampling);
  }
  return std::move(comparison).lines();
}

}  // namespace assay
