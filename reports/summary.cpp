#include "reports/summary.hpp"

#include <algorithm>
#include <unordered_map>

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

Summary summarize(const RunFile& file, const std::vector<Reference>& references) {
  Summary summary;
  summary.path = file.path().string();
  summary.manifest = file.manifest();
  std::vector<SuiteTally> tallies;
  std::unordered_map<std::string, std::size_t> index;
  for (const SuiteEntry& entry : summary.manifest.suites) {
    index[entry.name] = tallies.size();
    tallies.emplace_back(entry);
  }
  for (const StoredProblem& stored : file.problems()) {
    tallies.at(index.at(stored.suite)).add_problem(stored.problem);
  }
  file.for_each([&](const StoredSample& sample) {
    note_time(summary, sample.finished);
    tallies.at(index.at(sample.key.suite)).add(sample);
  });
  for (SuiteTally& tally : tallies) {
    summary.suites.push_back(std::move(tally).finish(references));
  }
  return summary;
}

}  // namespace assay
