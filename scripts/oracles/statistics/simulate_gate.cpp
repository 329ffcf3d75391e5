// simulate_gate [pairs]: how often the gate says what, on pairs of runs from the two-level model
// whose truth is known; Markdown on stdout, the same every time.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "reports/statistics/gate_decision.hpp"
#include "scripts/oracles/statistics/simulated_suite.hpp"

namespace assay::statistics::simulation {
namespace {

constexpr std::uint64_t seed = 20261126;
constexpr double one_point = 0.01;
constexpr std::array<std::size_t, 3> problem_counts = {30, 164, 500};
constexpr std::array<int, 3> sample_counts = {1, 4, 16};

GateCase gate_case(const Runs& runs, double max_drop) {
  GateCase one;
  one.change = runs.change;
  one.max_drop = max_drop;
  return one;
}

/// Percentages of a verdict.
struct Tally {
  double go = 0;
  double no_go = 0;
  double inconclusive = 0;

  void add(Gate gate, int pairs) {
    (gate == Gate::go ? go : gate == Gate::no_go ? no_go : inconclusive) += 100.0 / pairs;
  }
};

/// `pair(random)` gives one gate's verdict.
template <typename Pair>
Tally tally(int pairs, std::uint64_t table, std::uint64_t cell, Pair pair) {
  Tally result;
  for (int i = 0; i < pairs; ++i) {
    PhiloxStream random(seed + table, cell << 32 | static_cast<std::uint64_t>(i));
    result.add(pair(random), pairs);
  }
  return result;
}

Gate verdict(const Runs& runs, double max_drop) {
  return decide({gate_case(runs, max_drop)})[0].raw;
}

std::vector<Suite> all_suites() {
  std::vector<Suite> suites;
  for (const Population& population : shapes()) {
    for (const std::size_t n : problem_counts) {
      for (const int k : sample_counts) {
        suites.push_back({population, n, k});
      }
    }
  }
  return suites;
}

std::string label(const Suite& suite) {
  return fmt::format("| {} | {} | {} |", suite.population.name, suite.problems, suite.samples);
}

/// Verdicts at a true drop; `false` ones are NO-GO where the drop is allowed.
void print_false_alarms(int pairs) {
  fmt::print(
      "No true change, max_drop 1 point; and a true drop of just max_drop. NO-GO in %, beside the "
      "alarms of a fixed threshold (candidate below baseline - 1 point):\n\n"
      "| difficulty | problems | k | NO-GO, no change | threshold, no change | NO-GO, at max_drop "
      "|\n"
      "|---|--:|--:|--:|--:|--:|\n");
  std::uint64_t cell = 0;
  for (const Suite& suite : all_suites()) {
    double alarms = 0;
    const Tally unchanged = tally(pairs, 1, cell, [&](PhiloxStream& random) {
      const Runs runs = simulate_pair(suite, 0, Loss::even, random);
      alarms += runs.change.difference > one_point + 1e-12 ? 100.0 / pairs : 0;
      return verdict(runs, one_point);
    });
    const Tally edge = tally(pairs, 2, cell++, [&](PhiloxStream& random) {
      return verdict(simulate_pair(suite, one_point, Loss::even, random), one_point);
    });
    fmt::print("{} {:.1f} | {:.1f} | {:.1f} |\n", label(suite), unchanged.no_go, alarms,
               edge.no_go);
  }
}

/// A release's suites: sizes and k as people run them.
std::vector<Suite> family() {
  const auto populations = shapes();
  return {{populations[2], 500, 1},
          {populations[2], 500, 4},
          {populations[1], 30, 16},
          {populations[0], 198, 4},
          {populations[1], 164, 1}};
}

void print_family(int pairs) {
  fmt::print(
      "\nFive suites together (500 x 1, 500 x 4, 30 x 16, 198 x 4, 164 x 1), max_drop 1 point. "
      "Verdict of all in %; raw: a NO-GO without Holm's correction; threshold: any suite below "
      "baseline - 1 point:\n\n"
      "| true drop of each | GO | NO-GO | INCONCLUSIVE | raw NO-GO | threshold |\n"
      "|--:|--:|--:|--:|--:|--:|\n");
  const std::vector<Suite> suites = family();
  for (const double drop : {0.0, one_point}) {
    double raw = 0;
    double threshold = 0;
    const Tally together = tally(pairs, 3, drop > 0 ? 1 : 0, [&](PhiloxStream& random) {
      std::vector<GateCase> cases;
      for (const Suite& suite : suites) {
        cases.push_back(gate_case(simulate_pair(suite, drop, Loss::even, random), one_point));
      }
      const auto decisions = decide(cases);
      const auto alarm = [](const GateDecision& one) { return one.raw == Gate::no_go; };
      const auto below = [](const GateCase& one) {
        return one.change.difference > one_point + 1e-12;
      };
      raw += std::any_of(decisions.begin(), decisions.end(), alarm) ? 100.0 / pairs : 0;
      threshold += std::any_of(cases.begin(), cases.end(), below) ? 100.0 / pairs : 0;
      return overall(decisions);
    });
    fmt::print("| {} | {:.1f} | {:.1f} | {:.1f} | {:.1f} | {:.1f} |\n", drop, together.go,
               together.no_go, together.inconclusive, raw, threshold);
  }
}

/// NO-GO at max_drop + the effect that an unchanged pair prints as detectable. Negative where the
/// suite's mean is too low to lose so much.
double power(const Suite& suite, Loss loss, int pairs, std::uint64_t table, std::uint64_t cell) {
  bool possible = true;
  const Tally result = tally(pairs, table, cell, [&](PhiloxStream& random) {
    const Runs printed = simulate_pair(suite, 0, Loss::even, random);
    const double drop = one_point + decide({gate_case(printed, one_point)})[0].detectable;
    possible = possible && drop < suite.population.truth();
    return possible ? verdict(simulate_pair(suite, drop, loss, random), one_point) : Gate::go;
  });
  return possible ? result.no_go : -1;
}

void print_power(int pairs) {
  fmt::print(
      "\nNO-GO in % at a true drop of max_drop + the printed minimum detectable effect (1 point + "
      "that of an unchanged pair), where each problem loses the same share of its chance, and "
      "where some problems are lost wholly; - where the suite has less to lose:\n\n"
      "| difficulty | problems | k | even loss | torn loss |\n|---|--:|--:|--:|--:|\n");
  std::uint64_t cell = 0;
  for (const Suite& suite : all_suites()) {
    const double even = power(suite, Loss::even, pairs, 4, cell);
    const double torn = power(suite, Loss::torn, pairs, 5, cell++);
    const auto text = [](double share) { return share < 0 ? "-" : fmt::format("{:.1f}", share); };
    fmt::print("{} {} | {} |\n", label(suite), text(even), text(torn));
  }
}

/// The standard errors that a run of this suite has on average.
Runs mean_errors(const Suite& suite, int pairs, std::uint64_t cell) {
  Runs sum;
  double paired = 0;
  for (int i = 0; i < pairs; ++i) {
    PhiloxStream random(seed + 6, cell << 32 | static_cast<std::uint64_t>(i));
    const Runs runs = simulate_pair(suite, 0, Loss::even, random);
    sum.question_error += runs.question_error / pairs;
    paired += *runs.change.standard_error / pairs;
  }
  sum.change.standard_error = paired;
  return sum;
}

void print_go(int pairs) {
  fmt::print(
      "\nGO in % with no true change, by max_drop: twice the standard error that a report prints "
      "for the score (question-level), 2 and 2.5 times that of the paired difference:\n\n"
      "| difficulty | problems | k | 2 x score's | 2 x paired | 2.5 x paired |\n"
      "|---|--:|--:|--:|--:|--:|\n");
  std::uint64_t cell = 0;
  for (const Suite& suite : all_suites()) {
    const Runs errors = mean_errors(suite, 200, cell);
    const double paired = *errors.change.standard_error;
    fmt::print("{}", label(suite));
    for (const double max_drop : {2 * errors.question_error, 2 * paired, 2.5 * paired}) {
      const Tally result = tally(pairs, 7, cell, [&](PhiloxStream& random) {
        return verdict(simulate_pair(suite, 0, Loss::even, random), max_drop);
      });
      fmt::print(" {:.1f} |", result.go);
    }
    ++cell;
    fmt::print("\n");
  }
}

void print_too_small(int pairs) {
  fmt::print(
      "\nRuns too small for max_drop 1 point, verdicts in %, no true change and a true drop of 5 "
      "points:\n\n"
      "| difficulty | problems | k | GO, no change | GO, 5 points | INCONCLUSIVE, no change |\n"
      "|---|--:|--:|--:|--:|--:|\n");
  std::vector<Population> populations = shapes();
  populations.push_back(beta_population("mean 0.98", 0.98, 0.02));
  std::uint64_t cell = 0;
  for (const Population& population : populations) {
    for (const std::size_t n : {std::size_t{2}, std::size_t{5}, std::size_t{20}}) {
      for (const int k : {1, 4}) {
        const Suite suite{population, n, k};
        const auto at = [&](double drop) {
          return tally(pairs, 8, cell, [&](PhiloxStream& random) {
            return verdict(simulate_pair(suite, drop, Loss::even, random), one_point);
          });
        };
        const Tally none = at(0);
        fmt::print("{} {:.1f} | {:.1f} | {:.1f} |\n", label(suite), none.go, at(0.05).go,
                   none.inconclusive);
        ++cell;
      }
    }
  }
}

}  // namespace
}  // namespace assay::statistics::simulation

int main(int argc, char** argv) {
  using namespace assay::statistics::simulation;
  const int pairs = argc > 1 ? std::atoi(argv[1]) : 1000;
  fmt::print("{} simulated pairs a number.\n\n", pairs);
  print_false_alarms(pairs);
  print_family(pairs);
  print_power(pairs);
  print_go(pairs);
  print_too_small(pairs);
  return 0;
}
