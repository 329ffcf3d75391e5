#include "reports/run/pilot.hpp"
#include "reports/summary.hpp"

namespace assay {

namespace {

using nlohmann::json;

// Raised whenever a field changes its meaning or goes; new fields do not raise it. JSON.md says
// what the fields mean.
constexpr int schema_version = 2;

template <typename Value>
json or_null(const std::optional<Value>& value) {
  return value ? json(*value) : json();
}

/// Null where it says something of no problem, or of no sample.
template <typename Value>
json known(std::size_t count, Value value) {
  return count > 0 ? json(value) : json();
}

json estimate_json(const Estimate& estimate) {
  json document = {{"value", known(estimate.problems, estimate.value)},
                   {"standard_error", or_null(estimate.standard_error)},
                   {"within_question_error", or_null(estimate.within_error)},
                   {"problems", estimate.problems},
                   {"clusters", nullptr},
                   {"interval_95", nullptr}};
  if (estimate.clustered()) {
    document["clusters"] = estimate.units;
  }
  if (estimate.interval) {
    document["interval_95"] = {{"low", estimate.interval->low},
                               {"high", estimate.interval->high},
                               {"falls_short", estimate.interval_falls_short}};
  }
  return document;
}

json estimates_json(const std::vector<EstimateAtK>& estimates) {
  json list = json::array();
  for (const EstimateAtK& at : estimates) {
    list.push_back(estimate_json(at.estimate));
    list.back()["k"] = at.k;
  }
  return list;
}

json tokens_json(const statistics::TokenStatistics& tokens) {
  const std::size_t n = tokens.count;
  return {{"samples", n},
          {"mean", known(n, tokens.mean)},
          {"median", known(n, tokens.median)},
          {"p90", known(n, tokens.p90)},
          {"p99", known(n, tokens.p99)},
          {"max", known(n, tokens.max)}};
}

json forced_json(const std::vector<ForcedBudget>& budgets) {
  json list = json::array();
  for (const ForcedBudget& forced : budgets) {
    list.push_back({{"budget", forced.budget},
                    {"accuracy", estimate_json(forced.accuracy)},
                    {"samples", forced.samples},
                    {"forks", forced.forks},
                    {"missing", forced.missing}});
  }
  return list;
}

json budgets_json(const std::vector<statistics::BudgetPoint>& points) {
  json list = json::array();
  for (const statistics::BudgetPoint& point : points) {
    list.push_back({{"budget", point.budget},
                    {"accuracy", point.accuracy},
                    {"standard_error", or_null(point.accuracy_error)},
                    {"finished", point.finished},
                    {"accuracy_of_finished", or_null(point.accuracy_of_finished)},
                    {"censored", point.censored}});
  }
  return list;
}

json breakdown_json(const std::vector<Breakdown>& rows) {
  json list = json::array();
  for (const Breakdown& row : rows) {
    list.push_back({{"name", row.name},
                    {"problems", row.problems},
                    {"pass@1", estimate_json(row.pass_at_1)},
                    {"thinking_tokens_mean", or_null(row.thinking_mean)}});
  }
  return list;
}

json reference_json(const ReferenceComparison& comparison) {
  const Reference& reference = comparison.reference;
  json document = {{"model", reference.model},
                   {"metric", reference.metric},
                   {"value", reference.value / 100},
                   {"kind", to_string(reference.kind)},
                   {"k", or_null(reference.k)},
                   {"source", {{"title", reference.source_title}, {"url", reference.source_url}}},
                   {"date", reference.date},
                   {"notes", reference.notes},
                   {"difference", nullptr},
                   {"position", nullptr}};
  if (comparison.position) {
    document["difference"] = comparison.difference;
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

json answers_json(const ThoughtAnswers& answers) {
  return answers.asked() == 0 ? json()
                              : json({{"agree", answers.agree},
                                      {"disagree", answers.disagree},
                                      {"none", answers.none}});
}

json groups_json(const SuiteSummary& suite) {
  json document = json::object();
  for (const auto& [kind, group] : suite.by_verdict) {
    json behaviours = json::object();
    for (std::size_t i = 0; i < statistics::n_behaviours; ++i) {
      behaviours[std::string(statistics::behaviour_names[i])] = {
          {"traces", group.behaviours[i].traces},
          {"occurrences", group.behaviours[i].occurrences},
          {"per_1000_tokens", or_null(group.rate(static_cast<statistics::Behaviour>(i)))}};
    }
    document[std::string(to_string(kind))] = {
        {"samples", group.samples},
        {"thinking_tokens", tokens_json(group.thinking)},
        {"behaviours", behaviours},
        {"thought_answers", answers_json(group.thought_answers)}};
  }
  return document;
}

json behaviours_json(const SuiteSummary& suite) {
  json document = json::object();
  for (std::size_t i = 0; i < statistics::n_behaviours; ++i) {
    const BehaviourSummary& behaviour = suite.behaviours[i];
    json correlation;
    if (behaviour.with_length) {
      correlation = {{"value", behaviour.with_length->value},
                     {"low", behaviour.with_length->interval.low},
                     {"high", behaviour.with_length->interval.high},
                     {"problems", behaviour.with_length->pairs}};
    }
    document[std::string(statistics::behaviour_names[i])] = {
        {"traces", behaviour.count.traces},
        {"occurrences", behaviour.count.occurrences},
        {"per_1000_tokens", estimate_json(behaviour.rate)},
        {"right_less_wrong", estimate_json(behaviour.right_less_wrong)},
        {"correlation_with_length", correlation}};
  }
  return document;
}

/// In all, a sample, and a solved problem.
json shares_json(const std::optional<double>& total, const Cost& cost) {
  if (!total) {
    return {};
  }
  json document = {{"total", *total}, {"per_sample", nullptr}, {"per_solved_problem", nullptr}};
  if (cost.samples > 0) {
    document["per_sample"] = *total / static_cast<double>(cost.samples);
  }
  if (cost.solved > 0) {
    document["per_solved_problem"] = *total / static_cast<double>(cost.solved);
  }
  return document;
}

json cost_json(const Cost& cost) {
  const auto tokens = static_cast<double>(cost.prompt_tokens + cost.completion_tokens);
  json document = {{"samples", cost.samples},
                   {"solved_problems", cost.solved},
                   {"prompt_tokens", cost.prompt_tokens},
                   {"cached_prompt_tokens", cost.cached_prompt_tokens},
                   {"completion_tokens", cost.completion_tokens},
                   {"estimated", cost.estimated},
                   {"tokens", shares_json(tokens, cost)},
                   {"device_seconds", shares_json(cost.device_seconds, cost)},
                   {"gpu_seconds", shares_json(cost.gpu_seconds, cost)},
                   {"joules", nullptr},
                   {"money", shares_json(cost.money, cost)}};
  if (cost.money) {
    document["money"]["currency"] = cost.currency;
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
        {"unparsed", suite.count(VerdictKind::unparsed)},
        {"truncated", suite.count(VerdictKind::truncated)},
        {"pilot", suite.pilot},
        {"derived", suite.derived}}},
      {"verdicts", verdicts_json(suite)},
      {"pass@1", estimate_json(suite.pass_at_1)},
      {"mean@k", estimates_json({{samples_of_each(suite.entry), suite.pass_at_1}}).front()},
      {"pass@k", estimates_json(suite.pass_at_k)},
      {"pass^k", estimates_json(suite.pass_hat_k)},
      {"cons@k", estimates_json(suite.cons_by_k)},
      {"truncation", estimate_json(suite.truncation)},
      {"thinking_tokens", tokens_json(suite.thinking)},
      {"thinking_tokens_mean", estimate_json(suite.thinking_mean)},
      {"accuracy_by_budget", budgets_json(suite.accuracy_by_budget)},
      {"forced_budgets", forced_json(suite.forced_budgets)},
      {"tokens", {{"prompt", suite.prompt_tokens}, {"completion", suite.completion_tokens}}},
      {"by_verdict", groups_json(suite)},
      {"behaviours", behaviours_json(suite)},
      {"thought_answers", answers_json(suite.thought_answers)},
      {"cost", cost_json(suite.cost)},
      {"histogram",
       {{"bin_width", suite.histogram.bin_width},
        {"correct", suite.histogram.correct},
        {"wrong", suite.histogram.wrong}}},
      {"subjects", breakdown_json(suite.subjects)},
      {"levels", breakdown_json(suite.levels)},
      {"references", json::array()}};
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
