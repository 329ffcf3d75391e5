#include "reports/compare/scores.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>

#include "reports/run/pilot.hpp"

namespace assay {

namespace {

Outcome outcome_of(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::correct:
      return Outcome::correct;
    case VerdictKind::truncated:
      return Outcome::truncated;
    case VerdictKind::unparsed:
      return Outcome::unparsed;
    default:
      return Outcome::wrong;
  }
}

std::uint64_t first_64_bits(const std::string& hex) {
  std::uint64_t bits = 0;
  std::from_chars(hex.data(), hex.data() + std::min<std::size_t>(16, hex.size()), bits, 16);
  return bits;
}

double cost_of(const Completion& completion, const std::optional<Price>& price) {
  const auto output = static_cast<double>(completion.tokens());
  if (!price) {
    return output;
  }
  const bool counted = completion.usage && completion.prompt_ids.empty();
  const auto prompt =
      static_cast<double>(counted ? completion.usage->prompt_tokens : completion.prompt_ids.size());
  const double cached =
      completion.usage ? static_cast<double>(completion.usage->cached_prompt_tokens) : 0.0;
  return ((prompt - cached) * price->input + cached * price->cached_input +
          output * price->output) /
         1e6;
}

/// Gathers one suite's samples, which come in order of problem and index.
class SuiteReader {
 public:
  SuiteReader(SuiteEntry entry, std::optional<Price> price) : price_(std::move(price)) {
    scores_.entry = std::move(entry);
  }

  void add_problem(const Problem& problem) {
    index_[problem.id] = scores_.problems.size();
    scores_.problems.push_back({problem.id, problem.cluster, {}});
  }

  void add(const StoredSample& sample) {
    if (sample.key.kind != SampleKind::full || in_pilot(scores_.entry, sample.key.index)) {
      return;
    }
    const Verdict& verdict = sample.verdict;
    if (verdict.kind == VerdictKind::infrastructure_error) {
      ++scores_.infrastructure;
      return;
    }
    const std::size_t row = index_.at(sample.key.problem);
    scores_.graders.insert(verdict.grader);
    scores_.votes = scores_.votes || !verdict.canonical.empty();
    SampleScore score;
    score.index = sample.key.index;
    score.outcome = outcome_of(verdict.kind);
    score.party = party_of(row, verdict);
    score.thinking = static_cast<double>(sample.completion.thinking_tokens());
    score.cost = cost_of(sample.completion, price_);
    score.digest = first_64_bits(sample_digest(sample));
    scores_.problems[row].samples.push_back(score);
  }

  SuiteScores finish() && {
    std::sort(scores_.problems.begin(), scores_.problems.end(),
              [](const ProblemScores& a, const ProblemScores& b) { return a.id < b.id; });
    return std::move(scores_);
  }

 private:
  int party_of(std::size_t row, const Verdict& verdict) {
    if (verdict.kind == VerdictKind::correct) {
      return 0;
    }
    if (verdict.canonical.empty()) {
      return -1;
    }
    if (row != row_) {
      row_ = row;
      parties_.clear();
    }
    return parties_.emplace(verdict.canonical, static_cast<int>(parties_.size()) + 1).first->second;
  }

  SuiteScores scores_;
  std::optional<Price> price_;
  std::unordered_map<std::string, std::size_t> index_;
  std::size_t row_ = 0;
  std::map<std::string, int> parties_;  ///< of the wrong answers to problem `row_`
};

}  // namespace

std::size_t SuiteScores::expected() const {
  std::size_t sum = 0;
  for (const ProblemScores& problem : problems) {
    const int pilot = is_planned(entry) ? entry.adaptive->pilot : 0;
    sum += static_cast<std::size_t>(entry.expected_of(problem.id) - pilot);
  }
  return sum;
}

std::size_t SuiteScores::scored() const noexcept {
  std::size_t sum = 0;
  for (const ProblemScores& problem : problems) {
    sum += problem.samples.size();
  }
  return sum;
}

const SuiteScores* RunScores::find(const std::string& suite) const noexcept {
  for (const SuiteScores& scores : suites) {
    if (scores.entry.name == suite) {
      return &scores;
    }
  }
  return nullptr;
}

RunScores read_scores(const RunFile& file) {
  RunScores run;
  run.path = file.path().string();
  run.manifest = file.manifest();
  std::vector<SuiteReader> readers;
  std::unordered_map<std::string, std::size_t> index;
  for (const SuiteEntry& entry : run.manifest.suites) {
    index[entry.name] = readers.size();
    readers.emplace_back(entry, run.manifest.model.price);
  }
  for (const StoredProblem& stored : file.problems()) {
    readers.at(index.at(stored.suite)).add_problem(stored.problem);
  }
  file.for_each(
      [&](const StoredSample& sample) { readers.at(index.at(sample.key.suite)).add(sample); });
  for (SuiteReader& reader : readers) {
    run.suites.push_back(std::move(reader).finish());
  }
  return run;
}

std::string cost_unit(const Manifest& manifest) {
  return manifest.model.price ? manifest.model.price->currency : "tokens";
}

}  // namespace assay
