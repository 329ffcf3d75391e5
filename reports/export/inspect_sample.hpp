// One sample as Inspect's EvalSample, and as the summary that its viewer lists.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "datasets/problem.hpp"
#include "reports/export/fields.hpp"
#include "reports/run/run_file.hpp"

namespace assay::exports {

/// The name of our one scorer in Inspect's logs.
inline constexpr const char* scorer = "assay";

/// What the samples of a suite have in common.
struct InspectContext {
  std::string model;
  std::string system_prompt;
};

/// Inspect's ModelUsage, whose input tokens exclude the cached.
[[nodiscard]] nlohmann::json model_usage(const TokenCounts& tokens);

/// `id` is the problem's file name (Inspect names a member of the archive by it); the problem's own
/// is in the metadata.
[[nodiscard]] nlohmann::json inspect_sample(const InspectContext& context, const Problem& problem,
                                            const std::string& id, const StoredSample& sample);

/// EvalSampleSummary of what inspect_sample() gave.
[[nodiscard]] nlohmann::json inspect_summary(const nlohmann::json& sample);

}  // namespace assay::exports
