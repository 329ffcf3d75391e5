// The flags of `assay run`, and how they become a plan and a manifest.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "evals/runner.hpp"
#include "evals/selection.hpp"
#include "evals/settings.hpp"
#include "reports/run/manifest.hpp"

namespace assay::cli {

struct RunOptions {
  std::vector<std::string> suites;
  ModelSpec model;
  SamplingFlags sampling;
  std::string preset;  ///< empty unless named
  std::optional<int> k;
  std::optional<int> limit;
  std::vector<std::string> ids;
  std::uint64_t seed = 0;
  std::vector<int> think_budgets;  ///< one closes the thinking, several fork each sample
  int think_extend = 0;
  std::string system_prompt;
  Shards shard;                    ///< the one that this process draws; all unless --shard
  std::optional<double> until_ci;  ///< half width, as a share
  std::optional<int> max_k;
  bool mixed = false;
  std::string data;
  std::string sandbox = "auto";
  std::string out;
  std::string config;
  bool dry_run = false;
  bool json = false;
};

void add_run_options(CLI::App& app, RunOptions& options);

/// Fills options that were not given as flags from the YAML map in `path`, whose keys are the
/// long flag names. Throws UsageError with file, line and key.
void apply_config(CLI::App& app, const std::filesystem::path& path);

/// Checks values that no single flag can check. Throws UsageError.
void validate(const RunOptions& options);

/// What is to be drawn, and what the manifest says of each suite.
struct Plan {
  RunPlan run;
  std::vector<SuiteEntry> entries;
};
[[nodiscard]] std::vector<Suite> load_suites(const RunOptions& options);
[[nodiscard]] Selection select_problems(const RunOptions& options, std::vector<Suite> suites);
[[nodiscard]] Plan make_plan(const RunOptions& options, std::vector<SelectedSuite> suites,
                             int context);

[[nodiscard]] Manifest make_manifest(const RunOptions& options, const Plan& plan,
                                     const ModelInfo& model, const std::string& sandbox_level);

/// Default name of the run file: the suites' names joined by '+'.
[[nodiscard]] std::filesystem::path run_file_path(const RunOptions& options);

}  // namespace assay::cli
