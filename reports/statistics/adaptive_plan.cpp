#include "reports/statistics/adaptive_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/error.hpp"
#include "reports/statistics/distributions.hpp"
#include "reports/statistics/moments.hpp"
#include "reports/statistics/samples_needed.hpp"
#include "reports/statistics/standard_error.hpp"
#include "reports/statistics/within_question.hpp"

namespace assay::statistics {

namespace {

constexpr std::size_t n_strata = 5;

void require_plan(const std::vector<SampleCount>& pilot, const PlanOptions& options) {
  if (!(options.half_width > 0 && options.half_width < 0.5)) {
    throw UsageError(
        fmt::format("--until-ci {}: the half width of the interval must be between 0 and 0.5 (as a "
                    "share: 0.02 is 2 points)",
                    options.half_width));
  }
  if (options.max_rounds < 1 || pilot.size() < 2) {
    throw UsageError(fmt::format(
        "--until-ci: {} problems and at most {} rounds; needs two problems and one round",
        pilot.size(), options.max_rounds));
  }
  for (std::size_t i = 0; i < pilot.size(); ++i) {
    if (pilot[i].samples < 2 || pilot[i].correct < 0 || pilot[i].correct > pilot[i].samples) {
      throw UsageError(
          fmt::format("--until-ci: the pilot has {} samples of problem {}, {} correct; needs two "
                      "or more, e.g. -k 4",
                      pilot[i].samples, i, pilot[i].correct));
    }
  }
}

std::size_t stratum_of(const SampleCount& pilot) {
  if (pilot.correct == 0) {
    return 0;
  }
  if (pilot.correct == pilot.samples) {
    return n_strata - 1;
  }
  return static_cast<std::size_t>(1 + std::min(2, 3 * pilot.correct / pilot.samples));
}

/// E[p (1 - p)] under the posterior Beta(correct + 1/2, wrong + 1/2).
double expected_variance(const SampleCount& pilot) {
  const double a = pilot.correct + 0.5;
  const double b = pilot.samples - pilot.correct + 0.5;
  return a * b / ((a + b) * (a + b + 1));
}

std::vector<Stratum> stratify(const std::vector<SampleCount>& pilot) {
  std::array<Stratum, n_strata> all;
  for (std::size_t i = 0; i < pilot.size(); ++i) {
    Stratum& stratum = all[stratum_of(pilot[i])];
    stratum.problems.push_back(i);
    stratum.variance += expected_variance(pilot[i]);
  }
  std::vector<Stratum> strata;
  for (Stratum& stratum : all) {
    if (!stratum.problems.empty()) {
      stratum.variance /= static_cast<double>(stratum.problems.size());
      strata.push_back(std::move(stratum));
    }
  }
  return strata;
}

double between_questions(const std::vector<SampleCount>& pilot) {
  std::vector<ProblemMean> means;
  means.reserve(pilot.size());
  for (const SampleCount& count : pilot) {
    means.push_back(problem_mean(count.samples, count.correct));
  }
  return variance_parts(means).between.value_or(0);
}

/// Of the mean over `n` problems, by sampling.
double within_questions(const std::vector<Stratum>& strata, std::size_t n) {
  double sum = 0;
  for (const Stratum& stratum : strata) {
    sum += static_cast<double>(stratum.problems.size()) * stratum.variance / stratum.rounds;
  }
  return sum / static_cast<double>(n) / static_cast<double>(n);
}

/// The stratum whose next round takes most variance away for each of its samples, of equal ones
/// (but for rounding) the first; none left: null.
Stratum* next_to_extend(std::vector<Stratum>& strata, int max_rounds) {
  Stratum* best = nullptr;
  double most = 0;
  for (Stratum& stratum : strata) {
    const double gain =
        stratum.variance / (static_cast<double>(stratum.rounds) * (stratum.rounds + 1));
    if (stratum.rounds < max_rounds && gain > most * (1 + 1e-9)) {
      most = gain;
      best = &stratum;
    }
  }
  return best;
}

}  // namespace

AdaptivePlan plan_rounds(const std::vector<SampleCount>& pilot, const PlanOptions& options) {
  require_plan(pilot, options);
  AdaptivePlan plan;
  plan.strata = stratify(pilot);
  const double between = between_questions(pilot);
  const double z = normal_quantile((1 + options.confidence) / 2);
  const double target = options.half_width / z;
  double variance = between + within_questions(plan.strata, pilot.size());
  while (variance > target * target) {
    Stratum* const stratum = next_to_extend(plan.strata, options.max_rounds);
    if (stratum == nullptr) {
      break;
    }
    ++stratum->rounds;
    variance = between + within_questions(plan.strata, pilot.size());
  }
  for (const Stratum& stratum : plan.strata) {
    plan.samples += stratum.problems.size() * static_cast<std::size_t>(stratum.rounds);
  }
  plan.half_width = z * std::sqrt(variance);
  plan.reached = variance <= target * target;
  if (!plan.reached) {
    plan.problems_needed = samples_needed({variance, {}, {}}, pilot.size(), 1, target).problems;
  }
  return plan;
}

StratifiedEstimate stratified_estimate(const AdaptivePlan& plan,
                                       const std::vector<SampleCount>& rounds) {
  std::vector<double> means(rounds.size());
  std::size_t planned = 0;
  for (const Stratum& stratum : plan.strata) {
    for (const std::size_t i : stratum.problems) {
      if (i >= rounds.size() || rounds[i].samples != stratum.rounds) {
        throw UsageError(fmt::format(
            "stratified estimate: problem {} has {} samples, its stratum {} rounds; finish the "
            "rounds first",
            i, i < rounds.size() ? rounds[i].samples : 0, stratum.rounds));
      }
      means[i] = problem_mean(rounds[i].samples, rounds[i].correct).mean;
      ++planned;
    }
  }
  if (planned != rounds.size()) {
    throw UsageError(fmt::format("stratified estimate: {} problems have samples, {} have a stratum",
                                 rounds.size(), planned));
  }
  // Each problem weighs the same, so the strata's weighted means are the plain mean.
  return {mean(means), standard_error(means)};
}

}  // namespace assay::statistics
