#include "reports/export/suite_writer.hpp"

#include <map>
#include <string>
#include <unordered_map>

#include "engine/core/error.hpp"
#include "reports/run/pilot.hpp"

namespace assay::exports {

namespace {

struct SuiteProblems {
  std::vector<const Problem*> list;                      ///< by id
  std::unordered_map<std::string, std::size_t> numbers;  ///< id to place in `list`
};

std::map<std::string, SuiteProblems> by_suite(const std::vector<StoredProblem>& problems) {
  std::map<std::string, SuiteProblems> suites;
  for (const StoredProblem& stored : problems) {
    SuiteProblems& suite = suites[stored.suite];
    suite.numbers[stored.problem.id] = suite.list.size();
    suite.list.push_back(&stored.problem);
  }
  return suites;
}

}  // namespace

void write_suites(const RunFile& file, const Summary& summary, const OpenSuite& open) {
  const std::vector<StoredProblem> stored = file.problems();
  const std::map<std::string, SuiteProblems> problems = by_suite(stored);
  std::map<std::string, const SuiteSummary*> left;  // without a sample so far
  for (const SuiteSummary& suite : summary.suites) {
    left[suite.entry.name] = &suite;
  }
  const SuiteProblems none;
  const SuiteProblems* current = &none;
  const SuiteEntry* entry = nullptr;
  std::string name;
  std::unique_ptr<SuiteWriter> writer;
  const auto begin = [&](const std::string& suite) {
    if (writer) {
      writer->finish();
    }
    const auto found = left.find(suite);
    if (found == left.end()) {
      throw DataError(file.path().string() + ": the manifest has no suite " + suite);
    }
    const auto known = problems.find(suite);
    current = known == problems.end() ? &none : &known->second;
    writer = open(*found->second, current->list);
    entry = &found->second->entry;
    name = suite;
    left.erase(found);
  };
  file.for_each([&](const StoredSample& sample) {
    if (!writer || sample.key.suite != name) {
      begin(sample.key.suite);
    }
    if (sample.key.kind == SampleKind::full && !in_pilot(*entry, sample.key.index)) {
      const std::size_t number = current->numbers.at(sample.key.problem);
      writer->add(*current->list[number], number, sample);
    }
  });
  while (!left.empty()) {
    begin(left.begin()->first);
  }
  if (writer) {
    writer->finish();
  }
}

}  // namespace assay::exports
