// Replays a run: each stored trace is fed again to the model that drew it and to another one.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "engine/engine.hpp"
#include "reports/drift/drift_report.hpp"
#include "reports/run/run_file.hpp"

namespace assay {

struct ReplayOptions {
  ModelSpec after;
  std::string against;               ///< the first model; empty: the one that drew the run
  std::optional<std::size_t> limit;  ///< problems of each suite, the first ones
  std::function<void(std::size_t done, std::size_t total)> on_trace = {};
};

/// Full samples alone: a fork is the end of one of them. Throws UsageError for a run without token
/// ids, for a first model that is not the one that drew the run unless `against` names it, and as
/// open_replay() does.
[[nodiscard]] DriftReport replay(const RunFile& file, const ReplayOptions& options);

}  // namespace assay
