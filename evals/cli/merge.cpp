// assay merge: the shards of a run as one run file.
#include "reports/run/merge.hpp"

#include <fmt/format.h>

#include <iostream>

#include "evals/cli/command.hpp"
#include "reports/run/completeness.hpp"
#include "reports/run/run_file.hpp"

namespace assay::cli {

namespace {

struct MergeCommand {
  std::vector<std::string> runs;
  std::string out;
  MergeOptions options;
};

ExitCode execute(MergeCommand& command) {
  command.options.command = command_line();
  const std::vector<std::filesystem::path> runs(command.runs.begin(), command.runs.end());
  const std::size_t samples = merge_runs(runs, command.out, command.options);
  print_incomplete(RunFile::read(command.out), std::cerr);
  std::cout << fmt::format(
      "Merged {} samples of {} files. Saved {}. Next: assay report {} -o page.html\n", samples,
      runs.size(), command.out, command.out);
  return ExitCode::done;
}

}  // namespace

Command add_merge(CLI::App& app) {
  CLI::App* command = app.add_subcommand("merge", "The shards of a run as one run");
  const auto merge = std::make_shared<MergeCommand>();
  command->add_option("runs", merge->runs, "run files of one run, drawn with --shard")->required();
  command->add_option("-o,--out", merge->out, "run file to create")->required();
  command->add_flag("--partial", merge->options.partial,
                    "shards may be missing: the result says that it is incomplete");
  command->add_flag("--mixed", merge->options.mixed,
                    "runs of different numerics: the result says so in every view");
  return {command, [merge] { return execute(*merge); }};
}

}  // namespace assay::cli
