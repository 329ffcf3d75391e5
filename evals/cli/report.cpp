// assay report: run files to a page or to JSON.
#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/core/file.hpp"
#include "evals/cli/command.hpp"
#include "evals/cli/thought_answer.hpp"
#include "reports/html/page.hpp"
#include "reports/robustness.hpp"
#include "reports/summary.hpp"
#include "reports/table.hpp"

namespace assay::cli {

namespace {

struct ReportOptions {
  std::vector<std::string> runs;
  std::string out;
  std::string references;
  std::vector<std::string> kernels;  ///< none, or before and after
  bool json = false;
};

/// Beside the metrics of the run that holds the rewritten suites.
void add_robustness(nlohmann::json& document, const std::vector<RobustnessRow>& rows,
                    const std::string& run) {
  for (const RobustnessRow& row : rows) {
    if (row.run == run) {
      document["robustness"].push_back(to_json(row));
    }
  }
}

std::optional<html::KernelChange> read_kernels(const std::vector<std::string>& paths) {
  if (paths.empty()) {
    return std::nullopt;
  }
  const auto times = [](const std::string& path) {
    return read_kernel_times(read_file(path), path, "real_time");
  };
  return html::KernelChange{times(paths.at(0)), times(paths.at(1))};
}

void write_page(const ReportOptions& options, const std::vector<Reference>& references) {
  const std::optional<html::KernelChange> kernels = read_kernels(options.kernels);
  std::vector<RunFile> files;
  std::vector<Summary> summaries;
  for (const std::string& path : options.runs) {
    files.push_back(RunFile::read(path));
    summaries.push_back(summarize(files.back(), references, thought_agreement));
  }
  std::vector<html::PageRun> runs;
  for (std::size_t i = 0; i < files.size(); ++i) {
    runs.push_back({files[i], summaries[i]});
  }
  html::write_page(options.out, runs, kernels);
  std::cerr << fmt::format("Wrote {}\n", options.out);
}

ExitCode execute(const ReportOptions& options) {
  if (!options.out.empty()) {
    check_output(options.out);
  }
  const std::vector<Reference> references = load_references(options.references);
  if (!options.out.empty() && !options.json) {
    write_page(options, references);
    return ExitCode::done;
  }
  const std::vector<RobustnessRow> rewritten = robustness(options.runs);
  nlohmann::json document = nlohmann::json::array();
  for (const std::string& path : options.runs) {
    const RunFile file = RunFile::read(path);
    const Summary summary = summarize(file, references, thought_agreement);
    if (options.json) {
      document.push_back(to_json(summary));
      add_robustness(document.back(), rewritten, path);
    } else {
      std::cout << table(summary);
    }
  }
  if (!options.json) {
    std::cout << robustness_table(rewritten);
  }
  if (options.json) {
    const std::string text = (document.size() == 1 ? document.front() : document).dump(2) + "\n";
    if (options.out.empty()) {
      std::cout << text;
    } else {
      replace_file(options.out, text);
    }
  }
  return ExitCode::done;
}

}  // namespace

Command add_report(CLI::App& app) {
  CLI::App* command = app.add_subcommand("report", "Runs as a page, tables, or JSON");
  const auto options = std::make_shared<ReportOptions>();
  command
      ->add_option("runs", options->runs,
                   "run files; on a page the first is what the others are compared with")
      ->required();
  command->add_option("-o,--out", options->out,
                      "page.html, self-contained; long traces go to page.traces/ beside it");
  command
      ->add_option("--kernels", options->kernels,
                   "two JSON files of assay-bench, of the first run's build and of the second's")
      ->expected(2);
  command->add_flag("--json", options->json, "every metric as JSON");
  command->add_option("--references", options->references,
                      "directory of further reference results");
  return {command, [options] {
            if (!options->kernels.empty() && (options->out.empty() || options->json)) {
              throw UsageError("--kernels is for a page: add -o page.html");
            }
            return execute(*options);
          }};
}

}  // namespace assay::cli
