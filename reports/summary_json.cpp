#include "reports/summary.hpp"

namespace assay {

namespace {

using nlohmann::json;

// Raised whenever a field changes its meaning or goes; new fields do not raise it.
constexpr int schema_version = 1;

json estimate_json(const Estimate& estimate) {
  json document = {
      {"value", estimate.value}, {"standard_error", nullptr}, {"problems", estimate.problems}};
  if (estimate.standard_error) {
    document["standard_error"] = *estimate.standard_error;
  }
  return document;
}

json estimate_json(const EstimateAtK& at) {
  json document = estimate_json(at.estimate);
  document["k"] = at.k;
  return document;
}

json tokens_json(const statistics::TokenStatistics& tokens) {
  return {{"samples", tokens.count},
          {"mean", tokens.mean},
          {"median", tokens.median},
          {"p90", tokens.p90},
          {"max", tokens.max}};
}

json breakdown_json(const std::vector<Breakdown>& rows) {
  json list = json::array();
  for (const Breakdown& row : rows) {
    list.push_back({{"name", row.name},
                    {"problems", row.problems},
                    {"pass@1", estimate_json(row.pass_at_1)},
                    {"thinking_tokens_mean", row.thinking_mean}});
  }
  return list;
}

json reference_json(const ReferenceComparison& comparison) {
  const Reference& reference = comparison.reference;
  json document = {{"model", reference.model},
                   {"metric", reference.metric},
                   {"value", reference.value / 100},
                   {"kind", to_string(reference.kind)},
                   {"k", nullptr},
                   {"source", {{"title", reference.source_title}, {"url", reference.source_url}}},
                   {"date", reference.date},
                   {"notes", reference.notes},
                   {"position", nullptr}};
  if (reference.k) {
    document["k"] = *reference.k;
  }
  if (comparison.position) {
    document["position"] = to_string(*comparison.position);
  }
  return document;
}

json verdicts_json(const SuiteSummary& suite) {
  json document = json::object();
  for (std::size_t i = 0; i < verdict_names.size(); ++i) {
    document[std::string(verdict_names[i])] = suite.verdicts[i];
  }
  return document;
}

json groups_json(const SuiteSummary& suite) {
  json document = json::object();
  for (const auto& [kind, group] : suite.by_verdict) {
    json behaviours = json::object();
    for (std::size_t i = 0; i < statistics::n_behaviours; ++i) {
      behaviours[std::string(statistics::behaviour_names[i])] = {
          {"traces", group.behaviours[i].traces}, {"occurrences", group.behaviours[i].occurrences}};
    }
    document[std::string(to_string(kind))] = {{"samples", group.samples},
                                              {"thinking_tokens", tokens_json(group.thinking)},
                                              {"behaviours", behaviours}};
  }
  return document;
}

json suite_json(const SuiteSummary& suite) {
  json document = {
      {"name", suite.entry.name},
      {"k", suite.entry.k},
      {"problems", suite.problems},
      {"suite_size", suite.entry.suite_size},
      {"complete", suite.complete()},
      {"samples",
       {{"expected", suite.expected},
        {"scored", suite.scored},
        {"infrastructure", suite.infrastructure},
        {"missing", suite.missing},
        {"derived", suite.derived}}},
      {"verdicts", verdicts_json(suite)},
      {"pass@1", estimate_json(suite.pass_at_1)},
      {"pass@k", json::array()},
      {"cons@k", nullptr},
      {"thinking_tokens", tokens_json(suite.thinking)},
      {"tokens", {{"prompt", suite.prompt_tokens}, {"completion", suite.completion_tokens}}},
      {"by_verdict", groups_json(suite)},
      {"histogram",
       {{"bin_width", suite.histogram.bin_width},
        {"correct", suite.histogram.correct},
        {"wrong", suite.histogram.wrong}}},
      {"subjects", breakdown_json(suite.subjects)},
      {"levels", breakdown_json(suite.levels)},
      {"references", json::array()}};
  for (const EstimateAtK& at : suite.pass_at_k) {
    document["pass@k"].push_back(estimate_json(at));
  }
  if (suite.cons_at_k) {
    document["cons@k"] = estimate_json(*suite.cons_at_k);
  }
  for (const ReferenceComparison& comparison : suite.references) {
    document["references"].push_back(reference_json(comparison));
  }
  return document;
}

}  // namespace

nlohmann::json to_json(const Summary& summary) {
  json document = {{"schema_version", schema_version},
                   {"run", summary.path},
                   {"complete", summary.complete()},
                   {"first_finished", summary.first_finished},
                   {"last_finished", summary.last_finished},
                   {"manifest", to_json(summary.manifest)},
                   {"suites", json::array()},
                   {"warnings", json::array()}};
  for (const SuiteSummary& suite : summary.suites) {
    document["suites"].push_back(suite_json(suite));
  }
  for (const Warning& warning : warnings(summary)) {
    document["warnings"].push_back(warning.text);
  }
  return document;
}

}  // namespace assay
