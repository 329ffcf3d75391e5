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

json adaptive_json(const AdaptiveSampling& adaptive) {
  return {{"half_width", adaptive.half_width},
          {"pilot", adaptive.pilot},
          {"max_k", adaptive.max_k},
          {"rounds", adaptive.rounds}};
}

json suite_json(const SuiteEntry& suite) {
  json document = {{"name", suite.name},
                   {"title", suite.title},
                   {"hash", suite.hash},
                   {"grader", suite.grader},
                   {"reference", suite.reference},
                   {"suite_size", suite.suite_size},
                   {"k", suite.k},
                   {"sampling", sampling_json(suite.sampling)},
                   {"departures", suite.departures}};
  if (suite.adaptive) {
    document["adaptive"] = adaptive_json(*suite.adaptive);
  }
  return document;
}

json shards_json(const Shards& shards) { return {{"of", shards.of}, {"present", shards.present}}; }

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

  /// Of a field that is written only where a run needs it.
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

AdaptiveSampling read_adaptive(const Fields& fields) {
  AdaptiveSampling adaptive;
  fields.read("half_width", adaptive.half_width);
  fields.read("pilot", adaptive.pilot);
  fields.read("max_k", adaptive.max_k);
  fields.read("rounds", adaptive.rounds);
  return adaptive;
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
  if (fields.has("adaptive")) {
    suite.adaptive = read_adaptive(fields.object("adaptive"));
  }
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

Shards read_shards(const Fields& fields) {
  Shards shards;
  fields.read("of", shards.of);
  fields.read("present", shards.present);
  const bool counted = std::is_sorted(shards.present.begin(), shards.present.end()) &&
                       !shards.present.empty() && shards.present.front() >= 1 &&
                       shards.present.back() <= shards.of;
  if (!counted) {
    throw DataError("manifest.shards.present must be numbers from 1 to manifest.shards.of");
  }
  return shards;
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

/// Collects the fields whose values differ.
class Comparison {
 public:
  template <typename T>
  void field(const std::string& name, const T& first, const T& second) {
    if (first != second) {
      differences_.push_back({name, fmt::format("{}", first), fmt::format("{}", second)});
    }
  }

  void sampling(const std::string& suffix, const SamplingParams& a, const SamplingParams& b) {
    field("temperature" + suffix, a.temperature, b.temperature);
    field("top_p" + suffix, a.top_p, b.top_p);
    field("top_k" + suffix, a.top_k, b.top_k);
    field("min_p" + suffix, a.min_p, b.min_p);
    field("max_tokens" + suffix, a.max_tokens, b.max_tokens);
  }

  [[nodiscard]] std::vector<ManifestDifference> differences() && { return std::move(differences_); }

 private:
  std::vector<ManifestDifference> differences_;
};

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string budget_text(const std::optional<int>& budget) {
  return budget ? std::to_string(*budget) : "none";
}

std::string adaptive_text(const std::optional<AdaptiveSampling>& adaptive) {
  return adaptive ? fmt::format("{} (-k {}, --max-k {})", adaptive->half_width, adaptive->pilot,
                                adaptive->max_k)
                  : "none";
}

std::string model_text(const ModelInfo& model) {
  return fmt::format("{} {}", model.name, model.hash.substr(0, 12));
}

}  // namespace

int AdaptiveSampling::fewest_rounds() const {
  int fewest = rounds.empty() ? 0 : rounds.begin()->second;
  for (const auto& [problem, count] : rounds) {
    fewest = std::min(fewest, count);
  }
  return fewest;
}

int SuiteEntry::expected_of(const std::string& problem) const {
  if (!adaptive) {
    return k;
  }
  const auto found = adaptive->rounds.find(problem);
  return adaptive->pilot + (found == adaptive->rounds.end() ? 0 : found->second);
}

std::string SuiteEntry::k_text() const {
  if (!adaptive || adaptive->rounds.empty()) {
    return std::to_string(k);
  }
  int most = 0;
  for (const auto& [problem, count] : adaptive->rounds) {
    most = std::max(most, count);
  }
  return fmt::format("{} + {} to {}", adaptive->pilot, adaptive->fewest_rounds(), most);
}

void Manifest::note_numerics(const std::string& fingerprint) {
  if (fingerprint != model.numerics.text() &&
      std::find(other_numerics.begin(), other_numerics.end(), fingerprint) ==
          other_numerics.end()) {
    other_numerics.push_back(fingerprint);
  }
}

nlohmann::json to_json(const Manifest& manifest) {
  json suites = json::array();
  for (const SuiteEntry& suite : manifest.suites) {
    suites.push_back(suite_json(suite));
  }
  json budget = nullptr;
  if (manifest.think_budget) {
    budget = *manifest.think_budget;
  }
  json document = {{"suites", suites},
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
  if (manifest.shards.of > 1) {
    document["shards"] = shards_json(manifest.shards);
  }
  if (!manifest.other_numerics.empty()) {
    document["other_numerics"] = manifest.other_numerics;
  }
  return document;
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
  if (fields.has("shards")) {
    manifest.shards = read_shards(fields.object("shards"));
  }
  if (fields.has("other_numerics")) {
    fields.read("other_numerics", manifest.other_numerics);
  }
  return manifest;
}

std::vector<ManifestDifference> manifest_differences(const Manifest& first,
                                                     const Manifest& second) {
  Comparison comparison;
  if (first.model.hash != second.model.hash) {
    comparison.field("model", model_text(first.model), model_text(second.model));
  }
  comparison.field(std::string(numerics_field), first.model.numerics.text(),
                   second.model.numerics.text());
  comparison.field("seed", first.seed, second.seed);
  comparison.field("system prompt", quoted(first.system_prompt), quoted(second.system_prompt));
  comparison.field("think budget", budget_text(first.think_budget),
                   budget_text(second.think_budget));
  for (const SuiteEntry& suite : second.suites) {
    const auto same = std::find_if(first.suites.begin(), first.suites.end(),
                                   [&](const SuiteEntry& old) { return old.name == suite.name; });
    if (same == first.suites.end()) {
      continue;
    }
    const std::string of = second.suites.size() > 1 ? " of " + suite.name : "";
    comparison.field("suite " + suite.name, same->hash.substr(0, 12), suite.hash.substr(0, 12));
    comparison.sampling(of, same->sampling, suite.sampling);
    comparison.field("until-ci" + of, adaptive_text(same->adaptive), adaptive_text(suite.adaptive));
  }
  return std::move(comparison).differences();
}

std::vector<std::string> differences(const Manifest& existing, const Manifest& wanted, bool mixed) {
  std::vector<ManifestDifference> found = manifest_differences(existing, wanted);
  // Several shards merged are completed by a run of all.
  const bool completes = existing.shards.present.size() > 1 && wanted.shards.all();
  if (existing.shards != wanted.shards && !completes) {
    found.push_back({"shard", to_string(existing.shards), to_string(wanted.shards)});
  }
  std::vector<std::string> lines;
  for (const ManifestDifference& one : found) {
    if (!(mixed && one.field == numerics_field)) {
      lines.push_back(
          fmt::format("{}: the run has {}, you asked for {}", one.field, one.first, one.second));
    }
  }
  return lines;
}

}  // namespace assay
