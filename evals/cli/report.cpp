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

ExitCode execute(const ReportOptions& options) {
  if (!options.out.empty()) {
    check_output(options.out);
  }
  const std::vector<Reference> references = load_references(options.references);
  const std::vector<RobustnessRow> rewritten = robustness(options.runs);
  nlohmann::json document = nlohmann::json::array();
  for (const std::string& path : options.runs) {
    const RunFile file = RunFile::read(path);
    const Summary summary = summarize(file, references, thought_agreement);
    if (options.json) {
      document.push_back(to_json(summary));
      add_robustness(document.back(), rewritten, path);
    } else if (options.out.empty()) {
      std::cout << table(summary);
    } else {
      replace_file(options.out, html::page(file, summary));
      std::cerr << fmt::format("Wrote {}\n", options.out);
    }
  }
  if (!options.json && options.out.empty()) {
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
  CLI::App* command = app.add_subcommand("report", "A run as a page, a table, or JSON");
  const auto options = std::make_shared<ReportOptions>();
  command->add_option("runs", options->runs, "run files")->required();
  command->add_option("-o,--out", options->out, "page.html, one self-contained file");
  command->add_flag("--json", options->json, "every metric as JSON");
  command->add_option("--references", options->references,
                      "directory of further reference results");
  return {command, [options] {
            if (options->runs.size() > 1 && !options->out.empty() && !options->json) {
              throw UsageError("a page of several runs is not in this version: name one run");
            }
            return execute(*options);
          }};
}

}  // namespace assay::cli
