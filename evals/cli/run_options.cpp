#include "evals/cli/run_options.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "evals/build_info.hpp"
#include "evals/cli/command.hpp"
#include "evals/timestamp.hpp"

namespace assay::cli {

namespace {

/// Parts of the one table of flags that later versions fill: refused by name, not as typing errors.
void add_later_flags(CLI::App& app) {
  app.add_option_function<std::string>("--few-shot",
                                       [](const std::string& /*value*/) {
                                         throw UsageError("--few-shot is not in this version");
                                       })
      ->group("");
  app.add_flag_callback("--fast-nondeterministic",
                        [] { throw UsageError("--fast-nondeterministic is not in this version"); })
      ->group("");
}

constexpr int default_pilot = 4;
constexpr int default_max_k = 64;

/// CLI11 takes -1 and saturates; two seeds that were typed differently must never be one.
std::string is_seed(const std::string& text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && rest == end
             ? ""
             : fmt::format("--seed {}: must be a whole number from 0 to 18446744073709551615",
                           text);
}

std::string host_description() {
  utsname names{};
  ::uname(&names);
  return fmt::format("{} {} {}", names.sysname, names.release, names.machine);
}

std::vector<std::string> scalar_or_list(const YAML::Node& node) {
  std::vector<std::string> values;
  if (node.IsSequence()) {
    for (const YAML::Node& item : node) {
      values.push_back(item.as<std::string>());
    }
  } else {
    values.push_back(node.as<std::string>());
  }
  return values;
}

void apply_entry(CLI::App& app, const std::string& key, const YAML::Node& value) {
  const std::string name = key == "suites" || key.size() == 1 ? key : "--" + key;
  CLI::Option* option = app.get_option_no_throw(name.size() == 1 ? "-" + name : name);
  if (option == nullptr || key == "config" || key == "help") {
    throw UsageError("unknown key '" + key + "'; keys are the long flag names of assay run");
  }
  if (option->count() == 0) {
    for (const std::string& text : scalar_or_list(value)) {
      option->add_result(text);
    }
    option->run_callback();
  }
}

void check_until_ci(const RunOptions& options) {
  if (!options.until_ci) {
    if (options.max_k) {
      throw UsageError(fmt::format("--max-k {}: belongs to --until-ci", *options.max_k));
    }
    return;
  }
  const double width = *options.until_ci;
  if (!(width > 0 && width < 0.5)) {
    throw UsageError(fmt::format(
        "--until-ci {}: the half width must be between 0 and 0.5, a share: 0.02 is 2 points",
        width));
  }
  if (!options.shard.all()) {
    throw UsageError(
        "--until-ci plans with the samples of all problems, and --shard draws some: use one");
  }
  const int pilot = options.k.value_or(default_pilot);
  const int most = options.max_k.value_or(default_max_k);
  if (pilot < 2) {
    throw UsageError(fmt::format("-k {}: the pilot of --until-ci needs 2 or more", pilot));
  }
  if (most <= pilot) {
    throw UsageError(fmt::format("--max-k {}: must be more than the pilot's -k {}", most, pilot));
  }
}

std::optional<int> closing_budget(const RunOptions& options) {
  return options.think_budgets.size() == 1 ? std::optional(options.think_budgets.front())
                                           : std::nullopt;
}

/// Rising, each once.
std::vector<int> fork_budgets(const RunOptions& options) {
  if (options.think_budgets.size() < 2) {
    return {};
  }
  const std::set<int> sorted(options.think_budgets.begin(), options.think_budgets.end());
  return {sorted.begin(), sorted.end()};
}

/// What the manifest says of a suite.
SuiteEntry make_entry(const RunOptions& options, const SelectedSuite& selected, int context) {
  const Suite& suite = selected.suite;
  ResolvedSampling resolved = resolve_sampling(options.sampling, options.preset, suite, context);
  if (!options.system_prompt.empty()) {
    resolved.departures.emplace_back("a system prompt, not none");
  }
  if (const std::optional<int> budget = closing_budget(options)) {
    resolved.departures.push_back(fmt::format("think_budget {}, not none", *budget));
  }
  if (options.think_extend > 0) {
    resolved.departures.push_back(fmt::format("think_extend {}, not none", options.think_extend));
  }
  resolved.departures.insert(resolved.departures.end(), suite.remarks.begin(), suite.remarks.end());
  SuiteEntry entry;
  entry.name = suite.name;
  entry.title = suite.title;
  entry.hash = suite.hash;
  entry.grader = suite.grader;
  entry.reference = suite.reference;
  entry.suite_size = selected.suite_size;
  entry.k = options.k.value_or(options.until_ci ? default_pilot : suite.k);
  entry.sampling = resolved.params;
  entry.departures = std::move(resolved.departures);
  if (options.until_ci) {
    entry.adaptive =
        AdaptiveSampling{*options.until_ci, entry.k, options.max_k.value_or(default_max_k), {}};
  }
  return entry;
}

}  // namespace

void add_run_options(CLI::App& app, RunOptions& options) {
  app.add_option(
      "suites", options.suites,
      "shipped suites (see assay list suites) or YAML files; mathematics also rewritten:\n"
      "SUITE+rename, +irrelevant, +reorder, assay-math+numbers");
  app.add_option("-m,--model", options.model.model,
                 "builtin, a checkpoint directory, a server's address (http://host:8000/v1#name), "
                 "or a YAML\n"
                 "file that describes one")
      ->capture_default_str();
  app.add_option("-k", options.k, "samples per problem [the suite's]");
  app.add_option("--preset", options.preset, "sampling preset: r1, greedy");
  app.add_option(
      "--limit", options.limit,
      "only the first N problems of each suite; of a suite and its rewritings (SUITE+rename)\n"
      "the same ones");
  app.add_option(
         "--ids", options.ids,
         "only these problems, comma separated: ID, of every suite that has it, or SUITE/ID")
      ->delimiter(',');
  app.add_option_function<std::string>(
      "--shard", [&options](const std::string& text) { options.shard = parse_shard(text); },
      "i/n: only the i-th of n parts of the problems; assay merge joins them");
  app.add_option("--until-ci", options.until_ci,
                 "sample until the 95 % interval of pass@1 is that narrow: its half width as a\n"
                 "share, e.g. 0.02. -k is then the pilot [4], which counts in no estimate");
  app.add_option("--max-k", options.max_k, "with --until-ci: most samples of a problem [64]");
  app.add_flag("--mixed", options.mixed,
               "go on with a run that was begun on other numerics; every view then says so");
  app.add_option("--seed", options.seed, "seed of the random streams")
      ->check(CLI::Validator(is_seed, "0 to 2^64-1", "seed"))
      ->capture_default_str();
  app.add_option("--temperature", options.sampling.temperature, "0 is greedy");
  app.add_option("--top-p", options.sampling.top_p, "nucleus sampling");
  app.add_option("--top-k", options.sampling.top_k, "0 is off");
  app.add_option("--min-p", options.sampling.min_p, "0 is off");
  app.add_option("--max-tokens", options.sampling.max_tokens, "clipped to the model's context");
  app.add_option("--think-budget", options.think_budgets,
                 "close the thinking after so many tokens and let the model answer; of several\n"
                 "(T,T,...) none closes it: each sample is also answered at each of them")
      ->delimiter(',');
  app.add_option("--think-extend", options.think_extend,
                 "replace the first N closings of the thinking by \"Wait\"")
      ->capture_default_str();
  app.add_option("--system", options.system_prompt, "system prompt [none]");
  add_data_flag(app, options.data);
  app.add_option("--config", options.config, "YAML file with any of these flags by long name");
  app.add_flag("--dry-run", options.dry_run,
               "print prompt, ids and planned work; generate nothing");
  add_sandbox_flag(app, options.sandbox);
  add_model_flags(app, options.model);
  app.add_option("-o,--out", options.out, "run file; resumes if it exists [SUITE.run]");
  app.add_flag("--json", options.json, "machine-readable events, one a line");
  add_later_flags(app);
}

void apply_config(CLI::App& app, const std::filesystem::path& path) {
  YAML::Node document;
  try {
    document = YAML::Load(read_file(path));
  } catch (const YAML::Exception& error) {
    throw UsageError(fmt::format("{}:{}: {}", path.string(), error.mark.line + 1, error.msg));
  }
  if (!document.IsMap()) {
    throw UsageError(fmt::format("{}: must be a map of flag: value", path.string()));
  }
  for (const auto& entry : document) {
    const auto where = fmt::format("{}:{}", path.string(), entry.first.Mark().line + 1);
    try {
      apply_entry(app, entry.first.as<std::string>(), entry.second);
    } catch (const YAML::Exception& error) {
      throw UsageError(fmt::format("{}: {}", where, error.msg));
    } catch (const CLI::Error& error) {
      throw UsageError(fmt::format("{}: {}", where, error.what()));
    } catch (const Error& error) {
      throw UsageError(fmt::format("{}: {}", where, error.what()));
    }
  }
}

void validate(const RunOptions& options) {
  if (options.suites.empty()) {
    throw UsageError("name at least one suite, e.g. assay run assay-math (see assay list suites)");
  }
  if (options.k && *options.k < 1) {
    throw UsageError(fmt::format("-k {}: must be 1 or more", *options.k));
  }
  if (options.limit && *options.limit < 1) {
    throw UsageError(fmt::format("--limit {}: must be 1 or more", *options.limit));
  }
  check_until_ci(options);
  for (const int budget : options.think_budgets) {
    if (budget < 0) {
      throw UsageError(fmt::format("--think-budget {}: must be 0 or more", budget));
    }
  }
  if (options.think_extend < 0) {
    throw UsageError(fmt::format("--think-extend {}: must be 0 or more", options.think_extend));
  }
}

std::vector<Suite> load_suites(const RunOptions& options) {
  const std::filesystem::path data = data_directory(options.data);
  std::set<std::string> names;
  std::vector<Suite> suites;
  for (const std::string& name : options.suites) {
    suites.push_back(load_suite(name, data));
    if (!names.insert(suites.back().name).second) {
      throw UsageError(fmt::format("suite {} is named twice", suites.back().name));
    }
  }
  return suites;
}

Selection select_problems(const RunOptions& options, std::vector<Suite> suites) {
  const auto limit = options.limit ? std::optional<std::size_t>(*options.limit) : std::nullopt;
  return assay::select_problems(std::move(suites), limit, options.ids);
}

Plan make_plan(const RunOptions& options, std::vector<SelectedSuite> suites, int context) {
  Plan plan;
  plan.run.system_prompt = options.system_prompt;
  plan.run.think_budget = closing_budget(options);
  plan.run.fork_budgets = fork_budgets(options);
  plan.run.think_extend = options.think_extend;
  plan.run.seed = options.seed;
  plan.run.window = 4 * static_cast<std::size_t>(options.model.max_batch);
  for (SelectedSuite& selected : suites) {
    plan.entries.push_back(make_entry(options, selected, context));
    std::vector<int> counts;
    counts.reserve(selected.positions.size());
    for (const std::size_t position : selected.positions) {
      counts.push_back(options.shard.hold(position) ? plan.entries.back().k : 0);
    }
    plan.run.suites.push_back(
        {std::move(selected.suite), plan.entries.back().sampling, std::move(counts)});
  }
  return plan;
}

Manifest make_manifest(const RunOptions& options, const Plan& plan, const ModelInfo& model,
                       const std::string& sandbox_level) {
  Manifest manifest;
  manifest.suites = plan.entries;
  for (SuiteEntry& entry : manifest.suites) {
    entry.departures.insert(entry.departures.end(), model.remarks.begin(), model.remarks.end());
  }
  manifest.shards = options.shard;
  const BuildInfo build = build_info();
  manifest.model = model;
  manifest.seed = options.seed;
  manifest.preset = options.preset.empty() ? "r1" : options.preset;
  manifest.system_prompt = options.system_prompt;
  manifest.think_budget = closing_budget(options);
  manifest.fork_budgets = fork_budgets(options);
  manifest.think_extend = options.think_extend;
  manifest.sandbox_level = sandbox_level;
  manifest.created = utc_now();
  manifest.version = build.version;
  manifest.git_commit = build.commit;
  manifest.git_dirty = build.dirty;
  manifest.host = host_description();
  manifest.command = command_line();
  return manifest;
}

std::filesystem::path run_file_path(const RunOptions& options) {
  if (!options.out.empty()) {
    return options.out;
  }
  std::string name;
  for (const std::string& suite : options.suites) {
    name += (name.empty() ? "" : "+") + std::filesystem::path(suite).stem().string();
  }
  return name + ".run";
}

}  // namespace assay::cli
