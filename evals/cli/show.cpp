// assay show: a run, one problem of it, or one trace, as text.
#include <fmt/format.h>

#include <iostream>

#include "evals/cli/command.hpp"
#include "evals/cli/thought_answer.hpp"
#include "reports/summary.hpp"
#include "reports/table.hpp"

namespace assay::cli {

namespace {

struct ShowOptions {
  std::string run;
  std::string problem;
  std::optional<int> sample;
};

/// "id" or "suite/id". Throws UsageError if no problem, or more than one, is meant.
StoredProblem find_problem(const RunFile& file, const std::string& name) {
  std::vector<StoredProblem> found;
  for (StoredProblem& stored : file.problems()) {
    if (stored.problem.id == name || stored.suite + "/" + stored.problem.id == name) {
      found.push_back(std::move(stored));
    }
  }
  if (found.empty()) {
    throw UsageError(fmt::format("{}: no problem {}; assay show {} lists them",
                                 file.path().string(), name, file.path().string()));
  }
  if (found.size() > 1) {
    throw UsageError(fmt::format("{} is in {} and {}: write SUITE/{}", name, found[0].suite,
                                 found[1].suite, name));
  }
  return std::move(found.front());
}

void show_run(const RunFile& file) {
  std::cout << table(summarize(file, load_references({}), thought_agreement)) << '\n';
  std::string problem;
  file.for_each([&](const StoredSample& sample) {
    const std::string name = sample.key.suite + "/" + sample.key.problem;
    if (name != problem) {
      std::cout << (problem.empty() ? "" : "\n") << fmt::format("{:<40}", name);
      problem = name;
    }
    std::cout << ' ' << to_string(sample.verdict.kind);
  });
  std::cout << '\n';
}

void show_problem(const RunFile& file, const StoredProblem& stored) {
  const Problem& problem = stored.problem;
  std::cout << fmt::format(
      "{}/{}  {} level {}\n\n{}\n\ngold: {}\n\n", stored.suite, problem.id, problem.subject,
      problem.level, problem.question,
      problem.tests ? fmt::format("{} tests", problem.tests->asserts.size()) : problem.gold);
  file.for_each([&](const StoredSample& sample) {
    if (sample.key.suite == stored.suite && sample.key.problem == problem.id) {
      std::cout << fmt::format(
          "  {}  {:<12} {:>5} tokens  {}\n", sample.key.index, to_string(sample.verdict.kind),
          sample.completion.tokens(),
          sample.verdict.extracted.substr(0, sample.verdict.extracted.find('\n')));
    }
  });
}

void show_sample(const RunFile& file, const StoredProblem& stored, int index) {
  const auto sample = file.find({stored.suite, stored.problem.id, index, SampleKind::full});
  if (!sample) {
    throw UsageError(
        fmt::format("{}: {} has no sample {}", file.path().string(), stored.problem.id, index));
  }
  const Verdict& verdict = sample->verdict;
  std::cout << fmt::format(
      "{}\n\n--- thinking, {} tokens ---\n{}\n--- answer ---\n{}\n\n"
      "verdict: {} ({})\nextracted: {}\ngold: {}\nfinish: {}\n",
      stored.problem.prompt, sample->completion.thinking_tokens(), sample->completion.thinking,
      sample->completion.answer, to_string(verdict.kind), verdict.reason, verdict.extracted,
      stored.problem.gold, to_string(sample->completion.finish_reason));
}

ExitCode execute(const ShowOptions& options) {
  const RunFile file = RunFile::read(options.run);
  if (options.problem.empty()) {
    show_run(file);
  } else if (const StoredProblem stored = find_problem(file, options.problem); options.sample) {
    show_sample(file, stored, *options.sample);
  } else {
    show_problem(file, stored);
  }
  return ExitCode::done;
}

}  // namespace

Command add_show(CLI::App& app) {
  CLI::App* command = app.add_subcommand("show", "A run, one of its problems, or one trace");
  const auto options = std::make_shared<ShowOptions>();
  command->add_option("run", options->run, "run file")->required();
  command->add_option("problem", options->problem, "problem id, or SUITE/id");
  command->add_option("sample", options->sample, "sample number, from 0");
  return {command, [options] { return execute(*options); }};
}

}  // namespace assay::cli
