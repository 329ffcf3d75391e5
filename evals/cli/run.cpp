// assay run: generate, judge, store, and show the table.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/core/file.hpp"
#include "evals/adaptive.hpp"
#include "evals/cli/command.hpp"
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

/// The existing run's manifest grown by what is asked for now. Throws UsageError where the
/// two cannot be one run.
Manifest grown(const std::filesystem::path& path, Manifest existing, const Manifest& wanted,
               bool mixed) {
  const std::vector<std::string> lines = differences(existing, wanted, mixed);
  if (!lines.empty()) {
    throw UsageError(fmt::format("{} was begun differently: {}; name another file with -o",
                                 path.string(), fmt::join(lines, "; ")));
  }
  existing.shards = wanted.shards;
  existing.note_numerics(wanted.model.numerics.text());
  for (const SuiteEntry& entry : wanted.suites) {
    const auto same = std::find_if(existing.suites.begin(), existing.suites.end(),
                                   [&](const SuiteEntry& old) { return old.name == entry.name; });
    if (same == existing.suites.end()) {
      existing.suites.push_back(entry);
    } else {
      same->k = std::max(same->k, entry.k);
    }
  }
  if (existing.sandbox_level.empty()) {
    existing.sandbox_level = wanted.sandbox_level;
  } else if (!wanted.sandbox_level.empty() && wanted.sandbox_level != existing.sandbox_level) {
    existing.sandbox_level += "; later " + wanted.sandbox_level;
  }
  return existing;
}

RunFile open_run_file(const std::filesystem::path& path, const Manifest& wanted, bool mixed) {
  if (!std::filesystem::exists(path)) {
    return RunFile::create(path, wanted);
  }
  RunFile file = RunFile::open(path);
  file.update_manifest(grown(path, file.manifest(), wanted, mixed));
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

/// "5 problems x 3", of a shard "3 of 9 problems x 3".
std::string work_text(const PlannedSuite& planned, const SuiteEntry& entry, const Shards& shards) {
  const std::size_t all = planned.suite.problems.size();
  if (shards.all()) {
    return fmt::format("{} problems x {}{}", all, entry.k, entry.adaptive ? ", the pilot," : "");
  }
  const auto none = std::count(planned.counts.begin(), planned.counts.end(), 0);
  return fmt::format("shard {}, {} of {} problems x {}", to_string(shards),
                     all - static_cast<std::size_t>(none), all, entry.k);
}

void print_dry_run(std::ostream& out, const Plan& plan, const Manifest& manifest,
                   const Generator& generator, const std::filesystem::path& path) {
  print_heading(out, manifest);
  std::size_t samples = 0;
  for (std::size_t s = 0; s < plan.run.suites.size(); ++s) {
    const PlannedSuite& planned = plan.run.suites[s];
    const Problem& first = planned.suite.problems.front();
    const RenderedPrompt prompt = generator.render(messages_for(first, plan.run.system_prompt));
    samples += planned.samples();
    out << fmt::format(
        "\n{}: {} = {} samples, temperature {}, top_p {}, max_tokens {}\n"
        "prompt of {}, {} tokens:\n{}\nids: {}\n",
        planned.suite.name, work_text(planned, plan.entries[s], manifest.shards), planned.samples(),
        planned.sampling.temperature, planned.sampling.top_p, planned.sampling.max_tokens, first.id,
        prompt.ids.size(), prompt.text, fmt::join(prompt.ids, " "));
  }
  out << fmt::format("\n{} samples would go to {}{}. Nothing was generated.\n", samples,
                     path.string(), std::filesystem::exists(path) ? ", which exists" : "");
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
  const std::filesystem::path path = run_file_path(options);
  if (!options.dry_run) {
    check_writable(path);
  }
  Interrupt interrupt;
  const Graders graders = options.dry_run ? Graders({}, SandboxPolicy::automatic)
                                          : Graders(suites, sandbox_policy(options.sandbox));
  std::vector<SelectedSuite> selected = select_problems(options, std::move(suites));
  const std::unique_ptr<Generator> generator = open_model(options.model);
  const Plan plan = make_plan(options, std::move(selected), generator->info().context);
  const Manifest manifest =
      make_manifest(options, plan, generator->info(), graders.sandbox_level());
  if (options.dry_run) {
    print_dry_run(std::cout, plan, manifest, *generator, path);
    return ExitCode::done;
  }
  RunFile file = open_run_file(path, manifest, options.mixed);
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
