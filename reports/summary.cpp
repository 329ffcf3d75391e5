#include "reports/summary.hpp"

#include <algorithm>
#include <thread>
#include <unordered_map>
#include <utility>

#include "reports/suite_tally.hpp"

namespace assay {

namespace {

void note_time(Summary& summary, const std::string& finished) {
  if (finished.empty()) {
    return;
  }
  if (summary.first_finished.empty() || finished < summary.first_finished) {
    summary.first_finished = finished;
  }
  summary.last_finished = std::max(summary.last_finished, finished);
}

}  // namespace

std::string_view to_string(Position position) noexcept {
  switch (position) {
    case Position::within:
      return "within";
    case Position::above:
      return "above";
    case Position::below:
      return "below";
  }
  return "?";
}

bool Summary::complete() const noexcept {
  return std::all_of(suites.begin(), suites.end(),
                     [](const SuiteSummary& suite) { return suite.complete(); });
}

void ThoughtAnswers::add(ThoughtAgreement agreement) {
  none += agreement == ThoughtAgreement::none ? 1 : 0;
  agree += agreement == ThoughtAgreement::agree ? 1 : 0;
  disagree += agreement == ThoughtAgreement::disagree ? 1 : 0;
}

std::optional<double> VerdictGroup::rate(statistics::Behaviour behaviour) const {
  const std::size_t occurrences = behaviours[static_cast<std::size_t>(behaviour)].occurrences;
  if (thinking_tokens == 0) {
    return std::nullopt;
  }
  return 1000 * static_cast<double>(occurrences) / static_cast<double>(thinking_tokens);
}

Summary summarize(const RunFile& file, const std::vector<Reference>& references,
                  const ThoughtJudge& judge) {
  Summary summary;
  summary.path = file.path().string();
  summary.manifest = file.manifest();
  std::vector<SuiteTally> tallies;
  std::unordered_map<std::string, std::size_t> suites;
  for (const SuiteEntry& entry : summary.manifest.suites) {
    suites[entry.name] = tallies.size();
    tallies.emplace_back(entry);
  }
  const std::vector<StoredProblem> problems = file.problems();
  std::unordered_map<std::string, const Problem*> by_key;
  for (const StoredProblem& stored : problems) {
    tallies.at(suites.at(stored.suite)).add_problem(stored.problem);
    by_key[stored.suite + "/" + stored.problem.id] = &stored.problem;
  }
  const FindContext context = [&](const SampleKey& key) {
    return RowContext{&summary.manifest.suites.at(suites.at(key.suite)),
                      by_key.at(key.suite + "/" + key.problem)};
  };
  for_each_trace(file, context, judge, std::thread::hardware_concurrency(),
                 [&](const SampleRow& row, const TraceFacts& facts) {
                   note_time(summary, row.finished);
                   tallies.at(suites.at(row.suite)).add(row, facts);
                 });
  for (SuiteTally& tally : tallies) {
    summary.suites.push_back(std::move(tally).finish(summary.manifest.model, references));
  }
  return summary;
}

}  // namespace assay
