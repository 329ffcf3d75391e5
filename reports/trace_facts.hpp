// What is told of each trace when a run is summed up, computed by several threads.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "datasets/problem.hpp"
#include "reports/run/run_file.hpp"
#include "reports/sample_row.hpp"
#include "reports/statistics/trace_spans.hpp"

namespace assay {

/// The answer that a sample gave, against the last one that its thinking had stated.
enum class ThoughtAgreement {
  not_asked,  ///< the suite's answers are not of a kind that a thought states, or none was given
  none,       ///< the thinking states no answer
  agree,
  disagree,
};

/// Compares them for one sample. Called by several threads at once. It lives above the reports,
/// since it reads answers as graders do.
using ThoughtJudge =
    std::function<ThoughtAgreement(const SuiteEntry& suite, const Problem& problem,
                                   std::string_view thinking, const std::string& given)>;

struct TraceFacts {
  statistics::BehaviourCounts behaviours{};
  ThoughtAgreement agreement = ThoughtAgreement::not_asked;
};

/// Whose traces: the problem of a sample, and the suite it belongs to. Safe for several threads.
struct RowContext {
  const SuiteEntry* suite = nullptr;
  const Problem* problem = nullptr;
};
using FindContext = std::function<RowContext(const SampleKey&)>;

/// Calls `visit` for each sample in the order of the file, with what its trace shows. Unpacking and
/// reading are done by `threads` threads while the next rows are fetched; what is visited, and
/// which error is thrown, does not depend on their number. A few hundred samples are in memory at a
/// time, compressed, and one a thread as text. Samples without a score have no facts. `judge` may
/// be empty. Throws as RunFile does.
void for_each_trace(const RunFile& file, const FindContext& context, const ThoughtJudge& judge,
                    unsigned threads,
                    const std::function<void(const SampleRow&, const TraceFacts&)>& visit);

}  // namespace assay
