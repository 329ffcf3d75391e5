// simulate_coverage [runs]: how often the 95 % intervals hold the true mean, by method, number of
// problems, samples a problem, and shape of difficulty; Markdown on stdout, the same every time.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <map>

#include "reports/statistics/bootstrap.hpp"
#include "reports/statistics/intervals.hpp"
#include "reports/statistics/standard_error.hpp"
#include "scripts/oracles/statistics/simulated_suite.hpp"

namespace assay::statistics::simulation {
namespace {

constexpr std::uint64_t seed = 20261125;
constexpr std::size_t resamples = 1000;
constexpr std::array<std::size_t, 3> problem_counts = {30, 164, 500};
constexpr std::array<int, 3> sample_counts = {1, 4, 16};
constexpr std::array methods = {"naive", "normal", "t", "percentile", "BCa", "default"};

using Row = std::array<double, methods.size()>;

bool holds(const Interval& interval, double truth) {
  return interval.low <= truth && truth <= interval.high;
}

struct Cell {
  const Population& population;
  std::size_t problems;
  int samples;
};

/// Per-problem means of one simulated run.
std::vector<double> simulate_scores(const Cell& cell, PhiloxStream& random) {
  std::vector<double> scores = draw_problems(cell.population, cell.problems, random);
  for (double& score : scores) {
    score = static_cast<double>(draw_correct(score, cell.samples, random)) / cell.samples;
  }
  return scores;
}

/// In the order of `methods`.
std::vector<Interval> intervals_of(const std::vector<double>& scores, int samples,
                                   const Resamples& drawn) {
  const double center = mean(scores);
  const double error = standard_error(scores);
  const auto trials = static_cast<double>(scores.size()) * samples;
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> means = resampled_means(scores, drawn);
  return {wilson_interval(center * trials, trials),
          t_interval(center, error, infinity),
          t_interval(center, error, static_cast<double>(scores.size() - 1)),
          percentile_interval(means),
          bca_interval(scores, means),
          mean_interval(center, error, scores.size())};
}

Row coverage(const Cell& cell, const Resamples& drawn, int runs, std::uint64_t cell_id) {
  Row held{};
  const double truth = cell.population.truth();
  for (int run = 0; run < runs; ++run) {
    PhiloxStream random(seed, cell_id << 32 | static_cast<std::uint64_t>(run));
    const auto intervals = intervals_of(simulate_scores(cell, random), cell.samples, drawn);
    for (std::size_t m = 0; m < methods.size(); ++m) {
      held[m] += holds(intervals[m], truth) ? 100.0 / runs : 0;
    }
  }
  return held;
}

void print_heading(const char* first) {
  fmt::print("| {} | problems | k |", first);
  for (const char* method : methods) {
    fmt::print(" {} |", method);
  }
  fmt::print("\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
}

void print_cell(const Cell& cell, const Row& row) {
  fmt::print("| {} | {} | {} |", cell.population.name, cell.problems, cell.samples);
  for (const double share : row) {
    fmt::print(" {:.1f} |", share);
  }
  fmt::print("\n");
}

void print_table(const std::vector<Population>& populations, const char* first, int runs,
                 std::uint64_t table) {
  print_heading(first);
  std::map<std::size_t, Resamples> drawn;
  for (const std::size_t n : problem_counts) {
    drawn[n] = draw_resamples(n, resamples, seed);
  }
  std::uint64_t cell_id = table << 16;
  for (const Population& population : populations) {
    for (const std::size_t n : problem_counts) {
      for (const int k : sample_counts) {
        const Cell cell{population, n, k};
        print_cell(cell, coverage(cell, drawn[n], runs, cell_id++));
      }
    }
  }
}

/// Exact, by summing the binomial over the counts whose interval holds p.
double wilson_coverage(int trials, double p) {
  double sum = 0;
  for (int x = 0; x <= trials; ++x) {
    sum += holds(wilson_interval(x, trials), p) ? binomial_pmf(x, trials, p) : 0;
  }
  return sum;
}

void print_wilson() {
  fmt::print("| trials | mean over p | least over p |\n|--:|--:|--:|\n");
  for (const std::size_t n : problem_counts) {
    double sum = 0;
    double least = 1;
    constexpr int grid = 2000;
    for (int i = 0; i < grid; ++i) {
      const double share = wilson_coverage(static_cast<int>(n), (i + 0.5) / grid);
      sum += share / grid;
      least = std::min(least, share);
    }
    fmt::print("| {} | {:.2f} | {:.1f} |\n", n, 100 * sum, 100 * least);
  }
}

void simulate(int runs) {
  fmt::print("Wilson's interval for independent trials, exact, p uniform on (0, 1), in %:\n\n");
  print_wilson();
  fmt::print("\nIntervals for a mean over problems, {} runs a line, in %:\n\n", runs);
  print_table(shapes(), "difficulty", runs, 1);
  fmt::print("\nNear the edge (U-shaped, by mean):\n\n");
  std::vector<Population> edges;
  for (const double truth : {0.9, 0.95, 0.98, 0.99}) {
    edges.push_back(beta_population(fmt::format("{}", truth), truth, 1 - truth));
  }
  print_table(edges, "mean", runs, 2);
}

}  // namespace
}  // namespace assay::statistics::simulation

int main(int argc, char** argv) {
  assay::statistics::simulation::simulate(argc > 1 ? std::atoi(argv[1]) : 4000);
  return 0;
}
