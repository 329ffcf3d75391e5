// assay grade: judge again what a run file holds, or judge answers from a file.
#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/core/file.hpp"
#include "evals/cli/command.hpp"
#include "evals/cli/grade_input.hpp"
#include "reports/run/run_file.hpp"

namespace assay::cli {

namespace {

struct GradeOptions {
  std::string run;
  std::string pairs;
  std::string sandbox = "auto";
  bool explain = false;
  bool json = false;
};

/// Counts verdicts and prints each one as asked.
class Output {
 public:
  explicit Output(const GradeOptions& options) : options_(options) {}

  void show(const std::string& id, const Verdict& verdict, const std::string& before) {
    ++counts_[verdict.kind];
    changed_ += !before.empty() && before != to_string(verdict.kind) ? 1 : 0;
    if (options_.json) {
      nlohmann::json row = {{"task_id", id},
                            {"verdict", to_string(verdict.kind)},
                            {"reason", verdict.reason},
                            {"extracted", verdict.extracted},
                            {"canonical", verdict.canonical},
                            {"grader", verdict.grader}};
      std::cout << row.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    } else if (options_.explain) {
      std::cout << fmt::format("{}: {}\n  extracted  {}\n  canonical  {}\n  reason     {}\n", id,
                               to_string(verdict.kind), verdict.extracted, verdict.canonical,
                               verdict.reason);
    }
  }

  void finish(bool against_run) const {
    std::size_t total = 0;
    std::string parts;
    for (const auto& [kind, count] : counts_) {
      total += count;
      parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", to_string(kind), count);
    }
    std::cout.flush();
    std::cerr << fmt::format("graded {}: {}{}\n", total, parts.empty() ? "nothing" : parts,
                             against_run ? fmt::format("; {} changed", changed_) : "");
  }

 private:
  const GradeOptions& options_;
  std::map<VerdictKind, std::size_t> counts_;
  std::size_t changed_ = 0;
};

void grade_pairs(const GradeOptions& options) {
  const std::unique_ptr<Grader> grader = make_grader({"math", SandboxPolicy::automatic});
  Output output(options);
  for (const GradePair& pair : read_pairs(options.pairs)) {
    output.show(pair.problem.id, grader->grade(pair.problem, pair.completion), "");
  }
  output.finish(false);
}

void grade_run(const GradeOptions& options) {
  RunFile file = RunFile::open(options.run);
  std::map<std::string, std::shared_ptr<const Grader>> graders;  // by suite
  std::map<std::string, std::shared_ptr<const Grader>> by_kind;
  for (const SuiteEntry& suite : file.manifest().suites) {
    auto& grader = by_kind[suite.grader];
    if (!grader) {
      grader = make_grader({suite.grader, sandbox_policy(options.sandbox)});
    }
    graders[suite.name] = grader;
  }
  std::map<std::pair<std::string, std::string>, Problem> problems;
  for (StoredProblem& stored : file.problems()) {
    problems[{stored.suite, stored.problem.id}] = std::move(stored.problem);
  }
  Output output(options);
  std::vector<SampleKey> keys;
  file.for_each([&](const StoredSample& sample) { keys.push_back(sample.key); });
  for (const SampleKey& key : keys) {
    const std::optional<StoredSample> sample = file.find(key);
    const Verdict verdict =
        graders.at(key.suite)->grade(problems.at({key.suite, key.problem}), sample->completion);
    file.add_verdict(key, verdict);
    output.show(fmt::format("{}/{}#{}", key.suite, key.problem, key.index), verdict,
                std::string(to_string(sample->verdict.kind)));
  }
  output.finish(true);
}

ExitCode execute(const GradeOptions& options) {
  if (options.run.empty() == options.pairs.empty()) {
    throw UsageError("name either a run file or --pairs FILE.jsonl");
  }
  if (options.run.empty()) {
    grade_pairs(options);
  } else {
    grade_run(options);
  }
  return ExitCode::done;
}

}  // namespace

Command add_grade(CLI::App& app) {
  CLI::App* command = app.add_subcommand("grade", "Judge again, offline; never generates");
  const auto options = std::make_shared<GradeOptions>();
  command->add_option("run", options->run, "run file: every sample gets a new verdict");
  command->add_option("--pairs", options->pairs,
                      "JSONL of {gold, response} (a whole reply, thinking included),\n"
                      "{gold, content} (what follows the thinking) or {gold, answer} (a bare\n"
                      "expression); optional id, finish_reason");
  command->add_flag("--explain", options->explain, "print extracted answer and reason of each");
  command->add_flag("--json", options->json, "one JSON object a line");
  add_sandbox_flag(*command, options->sandbox);
  return {command, [options] { return execute(*options); }};
}

}  // namespace assay::cli
