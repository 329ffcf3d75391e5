// assay replay: how far has another build, quantisation or checkpoint drifted from a run's traces?
#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include "evals/cli/command.hpp"
#include "evals/replay.hpp"

namespace assay::cli {

namespace {

struct ReplayFlags {
  std::string run;
  ReplayOptions options;
  std::size_t limit = 0;
  bool json = false;
};

void show_progress(std::size_t done, std::size_t total) {
  std::cerr << fmt::format("\rreplaying trace {} of {}{}", done, total, done == total ? "\n" : "")
            << std::flush;
}

ExitCode execute(const ReplayFlags& flags) {
  ReplayOptions options = flags.options;
  if (flags.limit > 0) {
    options.limit = flags.limit;
  }
  if (::isatty(STDERR_FILENO) != 0) {
    options.on_trace = show_progress;
  }
  const DriftReport report = replay(RunFile::read(flags.run), options);
  std::cout << (flags.json ? to_json(report).dump() + "\n" : to_text(report));
  return ExitCode::done;
}

}  // namespace

Command add_replay(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("replay", "Feed a run's traces to another model: log-probability drift");
  const auto flags = std::make_shared<ReplayFlags>();
  command->add_option("run", flags->run, "run file")->required();
  command
      ->add_option("-m,--model", flags->options.after.model,
                   "the model to try: a checkpoint's directory, org/name, or builtin")
      ->required();
  command->add_option("--against", flags->options.against,
                      "the model to compare with [the one that drew the run]");
  command->add_option("--limit", flags->limit, "the first N problems of each suite")
      ->check(CLI::PositiveNumber);
  command->add_flag("--json", flags->json, "one JSON object, for assay gate --replay");
  add_device_flags(*command, flags->options.after);
  return {command, [flags] { return execute(*flags); }};
}

}  // namespace assay::cli
