// assay run: generate, judge, store, and show the table.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "datasets/edit_distance.hpp"
#include "engine/core/file.hpp"
#include "evals/adaptive.hpp"
#include "evals/cli/command.hpp"
#include "evals/cli/dry_run.hpp"
#include "evals/cli/resume.hpp"
#include "evals/cli/run_options.hpp"
#include "evals/cli/thought_answer.hpp"
#include "evals/interrupt.hpp"
#include "reports/summary.hpp"
#include "reports/table.hpp"

namespace assay::cli {

namespace {

/// Graders are made once a kind, before any generation, so that a missing sandbox is told at once.
class Graders {
 public:
  Graders(const std::vector<Suite>& suites, SandboxPolicy policy) {
    for (const Suite& suite : suites) {
      if (!graders_.contains(suite.grader)) {
        graders_[suite.grader] = make_grader({suite.grader, policy});
      }
      check(suite);
    }
    if (graders_.contains("code")) {
      sandbox_level_ = probe_sandbox(policy).level;
    }
  }

  [[nodiscard]] GraderFactory factory() const {
    return [this](const std::string& kind) { return graders_.at(kind); };
  }
  [[nodiscard]] const std::string& sandbox_level() const { return sandbox_level_; }

 private:
  /// A problem that cannot be judged is the suite's error, told before anything is generated.
  void check(const Suite& suite) const {
    for (const Problem& problem : suite.problems) {
      try {
        graders_.at(suite.grader)->check(problem);
      } catch (const DataError& error) {
        throw DataError(fmt::format("suite '{}': {}", suite.name, error.what()));
      }
    }
  }

  std::map<std::string, std::shared_ptr<const Grader>> graders_;
  std::string sandbox_level_;
};

void print_notes(std::ostream& out, const std::vector<std::string>& notes) {
  for (const std::string& note : notes) {
    out << "Note: " << note << '\n';
  }
}

/// `changes` as of suite_changes().
RunFile open_run_file(const std::filesystem::path& path, const Manifest& wanted, const Plan& plan,
                      bool mixed, const std::vector<std::string>& changes) {
  if (!std::filesystem::exists(path)) {
    return RunFile::create(path, wanted);
  }
  RunFile file = RunFile::open(path);
  const Manifest manifest = grown(file, wanted, mixed, changes);
  print_notes(std::cerr, kept_beyond(file, plan));
  file.update_manifest(manifest);
  return file;
}

void print_heading(std::ostream& out, const Manifest& manifest) {
  out << fmt::format("{} {} {} | {} | preset {}\n", manifest.model.name,
                     manifest.model.numerics.weights, manifest.model.hash.substr(0, 6),
                     manifest.model.hardware, manifest.preset);
  for (const SuiteEntry& suite : manifest.suites) {
    if (!suite.departures.empty()) {
      out << fmt::format("  {} departs from its protocol: {}\n", suite.name,
                         fmt::join(suite.departures, ", "));
    }
  }
  out.flush();
}

/// A user's own references may lie elsewhere, so that an unknown key is no error.
std::vector<std::string> reference_notes(const std::vector<Suite>& suites) {
  std::vector<std::string> keys;
  for (const Reference& reference : load_references({})) {
    keys.push_back(reference.suite);
  }
  std::vector<std::string> notes;
  for (const Suite& suite : suites) {
    if (!suite.reference.empty() &&
        std::find(keys.begin(), keys.end(), suite.reference) == keys.end()) {
      notes.push_back(fmt::format(
          "{}: field 'reference' is '{}', which no shipped reference has{}; assay report "
          "--references DIR reads others, assay list references shows what there is",
          suite.reference_where, suite.reference, did_you_mean(suite.reference, keys)));
    }
  }
  return notes;
}

std::vector<std::string> left_out_notes(const std::vector<std::string>& suites) {
  std::vector<std::string> notes;
  notes.reserve(suites.size());
  for (const std::string& suite : suites) {
    notes.push_back(fmt::format("suite {} is left out: none of --ids is a problem of it", suite));
  }
  return notes;
}

ProgressStyle progress_style(bool json) {
  if (json) {
    return ProgressStyle::json;
  }
  return ::isatty(STDERR_FILENO) != 0 ? ProgressStyle::terminal : ProgressStyle::plain;
}

void print_result(const RunOptions& options, const std::filesystem::path& path) {
  const Summary summary = summarize(RunFile::read(path), load_references({}), thought_agreement);
  if (options.json) {
    nlohmann::json event = {{"event", "done"}, {"run", path.string()}};
    event["summary"] = to_json(summary);
    std::cout << event.dump() << std::endl;
    return;
  }
  std::cout << '\n'
            << table(summary)
            << (summary.manifest.shards.all()
                    ? fmt::format("Saved {0}. Next: assay report {0} -o page.html\n", path.string())
                    : fmt::format("Saved {}. Next, once every shard is done: assay merge RUN... "
                                  "-o OUT\n",
                                  path.string()));
}

ExitCode execute(CLI::App& app, RunOptions& options) {
  if (!options.config.empty()) {
    apply_config(app, options.config);
  }
  validate(options);
  std::vector<Suite> suites = load_suites(options);
  print_notes(std::cerr, reference_notes(suites));
  const std::filesystem::path path = run_file_path(options);
  if (!options.dry_run) {
    check_writable(path);
  }
  const std::vector<std::string> changes = suite_changes(path, suites);
  Interrupt interrupt;
  const Graders graders = options.dry_run ? Graders({}, SandboxPolicy::automatic)
                                          : Graders(suites, sandbox_policy(options.sandbox));
  Selection selected = select_problems(options, std::move(suites));
  const std::unique_ptr<Generator> generator = open_model(options.model);
  const Plan plan = make_plan(options, std::move(selected.suites), generator->info().context);
  const Manifest manifest =
      make_manifest(options, plan, generator->info(), graders.sandbox_level());
  if (options.dry_run) {
    print_heading(std::cout, manifest);
    print_dry_run(std::cout, plan, manifest, *generator, path, options, changes);
    print_notes(std::cerr, left_out_notes(selected.left_out));
    return ExitCode::done;
  }
  RunFile file = open_run_file(path, manifest, plan, options.mixed, changes);
  print_notes(std::cerr, left_out_notes(selected.left_out));
  if (!options.json) {
    print_heading(std::cout, file.manifest());
  }
  interrupt.on_stop([&] { generator->cancel(); });
  const auto progress =
      make_progress(progress_style(options.json), options.json ? std::cout : std::cerr);
  const bool complete = (options.until_ci ? run_until_ci : run)(
      plan.run, *generator, graders.factory(), file, *progress, interrupt.stopped());
  interrupt.on_stop({});
  if (interrupt.stopped()) {
    throw Interrupted(
        fmt::format("stopped; everything finished is in {}: run the same command again to go on",
                    path.string()));
  }
  print_result(options, path);
  return complete ? ExitCode::done : ExitCode::infrastructure;
}

}  // namespace

Command add_run(CLI::App& app) {
  CLI::App* run = app.add_subcommand("run", "Run suites on a model; the same command resumes");
  const auto options = std::make_shared<RunOptions>();
  add_run_options(*run, *options);
  return {run, [run, options] { return execute(*run, *options); }};
}

}  // namespace assay::cli
