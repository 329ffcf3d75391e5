// A comparison as JSON.
#include "reports/compare/comparison.hpp"

namespace assay {

namespace {

using nlohmann::json;

json identity(const std::string& path, const Manifest& manifest) {
  return {{"path", path},
          {"model", manifest.model.name},
          {"model_hash", manifest.model.hash},
          {"numerics", manifest.model.numerics.text()},
          {"seed", manifest.seed},
          {"version", manifest.version},
          {"git_commit", manifest.git_commit}};
}

json metric_json(const PairedMetric& metric, bool identical) {
  const statistics::PairedDifference change = metric.change();
  json row = {{"metric", metric.name()},
              {"unit", is_share(metric.metric) ? "share" : metric.unit},
              {"problems", metric.problems.size()},
              {"a", metric.mean_a},
              {"b", metric.mean_b},
              {"difference", change.difference},
              {"standard_error", nullptr},
              {"low", nullptr},
              {"high", nullptr},
              {"confidence", 0.95}};
  if (identical) {
    row["standard_error"] = row["low"] = row["high"] = 0;
  } else if (change.standard_error && *change.standard_error > 0) {
    const statistics::Interval interval = change.interval();
    row["standard_error"] = *change.standard_error;
    row["degrees_of_freedom"] = change.degrees_of_freedom;
    row["low"] = interval.low;
    row["high"] = interval.high;
  }
  return row;
}

json flips_json(const std::vector<Flips>& list) {
  json rows = json::array();
  for (const Flips& flip : list) {
    rows.push_back({{"problem", flip.problem},
                    {"samples", flip.samples},
                    {"correct_a", flip.correct_a},
                    {"samples_a", flip.samples_a},
                    {"correct_b", flip.correct_b},
                    {"samples_b", flip.samples_b}});
  }
  return rows;
}

json suite_json(const SuiteComparison& suite) {
  json metrics = json::array();
  for (const PairedMetric& metric : suite.metrics) {
    metrics.push_back(metric_json(metric, suite.identical));
  }
  json document = {{"suite", suite.suite},
                   {"problems", suite.problems},
                   {"problems_not_compared", suite.left_out},
                   {"samples_a", suite.samples_a},
                   {"samples_b", suite.samples_b},
                   {"equal_samples", suite.equal_samples},
                   {"lone_samples", suite.lone_samples},
                   {"identical", suite.identical},
                   {"paired_by_sample", suite.by_sample},
                   {"metrics", std::move(metrics)},
                   {"permutation_p", permutation_of_accuracy(suite).two_sided},
                   {"mcnemar_p", nullptr},
                   {"lost", flips_json(suite.lost)},
                   {"gained", flips_json(suite.gained)}};
  if (suite.mcnemar) {
    document["mcnemar_p"] = suite.mcnemar->two_sided;
  }
  return document;
}

}  // namespace

nlohmann::json to_json(const Comparison& comparison) {
  json suites = json::array();
  for (const SuiteComparison& suite : comparison.suites) {
    suites.push_back(suite_json(suite));
  }
  return {{"schema_version", 1},
          {"a", identity(comparison.path_a, comparison.a)},
          {"b", identity(comparison.path_b, comparison.b)},
          {"incomplete", comparison.incomplete},
          {"not_comparable", comparison.differences.obstacles},
          {"remarks", comparison.differences.remarks},
          {"suites", std::move(suites)}};
}

}  // namespace assay
