// Runs as numbers, written as a line of letters a problem, for tests of comparisons and gates.
#pragma once

#include <string>
#include <vector>

#include "reports/compare/scores.hpp"
#include "tests/support/sample_run.hpp"

namespace assay::test {

/// A letter a sample: c correct, w wrong, t truncated, u unparsed, and . for one that is missing.
/// Correct samples think 100 tokens, others 200, truncated ones 1,000; they cost 10 more.
inline ProblemScores sample_problem_scores(const std::string& id, const std::string& letters) {
  ProblemScores problem{id, "", {}};
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const std::string known = "cwtu";
    const std::size_t kind = known.find(letters[i]);
    if (kind == std::string::npos) {
      continue;
    }
    SampleScore sample;
    sample.index = static_cast<int>(i);
    sample.outcome = static_cast<Outcome>(kind);
    sample.party = kind < 2 ? static_cast<int>(kind) : -1;
    sample.thinking = kind == 0 ? 100 : kind == 2 ? 1000 : 200;
    sample.cost = sample.thinking + 10;
    sample.digest = std::hash<std::string>{}(id + std::to_string(i) + letters[i]);
    problem.samples.push_back(sample);
  }
  return problem;
}

/// One suite "s" of problems p00, p01, ...; k is the longest line.
inline RunScores sample_scores(const std::vector<std::string>& lines, std::uint64_t seed = 7) {
  SuiteScores suite;
  suite.entry = sample_suite("s", 1);
  suite.entry.suite_size = 1000;
  suite.graders = {"math/1"};
  suite.votes = true;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string number = std::to_string(i);
    suite.problems.push_back(
        sample_problem_scores("p" + std::string(number.size() < 2 ? "0" : "") + number, lines[i]));
    suite.entry.k = std::max(suite.entry.k, static_cast<int>(lines[i].size()));
  }
  RunScores run;
  run.path = "made.run";
  run.manifest = sample_manifest({suite.entry});
  run.manifest.seed = seed;
  run.suites = {suite};
  return run;
}

/// The first problems' correct samples become wrong, `lost` of them in each.
inline RunScores with_losses(RunScores run, std::size_t problems, std::size_t lost) {
  for (std::size_t p = 0; p < problems; ++p) {
    std::size_t left = lost;
    for (SampleScore& sample : run.suites[0].problems[p].samples) {
      if (left > 0 && sample.outcome == Outcome::correct) {
        sample.outcome = Outcome::wrong;
        sample.party = 1;
        sample.digest ^= 1;
        --left;
      }
    }
  }
  return run;
}

}  // namespace assay::test
