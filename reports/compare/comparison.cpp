#include "reports/compare/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"
#include "reports/run/pilot.hpp"

namespace assay {

namespace {

using Samples = std::vector<SampleScore>;

/// Calls visit(sample of a, sample of b) where both have the index.
template <typename Visit>
void for_each_common(const Samples& a, const Samples& b, Visit visit) {
  auto left = a.begin();
  auto right = b.begin();
  while (left != a.end() && right != b.end()) {
    if (left->index == right->index) {
      visit(*left++, *right++);
    } else {
      left->index < right->index ? ++left : ++right;
    }
  }
}

MatchedProblem match(const ProblemScores& a, const ProblemScores& b, bool by_sample) {
  MatchedProblem matched{&a, {}, {}, by_sample};
  if (!by_sample) {
    matched.a = a.samples;
    matched.b = b.samples;
    return matched;
  }
  for_each_common(a.samples, b.samples, [&](const SampleScore& left, const SampleScore& right) {
    matched.a.push_back(left);
    matched.b.push_back(right);
  });
  return matched;
}

int count_correct(const Samples& samples) {
  return static_cast<int>(std::count_if(samples.begin(), samples.end(), [](const SampleScore& s) {
    return s.outcome == Outcome::correct;
  }));
}

/// Right in `from`, not in `to`.
std::vector<int> flipped(const Samples& from, const Samples& to) {
  std::vector<int> indices;
  for_each_common(from, to, [&](const SampleScore& before, const SampleScore& after) {
    if (before.outcome == Outcome::correct && after.outcome != Outcome::correct) {
      indices.push_back(before.index);
    }
  });
  return indices;
}

void add_flips(const MatchedProblem& problem, const std::vector<int>& samples,
               std::vector<Flips>& list) {
  if (!samples.empty()) {
    list.push_back({problem.problem->id, samples, count_correct(problem.a),
                    count_correct(problem.b), static_cast<int>(problem.a.size()),
                    static_cast<int>(problem.b.size())});
  }
}

void sort_flips(std::vector<Flips>& list) {
  std::stable_sort(list.begin(), list.end(), [](const Flips& x, const Flips& y) {
    return x.samples.size() > y.samples.size();
  });
}

std::vector<MatchedProblem> match_problems(const SuiteScores& a, const SuiteScores& b,
                                           SuiteComparison& result) {
  std::vector<MatchedProblem> matched;
  std::size_t in_both = 0;
  auto left = a.problems.begin();
  auto right = b.problems.begin();
  while (left != a.problems.end() && right != b.problems.end()) {
    if (left->id != right->id) {
      left->id < right->id ? ++left : ++right;
      continue;
    }
    ++in_both;
    MatchedProblem pair = match(*left++, *right++, result.by_sample);
    if (!pair.a.empty() && !pair.b.empty()) {
      matched.push_back(std::move(pair));
    }
  }
  result.problems = matched.size();
  result.left_out = a.problems.size() + b.problems.size() - in_both - matched.size();
  return matched;
}

void count_samples(const std::vector<MatchedProblem>& problems, SuiteComparison& result) {
  for (const MatchedProblem& problem : problems) {
    result.samples_a += problem.a.size();
    result.samples_b += problem.b.size();
    for_each_common(problem.a, problem.b, [&](const SampleScore& a, const SampleScore& b) {
      result.equal_samples += a.digest == b.digest ? 1 : 0;
    });
    add_flips(problem, flipped(problem.a, problem.b), result.lost);
    add_flips(problem, flipped(problem.b, problem.a), result.gained);
  }
  sort_flips(result.lost);
  sort_flips(result.gained);
}

std::vector<double> accuracy_differences(const SuiteComparison& suite) {
  const PairedMetric& accuracy = suite.metrics.front();
  std::vector<double> differences;
  differences.reserve(accuracy.difference.size());
  for (const statistics::ProblemMean& problem : accuracy.difference) {
    differences.push_back(problem.mean);
  }
  return differences;
}

void test_single_samples(SuiteComparison& result) {
  if (result.samples_a == result.problems && result.samples_b == result.problems) {
    const std::vector<double> differences = accuracy_differences(result);
    const auto count = [&](double value) {
      return static_cast<int>(std::count(differences.begin(), differences.end(), value));
    };
    result.mcnemar = statistics::mcnemar(count(-1), count(1));
  }
}

/// "0 to 3", the lowest and the highest number of a sample that the problem has.
std::string numbers_of(const Samples& samples) {
  return fmt::format("{} to {}", samples.front().index, samples.back().index);
}

/// Nothing is left to compare: because no problem is in both, or because of its samples' numbers.
[[noreturn]] void throw_nothing_shared(const SuiteScores& a, const SuiteScores& b) {
  for (const ProblemScores& left : a.problems) {
    const auto right =
        std::find_if(b.problems.begin(), b.problems.end(),
                     [&](const ProblemScores& problem) { return problem.id == left.id; });
    if (right != b.problems.end() && !left.samples.empty() && !right->samples.empty()) {
      throw UsageError(fmt::format(
          "suite {}: the runs share problems, but no sample of one number, by which runs of one "
          "seed are paired: of {}, A has samples {} in its estimates, B {} (the pilot of "
          "--until-ci "
          "is not among them); draw more of either with -k, or one of them with another --seed",
          a.entry.name, left.id, numbers_of(left.samples), numbers_of(right->samples)));
    }
  }
  throw UsageError(
      fmt::format("suite {}: the runs share no problem that both have judged", a.entry.name));
}

/// `unit` is that of costs, or empty where the runs have different ones.
SuiteComparison compare_suite(const SuiteScores& a, const SuiteScores& b, bool by_sample,
                              const std::string& unit) {
  SuiteComparison result;
  result.suite = a.entry.name;
  result.suite_size = a.entry.suite_size;
  result.by_sample = by_sample;
  const std::vector<MatchedProblem> problems = match_problems(a, b, result);
  if (problems.empty()) {
    throw_nothing_shared(a, b);
  }
  count_samples(problems, result);
  const std::size_t scored = a.scored() + b.scored();
  result.lone_samples = scored - result.samples_a - result.samples_b;
  result.identical = result.left_out == 0 && result.equal_samples == result.samples_a &&
                     result.equal_samples == result.samples_b &&
                     result.equal_samples == std::min(a.scored(), b.scored());
  const auto add = [&](Metric metric, int k, const std::string& in) {
    PairedMetric paired = paired_metric(metric, k, in, problems);
    if (!paired.problems.empty()) {
      result.metrics.push_back(std::move(paired));
    }
  };
  add(Metric::pass_at_1, 1, "%");
  if (const int k = std::min(samples_of_each(a.entry), samples_of_each(b.entry)); k > 1) {
    add(Metric::pass_at_k, k, "%");
    if (a.votes && b.votes) {
      add(Metric::cons_at_k, k, "%");
    }
  }
  add(Metric::thinking, 1, "tokens");
  add(Metric::truncated, 1, "%");
  add(Metric::unparsed, 1, "%");
  if (!unit.empty()) {
    add(Metric::cost, 1, unit);
  }
  test_single_samples(result);
  return result;
}

}  // namespace

statistics::PermutationTest permutation_of_accuracy(const SuiteComparison& suite) {
  return statistics::permutation_test(accuracy_differences(suite));
}

Comparison compare(const RunScores& a, const RunScores& b) {
  Comparison result;
  result.path_a = a.path;
  result.path_b = b.path;
  result.a = a.manifest;
  result.b = b.manifest;
  result.differences = run_differences(a, b);
  result.incomplete = !missing_samples(a).empty() || !missing_samples(b).empty();
  const bool by_sample = a.manifest.seed == b.manifest.seed;
  const std::string unit = cost_unit(a.manifest);
  for (const SuiteScores& suite : a.suites) {
    if (const SuiteScores* other = b.find(suite.entry.name)) {
      result.suites.push_back(
          compare_suite(suite, *other, by_sample, unit == cost_unit(b.manifest) ? unit : ""));
    }
  }
  if (result.suites.empty()) {
    throw UsageError(fmt::format("{} and {} have no suite in common", a.path, b.path));
  }
  return result;
}

}  // namespace assay
