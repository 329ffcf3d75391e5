// Every statistic by name, from JSON to JSON: the door through which independent
// implementations (scripts/oracles/statistics) and the golden values reach them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/core/error.hpp"
#include "reports/statistics/adaptive_plan.hpp"
#include "reports/statistics/bootstrap.hpp"
#include "reports/statistics/cons_at_k.hpp"
#include "reports/statistics/correlation.hpp"
#include "reports/statistics/distributions.hpp"
#include "reports/statistics/gate_decision.hpp"
#include "reports/statistics/holm.hpp"
#include "reports/statistics/intervals.hpp"
#include "reports/statistics/mcnemar.hpp"
#include "reports/statistics/moments.hpp"
#include "reports/statistics/paired.hpp"
#include "reports/statistics/pass_at_k.hpp"
#include "reports/statistics/permutation.hpp"
#include "reports/statistics/samples_needed.hpp"
#include "reports/statistics/standard_error.hpp"
#include "reports/statistics/think_tokens.hpp"
#include "reports/statistics/thought_budget.hpp"
#include "reports/statistics/within_question.hpp"

namespace assay::statistics::test {

using Json = nlohmann::json;
using Numbers = std::vector<double>;
using Function = std::function<Json(const Json&)>;

inline double number(const Json& in, const char* key) { return in.at(key).get<double>(); }
inline int whole(const Json& in, const char* key) { return in.at(key).get<int>(); }
inline Numbers numbers(const Json& in, const char* key) { return in.at(key).get<Numbers>(); }
inline Json ends(const Interval& interval) { return {interval.low, interval.high}; }

inline Json parts_of(const VarianceParts& parts) {
  return {parts.total, parts.within ? Json(*parts.within) : Json(),
          parts.between ? Json(*parts.between) : Json()};
}

inline std::vector<ProblemMean> means_of(const Json& problems) {
  std::vector<ProblemMean> result;
  for (const Json& samples : problems) {
    result.push_back(problem_mean(samples.get<Numbers>()));
  }
  return result;
}

/// `a`, `b`: samples by problem; `by`: "sample" or "mean"; `clusters` and `unseen` if given.
inline PairedDifference paired_of(const Json& in) {
  std::vector<ProblemMean> differences;
  for (std::size_t i = 0; i < in.at("a").size(); ++i) {
    const auto a = in["a"][i].get<Numbers>();
    const auto b = in.at("b").at(i).get<Numbers>();
    differences.push_back(in.at("by") == "sample"
                              ? difference_by_sample(a, b)
                              : difference_by_mean(problem_mean(a), problem_mean(b)));
  }
  PairedOptions options;
  options.clusters = in.value("clusters", std::vector<std::string>());
  options.unseen_variance = in.value("unseen", 0.0);
  return paired_difference(differences, options);
}

inline Json paired_numbers(const Json& in) {
  const PairedDifference paired = paired_of(in);
  const double confidence = number(in, "confidence");
  return {paired.difference,
          *paired.standard_error,
          paired.degrees_of_freedom,
          paired.interval(confidence).low,
          paired.interval(confidence).high,
          paired.lower_bound(confidence),
          paired.upper_bound(confidence)};
}

inline Json permutation_numbers(const Json& in) {
  PermutationOptions options;
  options.exact_up_to = in.value("exact_up_to", options.exact_up_to);
  options.draws = in.value("draws", options.draws);
  options.seed = in.value("seed", options.seed);
  const PermutationTest test = permutation_test(numbers(in, "differences"), options);
  return {test.less, test.greater, test.two_sided};
}

/// `cases`: differences (baseline less candidate) by problem, one sample each, and max_drop.
inline Json gate_numbers(const Json& in) {
  std::vector<GateCase> cases;
  for (const Json& one : in.at("cases")) {
    std::vector<ProblemMean> differences;
    for (const double value : numbers(one, "differences")) {
      differences.push_back({value, std::nullopt});
    }
    GateCase gate;
    gate.change = paired_difference(differences);
    gate.max_drop = number(one, "max_drop");
    gate.share = false;
    cases.push_back(gate);
  }
  Json result = Json::array();
  for (const GateDecision& decision : decide(cases)) {
    result.push_back({decision.lower, decision.upper, decision.p_no_go, decision.p_go,
                      decision.p_no_go_holm, decision.detectable});
  }
  return result;
}

inline Thoughts thoughts_of(const Json& in) {
  Thoughts problems;
  for (const Json& samples : in.at("problems")) {
    auto& problem = problems.emplace_back();
    for (const Json& sample : samples) {
      problem.push_back(
          {sample.at(0).get<std::size_t>(), sample.at(1).get<bool>(), sample.at(2).get<bool>()});
    }
  }
  return problems;
}

inline Json rank_correlation_numbers(const Json& in) {
  const auto found =
      rank_correlation(in.at("x").get<std::vector<double>>(), in.at("y").get<std::vector<double>>(),
                       in.at("confidence").get<double>());
  return found ? Json{found->value, found->interval.low, found->interval.high} : Json();
}

inline Json budget_numbers(const Json& in) {
  const Thoughts problems = thoughts_of(in);
  Json result = Json::array();
  for (const BudgetPoint& point :
       accuracy_by_budget(problems, in.at("budgets").get<std::vector<std::size_t>>())) {
    result.push_back({point.accuracy, point.accuracy_error.value_or(0), point.finished,
                      point.accuracy_of_finished.value_or(0), point.censored});
  }
  result.push_back({truncation_rate(problems)});
  return result;
}

inline Json needed_numbers(const Json& in) {
  const SamplesNeeded needed =
      samples_needed(variance_parts(means_of(in.at("problems"))), in["problems"].size(),
                     in["problems"].at(0).size(), number(in, "target"));
  return {needed.problems, needed.samples_per_problem ? Json(*needed.samples_per_problem) : Json()};
}

inline Json plan_numbers(const Json& in) {
  std::vector<SampleCount> pilot;
  for (const Json& count : in.at("pilot")) {
    pilot.push_back({count.at(0).get<int>(), count.at(1).get<int>()});
  }
  PlanOptions options;
  options.half_width = number(in, "half_width");
  options.max_rounds = whole(in, "max_rounds");
  const AdaptivePlan plan = plan_rounds(pilot, options);
  std::vector<int> rounds(pilot.size());
  for (const Stratum& stratum : plan.strata) {
    for (const std::size_t i : stratum.problems) {
      rounds[i] = stratum.rounds;
    }
  }
  return {rounds, plan.half_width, plan.reached};
}

inline Resamples resamples_of(const Json& in) {
  return {in.at("values").size(), in.at("indices").get<std::vector<std::uint32_t>>()};
}

inline const std::map<std::string, Function>& functions() {
  static const std::map<std::string, Function> all = {
      {"pass_at_k", [](const Json& in) { return pass_at_k(in["n"], in["c"], in["k"]); }},
      {"pass_hat_k", [](const Json& in) { return pass_hat_k(in["n"], in["c"], in["k"]); }},
      {"mean_at_k", [](const Json& in) { return mean_at_k(in["n"], in["c"], in["k"]); }},
      {"cons_at_k",
       [](const Json& in) {
         return cons_at_k({in["correct"], in["wrong"].get<std::vector<int>>(), in["missing"]},
                          in["k"]);
       }},
      {"standard_error", [](const Json& in) { return standard_error(numbers(in, "scores")); }},
      {"clustered_standard_error",
       [](const Json& in) {
         return clustered_standard_error(numbers(in, "scores"),
                                         in["clusters"].get<std::vector<std::string>>());
       }},
      {"variance_parts",
       [](const Json& in) { return parts_of(variance_parts(means_of(in.at("problems")))); }},
      {"wilson_interval",
       [](const Json& in) {
         return ends(wilson_interval(in["successes"], in["trials"], in["confidence"]));
       }},
      {"t_interval",
       [](const Json& in) {
         return ends(t_interval(in["mean"], in["error"], in["df"], in["confidence"]));
       }},
      {"mean_interval",
       [](const Json& in) {
         return ends(mean_interval(in["mean"], in["error"], in["units"], in["confidence"]));
       }},
      {"resample_indices",
       [](const Json& in) { return draw_resamples(in["size"], in["count"], in["seed"]).indices; }},
      {"percentile_interval",
       [](const Json& in) {
         return ends(percentile_interval(resampled_means(numbers(in, "values"), resamples_of(in)),
                                         in["confidence"]));
       }},
      {"bca_interval",
       [](const Json& in) {
         const Numbers values = numbers(in, "values");
         return ends(
             bca_interval(values, resampled_means(values, resamples_of(in)), in["confidence"]));
       }},
      {"paired_difference", paired_numbers},
      {"paired_parts", [](const Json& in) { return parts_of(paired_of(in).parts); }},
      {"mcnemar",
       [](const Json& in) {
         const McNemar test = mcnemar(in["lost"], in["gained"]);
         return Json{test.worse, test.better, test.two_sided};
       }},
      {"permutation_test", permutation_numbers},
      {"holm", [](const Json& in) { return holm(numbers(in, "p_values")); }},
      {"minimum_detectable_effect",
       [](const Json& in) {
         return minimum_detectable_effect(in["error"], in["df"], in["alpha"], in["power"]);
       }},
      {"minimum_detectable_drop",
       [](const Json& in) {
         return minimum_detectable_drop(in["error"], in["units"], in["allowed"], in["alpha"],
                                        in["power"]);
       }},
      {"samples_needed", needed_numbers},
      {"gate", gate_numbers},
      {"token_quantiles",
       [](const Json& in) {
         return token_quantiles(in["tokens"].get<std::vector<std::size_t>>(),
                                numbers(in, "shares"));
       }},
      {"rank_correlation", rank_correlation_numbers},
      {"accuracy_by_budget", budget_numbers},
      {"plan_rounds", plan_numbers},
      {"normal_cdf", [](const Json& in) { return normal_cdf(in["x"]); }},
      {"normal_quantile", [](const Json& in) { return normal_quantile(in["p"]); }},
      {"student_cdf", [](const Json& in) { return student_cdf(in["x"], in["df"]); }},
      {"student_quantile", [](const Json& in) { return student_quantile(in["p"], in["df"]); }},
      {"beta_quantile", [](const Json& in) { return beta_quantile(in["p"], in["a"], in["b"]); }},
      {"binomial_cdf", [](const Json& in) { return binomial_cdf(in["x"], in["n"], in["p"]); }},
  };
  return all;
}

/// The result of {"function": name, ...arguments}. Throws UsageError for an unknown name.
inline Json evaluate(const Json& in) {
  const auto name = in.at("function").get<std::string>();
  const auto found = functions().find(name);
  if (found == functions().end()) {
    throw UsageError("no statistic is called " + name);
  }
  return found->second(in);
}

}  // namespace assay::statistics::test
