// assay fetch: the data of suites, from where their authors publish them, and models of the hub.
#include "datasets/fetch.hpp"

#include <fmt/format.h>

#include <iostream>

#include "evals/cli/command.hpp"
#include "evals/cli/fetch_model.hpp"
#include "evals/cli/transfer_line.hpp"
#include "evals/interrupt.hpp"

namespace assay::cli {

namespace {

namespace fs = std::filesystem;

struct FetchOptions {
  std::vector<std::string> names;
  std::string data;
  std::string out;
  int at_once = 4;
  bool dry_run = false;
};

std::string checked(const FetchPlan& plan) {
  const std::size_t files = plan.present.size() + plan.downloads.size();
  return plan.is_pinned
             ? fmt::format("as published, by {} sha256", files == 1 ? "its" : "their")
             : fmt::format("no checksum is known for {}", files == 1 ? "it" : "all of them");
}

/// Several files go to one folder.
void show_downloads(const std::vector<FetchedFile>& files) {
  for (const FetchedFile& file : files) {
    std::cout << fmt::format("  from {}\n", file.request.url);
  }
  const fs::path& first = files.front().request.target;
  std::cout << fmt::format("  to   {}\n",
                           (files.size() == 1 ? first : first.parent_path()).string());
  for (const FetchedFile& file : files) {
    if (!file.replaced.empty()) {
      std::cout << fmt::format("  replaces another {} with the sha256 {}\n",
                               files.size() == 1 ? "file" : file.request.target.filename().string(),
                               file.replaced);
    }
  }
}

/// False where there is nothing to download.
bool show(const FetchPlan& plan) {
  std::cout << fmt::format("{}: {} (licence {})\n", plan.suite, plan.title, plan.license);
  if (plan.is_builtin) {
    std::cout << "  built in: there is nothing to fetch\n";
    return false;
  }
  if (plan.downloads.empty()) {
    const std::size_t more = plan.present.size() - 1;
    std::cout << fmt::format("  already there: {}{}\n", plan.present.front().string(),
                             more == 0 ? "" : fmt::format(" and {} more", more));
    std::cout << fmt::format("  {}\n", checked(plan));
    return false;
  }
  if (!plan.present.empty()) {
    std::cout << fmt::format("  already there: {} of {} files\n", plan.present.size(),
                             plan.present.size() + plan.downloads.size());
  }
  show_downloads(plan.downloads);
  if (!plan.is_pinned) {
    std::cout << fmt::format("  {}\n", checked(plan));
  }
  std::cout << std::flush;
  return true;
}

void fetch(const FetchPlan& plan, const Interrupt& interrupt) {
  std::uintmax_t bytes = 0;
  for (const FetchedFile& file : plan.downloads) {
    TransferLine line;
    download(file.request, line.options(interrupt));
    bytes += fs::file_size(file.request.target);
  }
  std::cout << fmt::format("  {:.1f} MB{}\n", static_cast<double>(bytes) / 1e6,
                           plan.is_pinned ? ", " + checked(plan) : "");
}

Step step_for(const std::string& name, const FetchOptions& options, const Interrupt& interrupt) {
  if (names_a_model(name)) {
    return step_for_model({name, options.out, options.at_once, options.dry_run}, interrupt);
  }
  return [plan = plan_fetch(name, fetch_directory(options.data)), &options, &interrupt] {
    if (show(plan) && !options.dry_run) {
      fetch(plan, interrupt);
    }
  };
}

/// Mistakes in any of the names come before the first download.
ExitCode execute(const FetchOptions& options) {
  if (!options.out.empty() && (options.names.size() > 1 || !names_a_model(options.names.front()))) {
    throw UsageError("-o: names the folder of one model; for suites there is --data DIR");
  }
  const Interrupt interrupt;
  std::vector<Step> steps;
  for (const std::string& name : options.names) {
    steps.push_back(step_for(name, options, interrupt));
  }
  for (const Step& step : steps) {
    step();
  }
  return ExitCode::done;
}

}  // namespace

Command add_fetch(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("fetch", "Downloads the data of suites, and models, with checksums");
  const auto options = std::make_shared<FetchOptions>();
  command
      ->add_option("names", options->names,
                   "suites, paths of YAML files, and org/name: a model of the Hugging Face hub")
      ->required();
  command->add_option("--data", options->data,
                      "directory for suites, DIR/<suite>/<file> [$ASSAY_DATA, or the cache]");
  command->add_option("-o,--out", options->out,
                      "directory for the files of a model [ASSAY_CACHE/models/org/name]");
  command->add_option("--parallel", options->at_once, "a model's files at a time")
      ->check(CLI::Range(1, 16))
      ->capture_default_str();
  command->add_flag("--dry-run", options->dry_run, "show what is downloaded to where, and stop");
  return {command, [options] { return execute(*options); }};
}

}  // namespace assay::cli
