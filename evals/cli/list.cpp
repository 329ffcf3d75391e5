// assay list: what there is to run and to compare with.
#include <fmt/format.h>

#include <iostream>

#include "datasets/suite.hpp"
#include "evals/cli/command.hpp"
#include "reports/references.hpp"

namespace assay::cli {

namespace {

struct ListOptions {
  std::string what;
  std::string data;
  std::string references;
};

void list_all_suites(const ListOptions& options) {
  for (const SuiteListing& suite : list_suites(data_directory(options.data))) {
    std::cout << fmt::format("{:<18} {:>5} problems  {:<6} {:<44} {} ({})\n", suite.name,
                             suite.expected_problems, suite.grader, suite.title, suite.availability,
                             suite.license);
  }
}

void list_models() {
  const auto directory = builtin_model_directory();
  std::cout
      << fmt::format("builtin      assay-tiny, {}\n", directory.string())
      << "DIRECTORY    a Hugging Face checkpoint: config.json, tokenizer.json, *.safetensors\n";
}

void list_references(const ListOptions& options) {
  for (const Reference& row : load_references(options.references)) {
    std::cout << fmt::format(
        "{:<18} {:<34} {:<8} {:>5.1f} %  {:<4}  {:<10} {:<7}  {}{}\n", row.suite, row.model,
        row.metric, row.value, row.k ? fmt::format("k {}", *row.k) : "", to_string(row.kind),
        row.date, row.source_title, row.notes.empty() ? "" : " (" + row.notes + ")");
  }
}

ExitCode execute(const ListOptions& options) {
  if (options.what == "suites") {
    list_all_suites(options);
  } else if (options.what == "models") {
    list_models();
  } else {
    list_references(options);
  }
  return ExitCode::done;
}

}  // namespace

Command add_list(CLI::App& app) {
  CLI::App* command = app.add_subcommand("list", "Suites, models or references");
  const auto options = std::make_shared<ListOptions>();
  command->add_option("what", options->what, "suites, models or references")
      ->required()
      ->check(CLI::IsMember({"suites", "models", "references"}));
  add_data_flag(*command, options->data);
  command->add_option("--references", options->references,
                      "directory of further reference results");
  return {command, [options] { return execute(*options); }};
}

}  // namespace assay::cli
