#include "reports/compare/run_differences.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "engine/core/error.hpp"
#include "reports/format.hpp"

namespace assay {

namespace {

using Lines = std::vector<std::string>;

template <typename T>
void note(Lines& lines, const std::string& name, const T& a, const T& b) {
  if (a != b) {
    lines.push_back(fmt::format("{}: A has {}, B has {}", name, a, b));
  }
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string short_hash(const std::string& hash) { return hash.substr(0, 12); }

std::string model_text(const ModelInfo& model) { return model.name + " " + short_hash(model.hash); }

std::string budget_text(const Manifest& manifest) {
  return manifest.think_budget ? std::to_string(*manifest.think_budget) : "none";
}

void note_sampling(Lines& lines, const std::string& suite, const SamplingParams& a,
                   const SamplingParams& b) {
  const std::string of = " of " + suite;
  note(lines, "temperature" + of, a.temperature, b.temperature);
  note(lines, "top_p" + of, a.top_p, b.top_p);
  note(lines, "top_k" + of, a.top_k, b.top_k);
  note(lines, "min_p" + of, a.min_p, b.min_p);
  note(lines, "max_tokens" + of, a.max_tokens, b.max_tokens);
}

std::vector<std::string> ids_of(const SuiteScores& suite) {
  std::vector<std::string> ids;
  ids.reserve(suite.problems.size());
  for (const ProblemScores& problem : suite.problems) {
    ids.push_back(problem.id);
  }
  return ids;
}

void note_selection(Lines& lines, const SuiteScores& a, const SuiteScores& b) {
  const std::vector<std::string> in_a = ids_of(a);
  const std::vector<std::string> in_b = ids_of(b);
  std::vector<std::string> both;
  std::set_intersection(in_a.begin(), in_a.end(), in_b.begin(), in_b.end(),
                        std::back_inserter(both));
  if (both.size() < in_a.size() || both.size() < in_b.size()) {
    lines.push_back(fmt::format("problems of {}: A has {}, B has {}, both {}", a.entry.name,
                                in_a.size(), in_b.size(), both.size()));
  }
}

void note_suites(RunDifferences& found, const SuiteScores& a, const SuiteScores& b) {
  const std::string& name = a.entry.name;
  if (a.entry.hash != b.entry.hash) {
    note(found.obstacles, "content of suite " + name, short_hash(a.entry.hash),
         short_hash(b.entry.hash));
  }
  note_sampling(found.obstacles, name, a.entry.sampling, b.entry.sampling);
  note_selection(found.obstacles, a, b);
  note(found.remarks, "samples a problem of " + name, a.entry.k_text(), b.entry.k_text());
  if (!a.graders.empty() && !b.graders.empty() && a.graders != b.graders) {
    found.remarks.push_back(
        fmt::format("graders of {}: A has {}, B has {}; judge both by one version: assay grade RUN",
                    name, fmt::join(a.graders, " "), fmt::join(b.graders, " ")));
  }
}

void note_absent(Lines& lines, const RunScores& run, const RunScores& other, const char* lacking) {
  for (const SuiteScores& suite : run.suites) {
    if (other.find(suite.entry.name) == nullptr) {
      lines.push_back(fmt::format("suite {}: {} does not have it", suite.entry.name, lacking));
    }
  }
}

}  // namespace

RunDifferences run_differences(const RunScores& a, const RunScores& b) {
  RunDifferences found;
  note_absent(found.obstacles, a, b, "B");
  note_absent(found.obstacles, b, a, "A");
  note(found.obstacles, "system prompt", quoted(a.manifest.system_prompt),
       quoted(b.manifest.system_prompt));
  note(found.obstacles, "thinking budget", budget_text(a.manifest), budget_text(b.manifest));
  note(found.remarks, "model", model_text(a.manifest.model), model_text(b.manifest.model));
  note(found.remarks, "numerics", a.manifest.model.numerics.text(),
       b.manifest.model.numerics.text());
  note(found.remarks, "seed", a.manifest.seed, b.manifest.seed);
  note(found.remarks, "price, and so cost, in", cost_unit(a.manifest), cost_unit(b.manifest));
  for (const SuiteScores& suite : a.suites) {
    if (const SuiteScores* other = b.find(suite.entry.name)) {
      note_suites(found, suite, *other);
    }
  }
  for (const auto& [name, run] : {std::pair("A", &a), std::pair("B", &b)}) {
    if (!run->manifest.other_numerics.empty()) {
      found.remarks.push_back(fmt::format("{} is MIXED: it has samples of {}, too", name,
                                          fmt::join(run->manifest.other_numerics, " and ")));
    }
    for (const std::string& line : missing_samples(*run)) {
      found.remarks.push_back(fmt::format("{} is INCOMPLETE: {}", name, line));
    }
  }
  return found;
}

std::vector<std::string> missing_samples(const RunScores& run) {
  Lines lines;
  for (const SuiteScores& suite : run.suites) {
    if (suite.problems.empty()) {
      lines.push_back(suite.entry.name + ": no problem is stored");
    } else if (suite.scored() < suite.expected()) {
      lines.push_back(fmt::format("{}: {} of {} are not scored ({})", suite.entry.name,
                                  suite.expected() - suite.scored(),
                                  counted(suite.expected(), "sample"),
                                  counted(suite.infrastructure, "infrastructure error")));
    }
  }
  if (run.suites.empty()) {
    lines.emplace_back("no suite is stored");
  }
  return lines;
}

void require_comparable(const RunDifferences& differences) {
  if (!differences.obstacles.empty()) {
    throw UsageError(fmt::format(
        "the runs differ in more than the model: {}; --allow-different compares what both have",
        fmt::join(differences.obstacles, "; ")));
  }
}

}  // namespace assay
