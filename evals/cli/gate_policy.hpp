// A gate's policy from its YAML file.
//
//   confidence: 0.95            # of either verdict, one-sided
//   power: 0.8                  # of the effects and numbers of samples that are printed
//   all:                        # every suite
//     max_drop: 0.02            # of pass@1: two points
//     max_thinking_growth: 0.1  # a tenth more tokens of thought
//   suites:
//     assay-math: {max_drop: 0.01}
//   kernels: {max_slowdown: 0.05, time: cpu_time}
//   replay: {max_change: 0.01, max_divergence: 0.001}  # nats a token
#pragma once

#include <string>

#include "reports/gate/policy.hpp"

namespace assay::cli {

/// The fields of `all` and of a suite are bound_fields(). Throws DataError "file:line: field: what"
/// for a field that is not known, with the nearest name; for a value out of range; for a limit of
/// 0, with the reason; and for a file that bounds nothing. UsageError where the file is missing.
[[nodiscard]] Policy read_policy(const std::string& path);

/// The same from a text; `path` is for messages.
[[nodiscard]] Policy parse_policy(const std::string& text, const std::string& path);

}  // namespace assay::cli
