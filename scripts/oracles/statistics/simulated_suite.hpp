// The two-level model of the simulations: problems have difficulties, samples are coins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/philox.hpp"
#include "reports/statistics/distributions.hpp"
#include "reports/statistics/moments.hpp"
#include "reports/statistics/paired.hpp"
#include "reports/statistics/standard_error.hpp"

namespace assay::statistics::simulation {

/// A population of problems: the chance that one sample solves each. 4,096 quantiles of a beta
/// distribution, so that its mean is known exactly.
struct Population {
  std::string name;
  std::vector<double> chances;

  [[nodiscard]] double truth() const { return mean(chances); }
};

inline Population beta_population(std::string name, double a, double b) {
  Population population{std::move(name), {}};
  constexpr int size = 4096;
  for (int i = 0; i < size; ++i) {
    population.chances.push_back(beta_quantile((i + 0.5) / size, a, b));
  }
  return population;
}

/// Means 0.5, 0.5, 0.8 and 0.2.
inline std::vector<Population> shapes() {
  return {beta_population("uniform", 1, 1), beta_population("U-shaped", 0.4, 0.4),
          beta_population("mostly easy", 1.6, 0.4), beta_population("mostly hard", 0.4, 1.6)};
}

/// n problems of the population.
inline std::vector<double> draw_problems(const Population& population, std::size_t n,
                                         PhiloxStream& random) {
  std::vector<double> chances(n);
  for (double& chance : chances) {
    chance =
        population.chances[random.below(static_cast<std::uint32_t>(population.chances.size()))];
  }
  return chances;
}

inline int draw_correct(double chance, int samples, PhiloxStream& random) {
  int correct = 0;
  for (int j = 0; j < samples; ++j) {
    correct += random.chance(chance) ? 1 : 0;
  }
  return correct;
}

/// A suite as it is run: so many problems of the population, so many samples of each.
struct Suite {
  Population population;
  std::size_t problems;
  int samples;
};

/// How the candidate loses `drop` points in the mean of the population.
enum class Loss {
  even,  ///< every problem loses the same share of its chance
  torn,  ///< some problems are lost wholly, the others stay
};

/// Two runs over the same problems, with independent samples.
struct Runs {
  PairedDifference change;    ///< baseline less candidate
  double question_error = 0;  ///< of the baseline's mean, as reports print it
};

inline Runs simulate_pair(const Suite& suite, double drop, Loss loss, PhiloxStream& random) {
  const double lost = drop / suite.population.truth();
  const std::vector<double> chances = draw_problems(suite.population, suite.problems, random);
  std::vector<ProblemMean> differences;
  std::vector<double> baseline;
  for (const double chance : chances) {
    const double torn = random.chance(lost) ? 0 : chance;
    const double candidate = loss == Loss::even ? chance * (1 - lost) : torn;
    const ProblemMean before =
        problem_mean(suite.samples, draw_correct(chance, suite.samples, random));
    const ProblemMean after =
        problem_mean(suite.samples, draw_correct(candidate, suite.samples, random));
    differences.push_back(difference_by_mean(after, before));
    baseline.push_back(before.mean);
  }
  PairedOptions options;
  options.unseen_variance = unseen_flip_variance(suite.problems, suite.samples, suite.samples);
  return {paired_difference(differences, options), standard_error(baseline)};
}

}  // namespace assay::statistics::simulation
