// assay grade: judge again what a run file holds, or judge answers from a file.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "datasets/layouts/layouts.hpp"
#include "datasets/suite.hpp"
#include "evals/cli/command.hpp"
#include "evals/cli/grade_all.hpp"
#include "evals/cli/grade_input.hpp"
#include "evals/cli/grade_output.hpp"
#include "evals/cli/grade_samples.hpp"
#include "graders/math/extract.hpp"
#include "reports/run/completeness.hpp"
#include "reports/run/run_file.hpp"

namespace assay::cli {

namespace {

struct GradeOptions {
  std::string run;
  std::string pairs;
  std::string suite;
  std::string problems;
  std::string layout;
  std::vector<std::string> extraction;
  std::string samples;
  std::string data;
  std::string sandbox = "auto";
  double timeout_s = 0;
  std::size_t workers = std::max(1U, std::thread::hardware_concurrency());
  GradeFormat format;
};

using JudgeItem = Verdict (*)(const Grader&, const GradeItem&);

/// Of a problem that was checked.
Verdict judge_sample(const Grader& grader, const GradeItem& item) {
  return judge_with_retries(grader, *item.problem, item.completion);
}

/// A gold answer that cannot be read is a fault of its row alone: no score, and the rest goes on.
Verdict judge_pair(const Grader& grader, const GradeItem& item) {
  try {
    grader.check(*item.problem);
  } catch (const DataError& error) {
    Verdict verdict;
    verdict.grader = grader.id();
    verdict.reason = error.what();
    return verdict;
  }
  return judge_sample(grader, item);
}

void grade_items(const GradeOptions& options, const std::string& kind,
                 const std::vector<GradeItem>& items, const Grader& grader, JudgeItem judge) {
  GradeOutput output(options.format);
  judge_in_order(
      items.size(), options.workers, [&](std::size_t i) { return judge(grader, items[i]); },
      [&](std::size_t i, const Verdict& verdict) {
        output.show({items[i].name, items[i].row, kind == "code", items[i].problem->id}, verdict);
      });
  output.finish();
}

void grade_pairs(const GradeOptions& options) {
  check_extraction(options.extraction);
  const std::unique_ptr<Grader> grader = make_grader({"math", SandboxPolicy::automatic});
  grade_items(options, "math", read_pairs(options.pairs, options.extraction), *grader, judge_pair);
}

/// One limit instead of the suite's own: for each test where tests have one, else for all of them.
void set_timeout(std::vector<Problem>& problems, double seconds) {
  for (Problem& problem : problems) {
    if (problem.tests && problem.tests->test_timeout_s > 0) {
      problem.tests->test_timeout_s = seconds;
      problem.tests->timeout_s = seconds * static_cast<double>(problem.tests->inputs.size() + 1);
    } else if (problem.tests) {
      problem.tests->timeout_s = seconds;
    }
  }
}

void grade_samples(const GradeOptions& options) {
  std::string kind = "code";
  std::vector<Problem> problems;
  if (options.problems.empty()) {
    Suite suite = load_suite(options.suite, data_directory(options.data));
    kind = suite.grader;
    problems = std::move(suite.problems);
  } else {
    problems = read_problems(options.problems, options.layout);
  }
  if (options.timeout_s > 0) {
    set_timeout(problems, options.timeout_s);
  }
  const std::unique_ptr<Grader> grader = make_grader({kind, sandbox_policy(options.sandbox)});
  for (const Problem& problem : problems) {
    grader->check(problem);
  }
  const ProblemTable table(std::move(problems));
  const Samples samples = read_samples(options.samples, table);
  if (samples.other_filters > 0) {
    std::cerr << fmt::format(
        "{}: {} rows hold the same replies through another filter and are left out\n",
        options.samples, samples.other_filters);
  }
  grade_items(options, kind, samples.items, *grader, judge_sample);
}

void grade_run(const GradeOptions& options) {
  RunFile file = RunFile::open(options.run);
  print_incomplete(file, std::cerr);
  std::map<std::string, std::shared_ptr<const Grader>> by_kind;
  std::map<std::string, std::string> kinds;  // by suite
  for (const SuiteEntry& suite : file.manifest().suites) {
    kinds[suite.name] = suite.grader;
    auto& grader = by_kind[suite.grader];
    if (!grader) {
      grader = make_grader({suite.grader, sandbox_policy(options.sandbox)});
    }
  }
  std::map<std::pair<std::string, std::string>, Problem> problems;
  for (StoredProblem& stored : file.problems()) {
    problems[{stored.suite, stored.problem.id}] = std::move(stored.problem);
  }
  std::vector<SampleKey> keys;
  file.for_each_verdict([&](const SampleKey& key, VerdictKind) { keys.push_back(key); });
  std::vector<VerdictKind> before(keys.size());
  GradeOutput output(options.format);
  std::mutex mutex;  // of the file
  judge_in_order(
      keys.size(), options.workers,
      [&](std::size_t i) {
        const std::optional<StoredSample> sample = [&] {
          const std::lock_guard lock(mutex);
          return file.find(keys[i]);
        }();
        before[i] = sample->verdict.kind;
        return judge_with_retries(*by_kind.at(kinds.at(keys[i].suite)),
                                  problems.at({keys[i].suite, keys[i].problem}),
                                  sample->completion);
      },
      [&](std::size_t i, const Verdict& verdict) {
        {
          const std::lock_guard lock(mutex);
          file.add_verdict(keys[i], verdict);
        }
        const std::string id =
            fmt::format("{}/{}#{}", keys[i].suite, keys[i].problem, keys[i].index);
        output.show(
            {id, i + 1, kinds.at(keys[i].suite) == "code", keys[i].suite + "/" + keys[i].problem},
            verdict, before[i]);
      });
  output.finish();
}

/// Throws UsageError unless the flags say exactly one thing to do.
void check(const GradeOptions& options) {
  const int sources = static_cast<int>(!options.run.empty()) +
                      static_cast<int>(!options.pairs.empty()) +
                      static_cast<int>(!options.suite.empty() || !options.problems.empty());
  if (sources != 1 || (!options.suite.empty() && !options.problems.empty())) {
    throw UsageError(
        "name one of: a run file, --pairs FILE, --suite S with --samples FILE, "
        "--problems FILE with --layout L and --samples FILE");
  }
  if (options.samples.empty() != (options.suite.empty() && options.problems.empty())) {
    throw UsageError(
        options.samples.empty()
            ? "--suite and --problems need the answers: --samples FILE.jsonl"
            : "--samples needs the problems: --suite S, or --problems FILE --layout L");
  }
  if (options.problems.empty() != options.layout.empty()) {
    throw UsageError(
        options.layout.empty()
            ? fmt::format("--problems needs --layout, one of {}", fmt::join(layout_names(), ", "))
            : "--layout says how --problems is written, which is missing");
  }
}

ExitCode execute(const GradeOptions& options) {
  check(options);
  if (!options.run.empty()) {
    grade_run(options);
  } else if (!options.pairs.empty()) {
    grade_pairs(options);
  } else {
    grade_samples(options);
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
  command
      ->add_option("--extraction", options->extraction,
                   "with --pairs: how to find the answer in a response, names in the order\n"
                   "in which they are tried, e.g. boxed,answer_is,last_expression")
      ->delimiter(',');
  command->add_option("--suite", options->suite, "suite whose problems --samples answers");
  command->add_option("--problems", options->problems,
                      "JSONL of your own code problems, in place of a suite");
  command->add_option(
      "--layout", options->layout,
      fmt::format("how --problems is written: {}", fmt::join(layout_names(), ", ")));
  command->add_option("--samples", options->samples,
                      "JSONL of {task_id, completion | solution} (a completion continues the\n"
                      "prompt, a solution replaces it), {question_id, code_list}, or samples of\n"
                      "lm-evaluation-harness; name and question_id name a problem as well");
  add_data_flag(*command, options->data);
  command
      ->add_option("--timeout", options->timeout_s,
                   "CPU seconds (a test, where tests have a limit) instead of the suite's")
      ->check(CLI::Range(0.01, 3600.0));
  command->add_option("--workers", options->workers, "judges at work at once; default: the cores")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--explain", options->format.explain,
                    "print of each what was extracted, the canonical forms and the rule");
  command->add_flag("--json", options->format.json, "one JSON object a line");
  add_sandbox_flag(*command, options->sandbox);
  return {command, [options] { return execute(*options); }};
}

}  // namespace assay::cli
