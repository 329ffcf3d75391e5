#include "reports/run/completeness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>

#include "reports/format.hpp"

namespace assay {

namespace {

std::string number(std::size_t value) { return with_thousands(static_cast<long long>(value)); }

}  // namespace

std::vector<Completeness> completeness(const RunFile& file) {
  const Manifest manifest = file.manifest();
  std::vector<Completeness> all;
  std::map<std::string, std::size_t> index;
  for (const SuiteEntry& entry : manifest.suites) {
    index[entry.name] = all.size();
    all.push_back({entry.name, 0, 0, 0});
  }
  std::map<std::pair<std::string, std::string>, int> wanted;
  for (const StoredProblem& stored : file.problems()) {
    const std::size_t at = index.at(stored.suite);
    const int expected = manifest.suites[at].expected_of(stored.problem.id);
    wanted[{stored.suite, stored.problem.id}] = expected;
    all[at].expected += static_cast<std::size_t>(expected);
    all[at].missing += static_cast<std::size_t>(expected);
  }
  file.for_each_verdict([&](const SampleKey& key, VerdictKind kind) {
    if (key.kind != SampleKind::full || key.index >= wanted.at({key.suite, key.problem})) {
      return;
    }
    Completeness& suite = all[index.at(key.suite)];
    --suite.missing;
    suite.unjudged += kind == VerdictKind::infrastructure_error ? 1 : 0;
  });
  return all;
}

std::string missing_text(const std::string& suite, std::size_t missing, std::size_t expected,
                         const Shards& shards) {
  const std::string count = fmt::format(
      "{}: {} of {} samples are missing, so the numbers are not "
      "final. ",
      suite, number(missing), number(expected));
  return shards.all() ? count + "Run the same command again to go on."
                      : fmt::format(
                            "{}This is shard {} alone: finish every shard and join them "
                            "with assay merge.",
                            count, to_string(shards));
}

std::string unjudged_text(const std::string& suite, std::size_t unjudged) {
  return fmt::format(
      "{}: {} could not be judged (the judge failed, not the answer) and are in no score. Run the "
      "same command again to judge them.",
      suite, counted(unjudged, "sample"));
}

std::string mixed_text(const Manifest& manifest) {
  return manifest.other_numerics.empty()
             ? ""
             : fmt::format(
                   "Samples were computed under different numerics ({}; {}): no machine "
                   "repeats this run bit by bit.",
                   manifest.model.numerics.text(), fmt::join(manifest.other_numerics, "; "));
}

void print_incomplete(const RunFile& file, std::ostream& out) {
  const Manifest manifest = file.manifest();
  for (const Completeness& suite : completeness(file)) {
    if (suite.missing > 0) {
      out << "Warning: "
          << missing_text(suite.suite, suite.missing, suite.expected, manifest.shards) << '\n';
    }
    if (suite.unjudged > 0) {
      out << "Warning: " << unjudged_text(suite.suite, suite.unjudged) << '\n';
    }
  }
  if (const std::string text = mixed_text(manifest); !text.empty()) {
    out << "Warning: " << text << '\n';
  }
}

}  // namespace assay
