// assay gate: did it get worse? GO, NO-GO, or: these samples cannot tell.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/core/file.hpp"
#include "evals/cli/command.hpp"
#include "evals/cli/gate_policy.hpp"
#include "reports/gate/baseline.hpp"
#include "reports/gate/gate_report.hpp"

namespace assay::cli {

namespace {

using statistics::Gate;

struct GateFlags {
  std::string run;
  std::string baseline;
  std::string policy;
  std::string kernels;
  std::string baseline_kernels;
  std::string replay;
  std::string junit;
  std::string markdown;
  std::string save_baseline;
  bool allow_different = false;
  bool strict = false;
  bool json = false;
};

void check_flags(const GateFlags& flags) {
  if (flags.baseline.empty() && flags.save_baseline.empty()) {
    throw UsageError(
        "assay gate needs --baseline B and --policy gate.yaml, or --save-baseline FILE to make the "
        "first baseline");
  }
  if (flags.baseline.empty() != flags.policy.empty()) {
    throw UsageError("--baseline and --policy belong together: give both");
  }
  if (flags.kernels.empty() != flags.baseline_kernels.empty()) {
    throw UsageError("--kernels and --baseline-kernels belong together: give both");
  }
  for (const std::string* out : {&flags.junit, &flags.markdown, &flags.save_baseline}) {
    if (!out->empty()) {
      check_output(*out);
    }
  }
}

/// How the missing samples come about.
std::string remedy(const Shards& shards) {
  return shards.all()
             ? "give the same assay run command again, it goes on where it stopped"
             : fmt::format(
                   "this is shard {} alone: finish every shard, join them with assay merge, "
                   "and judge what that writes",
                   to_string(shards));
}

/// Missing samples are no smaller denominator.
RunScores load_complete(const std::string& path) {
  RunScores run = load_scores(path);
  const std::vector<std::string> missing = missing_samples(run);
  if (!missing.empty()) {
    throw InfrastructureError(fmt::format("{}: incomplete: {}; {}", path, fmt::join(missing, "; "),
                                          remedy(run.manifest.shards)));
  }
  return run;
}

std::optional<KernelFiles> load_kernels(const GateFlags& flags, const Policy& policy) {
  if (flags.kernels.empty()) {
    return std::nullopt;
  }
  const std::string time = policy.kernels ? policy.kernels->time : "real_time";
  const auto load = [&](const std::string& path) {
    return read_kernel_times(read_file(path), path, time);
  };
  return KernelFiles{load(flags.baseline_kernels), load(flags.kernels)};
}

/// A drift that was measured on another model says nothing of this run.
std::optional<DriftReport> load_drift(const GateFlags& flags, const Manifest& candidate) {
  if (flags.replay.empty()) {
    return std::nullopt;
  }
  DriftReport drift = read_drift(read_file(flags.replay), flags.replay);
  const ModelInfo& model = candidate.model;
  const std::string numerics = model.numerics.text();
  if (drift.after.hash != model.hash || drift.after.numerics != numerics) {
    throw UsageError(fmt::format(
        "{}: is of {} ({}), but {} was drawn by {} ({}); replay the baseline's run with that model",
        flags.replay, drift.after.name, drift.after.numerics, flags.run, model.name, numerics));
  }
  return drift;
}

bool in_github_actions() {
  const char* value = std::getenv("GITHUB_ACTIONS");  // NOLINT(concurrency-mt-unsafe): read-only
  return value != nullptr && std::string_view(value) == "true";
}

void print(const GateReport& report, const GateFlags& flags) {
  std::cout << (flags.json ? to_json(report).dump(2) + "\n" : to_text(report));
  if (in_github_actions()) {
    // The runner reads both streams; JSON must stay JSON.
    (flags.json ? std::cerr : std::cout) << to_annotations(report, flags.strict);
  }
  if (!flags.junit.empty()) {
    replace_file(flags.junit, to_junit(report, flags.strict));
  }
  if (!flags.markdown.empty()) {
    replace_file(flags.markdown, to_markdown(report));
  }
}

ExitCode exit_code(Gate verdict, bool strict) {
  if (verdict == Gate::go) {
    return ExitCode::done;
  }
  return verdict == Gate::no_go || strict ? ExitCode::no_go : ExitCode::inconclusive;
}

void save(const RunScores& run, const std::string& path) {
  replace_file(path, to_baseline(run));
  std::cerr << fmt::format("Wrote {}\n", path);
}

ExitCode execute(const GateFlags& flags) {
  check_flags(flags);
  if (flags.baseline.empty()) {
    save(load_complete(flags.run), flags.save_baseline);
    return ExitCode::done;
  }
  const Policy policy = read_policy(flags.policy);
  const RunScores baseline = load_complete(flags.baseline);
  const RunScores candidate = load_complete(flags.run);
  if (!flags.allow_different) {
    require_comparable(run_differences(baseline, candidate));
  }
  const GateReport report =
      evaluate(compare(baseline, candidate), policy,
               {load_kernels(flags, policy), load_drift(flags, candidate.manifest)});
  print(report, flags);
  if (!flags.save_baseline.empty()) {
    if (report.verdict == Gate::go) {
      save(candidate, flags.save_baseline);
    } else {
      std::cerr << fmt::format("{} is not written: only a run that is GO becomes a baseline\n",
                               flags.save_baseline);
    }
  }
  return exit_code(report.verdict, flags.strict);
}

}  // namespace

Command add_gate(CLI::App& app) {
  CLI::App* command = app.add_subcommand("gate", "Did it get worse? GO, NO-GO or INCONCLUSIVE");
  const auto flags = std::make_shared<GateFlags>();
  command->add_option("run", flags->run, "run file to judge")->required();
  command->add_option("--baseline", flags->baseline,
                      "run file, or summary written by --save-baseline");
  command->add_option("--policy", flags->policy, "YAML: what may be lost");
  command->add_option("--kernels", flags->kernels, "times of this build: assay-bench's JSON");
  command->add_option("--baseline-kernels", flags->baseline_kernels, "times of the baseline");
  command->add_option("--replay", flags->replay,
                      "drift from the baseline: what assay replay --json printed");
  command->add_option("--junit", flags->junit, "writes JUnit XML");
  command->add_option("--markdown", flags->markdown, "writes Markdown, e.g. for a step summary");
  command->add_option("--save-baseline", flags->save_baseline,
                      "writes a small summary to compare with later; beside --baseline, if GO");
  command->add_flag("--allow-different", flags->allow_different,
                    "compare what both have, though suites, problems or sampling differ");
  command->add_flag("--strict", flags->strict, "INCONCLUSIVE fails like NO-GO, with exit code 1");
  command->add_flag("--json", flags->json, "everything as JSON");
  command->footer(
      "Exit codes: 0 GO; 1 NO-GO; 2 INCONCLUSIVE; 3 usage or configuration; 4 infrastructure or\n"
      "an incomplete run.");
  return {command, [flags] { return execute(*flags); }};
}

}  // namespace assay::cli
