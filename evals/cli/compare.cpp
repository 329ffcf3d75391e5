// assay compare: two runs side by side, paired.
#include <iostream>
#include <nlohmann/json.hpp>

#include "evals/cli/command.hpp"
#include "reports/compare/comparison.hpp"
#include "reports/gate/baseline.hpp"

namespace assay::cli {

namespace {

struct CompareOptions {
  std::string a;
  std::string b;
  bool allow_different = false;
  bool json = false;
};

ExitCode execute(const CompareOptions& options) {
  const RunScores a = load_scores(options.a);
  const RunScores b = load_scores(options.b);
  if (!options.allow_different) {
    require_comparable(run_differences(a, b));
  }
  const Comparison comparison = compare(a, b);
  std::cout << (options.json ? to_json(comparison).dump(2) + "\n" : to_text(comparison));
  return ExitCode::done;
}

}  // namespace

Command add_compare(CLI::App& app) {
  CLI::App* command = app.add_subcommand("compare", "Two runs side by side, paired by problem");
  const auto options = std::make_shared<CompareOptions>();
  command->add_option("a", options->a, "run file or baseline, the old one")->required();
  command->add_option("b", options->b, "run file or baseline, the new one")->required();
  command->add_flag("--allow-different", options->allow_different,
                    "compare what both have, though suites, problems or sampling differ");
  command->add_flag("--json", options->json, "every difference and flip as JSON");
  return {command, [options] { return execute(*options); }};
}

}  // namespace assay::cli
