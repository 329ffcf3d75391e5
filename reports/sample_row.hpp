// A sample as the summary counts it: without texts, ids and program output.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "engine/generator.hpp"
#include "graders/verdict.hpp"
#include "reports/run/run_file.hpp"

namespace assay {

struct SampleRow {
  std::string suite;
  std::string problem;
  int index = 0;
  bool derived = false;            ///< a budget fork or an extension, not a sample as drawn
  std::optional<int> fork_budget;  ///< of a budget fork: tokens of thought
  VerdictKind verdict = VerdictKind::infrastructure_error;
  std::string extracted;
  std::string canonical;
  std::size_t thinking_tokens = 0;
  std::size_t prompt_tokens = 0;
  std::size_t completion_tokens = 0;
  Timings timings;
  std::optional<Usage> usage;
  std::string finished;  ///< UTC, ISO 8601
};

/// Of a sample whose ids may have been left out.
[[nodiscard]] SampleRow row_of(StoredSample sample, const TokenCounts& counts);

}  // namespace assay
