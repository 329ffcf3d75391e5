#include <fmt/format.h>

#include <algorithm>

#include "reports/format.hpp"
#include "reports/summary.hpp"

namespace assay {

namespace {

std::string number(std::size_t value) { return with_thousands(static_cast<long long>(value)); }

/// `context` is the model's; 0: not known.
void warn_of_suite(const SuiteSummary& suite, int context, std::vector<Warning>& warnings) {
  if (suite.missing > 0) {
    warnings.push_back(
        {fmt::format("{}: {} of {} samples are missing, so the numbers are not "
                     "final. Run the same command again to go on.",
                     suite.entry.name, number(suite.missing), number(suite.expected)),
         true});
  }
  if (suite.infrastructure > 0) {
    warnings.push_back(
        {fmt::format("{}: {} could not be judged (the judge failed, not the answer) and are in no "
                     "score. Run the same command again to judge them.",
                     suite.entry.name, counted(suite.infrastructure, "sample")),
         true});
  }
  if (const std::size_t truncated = suite.count(VerdictKind::truncated); truncated > 0) {
    const int most = suite.entry.sampling.max_tokens;
    const std::string limit = number(static_cast<std::size_t>(most));
    warnings.push_back(
        {fmt::format("{}: {} ran out of tokens before an answer and {} as wrong. {}",
                     suite.entry.name, counted(truncated, "sample"),
                     truncated == 1 ? "counts" : "count",
                     context > 0 && most >= context
                         ? fmt::format("The model's context of {} tokens is full.", limit)
                         : fmt::format("Raise --max-tokens (now {}).", limit)),
         false});
  }
}

}  // namespace

std::vector<Warning> warnings(const Summary& summary) {
  std::vector<Warning> result;
  for (const SuiteSummary& suite : summary.suites) {
    warn_of_suite(suite, summary.manifest.model.context, result);
  }
  if (summary.manifest.model.numerics.mode == "fast-nondeterministic") {
    result.push_back(
        {"This run was made with --fast-nondeterministic: repeated, it gives other "
         "samples.",
         false});
  }
  std::stable_sort(result.begin(), result.end(), [](const Warning& a, const Warning& b) {
    return a.incomplete && !b.incomplete;
  });
  return result;
}

}  // namespace assay
