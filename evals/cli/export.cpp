// assay export: run files in the formats that other tools read.
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "engine/core/file.hpp"
#include "evals/cli/command.hpp"
#include "reports/export/jsonl.hpp"
#include "reports/run/run_file.hpp"

namespace assay::cli {

namespace {

struct ExportOptions {
  std::string run;
  std::string format = "jsonl";
  std::string out;
  bool canonical = false;
};

ExitCode execute(const ExportOptions& options) {
  if (options.format != "jsonl") {
    throw UsageError(fmt::format("--to {}: this version writes jsonl", options.format));
  }
  const RunFile file = RunFile::read(options.run);
  if (options.out.empty()) {
    export_jsonl(file, std::cout, options.canonical);
    return ExitCode::done;
  }
  std::ostringstream text;
  export_jsonl(file, text, options.canonical);
  replace_file(options.out, text.str());
  return ExitCode::done;
}

}  // namespace

Command add_export(CLI::App& app) {
  CLI::App* command = app.add_subcommand("export", "A run in another format");
  const auto options = std::make_shared<ExportOptions>();
  command->add_option("run", options->run, "run file")->required();
  command->add_option("--to", options->format, "jsonl")->capture_default_str();
  command->add_flag("--canonical", options->canonical,
                    "only what identity and verdict are made of, sorted: runs are equal when\n"
                    "these bytes are");
  command->add_option("-o,--out", options->out, "file [standard output]");
  return {command, [options] { return execute(*options); }};
}

}  // namespace assay::cli
