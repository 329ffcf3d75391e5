#include "reports/gate/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "reports/run/sample_json.hpp"

namespace assay {

namespace {

using nlohmann::json;

constexpr std::string_view format_name = "assay-baseline";
constexpr int format_version = 1;
constexpr std::string_view letters = "cwtu";
constexpr std::size_t digest_digits = 16;

std::size_t count_correct(const ProblemScores& problem) {
  return static_cast<std::size_t>(
      std::count_if(problem.samples.begin(), problem.samples.end(),
                    [](const SampleScore& sample) { return sample.outcome == Outcome::correct; }));
}

double mean_thinking(const ProblemScores& problem) {
  double sum = 0;
  for (const SampleScore& sample : problem.samples) {
    sum += sample.thinking;
  }
  return problem.samples.empty() ? 0 : sum / static_cast<double>(problem.samples.size());
}

std::string outcomes_of(const ProblemScores& problem) {
  std::string text;
  for (const SampleScore& sample : problem.samples) {
    text.resize(static_cast<std::size_t>(sample.index), '.');
    text += letters[static_cast<std::size_t>(sample.outcome)];
  }
  return text;
}

json problem_json(const ProblemScores& problem) {
  json row = {{"problem", problem.id},
              {"samples", problem.samples.size()},
              {"correct", count_correct(problem)},
              {"thinking_mean", mean_thinking(problem)},
              {"outcomes", outcomes_of(problem)},
              {"answers", json::array()},
              {"thinking", json::array()},
              {"cost", json::array()}};
  if (!problem.cluster.empty()) {
    row["cluster"] = problem.cluster;
  }
  std::string digests;
  for (const SampleScore& sample : problem.samples) {
    row["answers"].push_back(sample.party);
    row["thinking"].push_back(static_cast<std::int64_t>(sample.thinking));
    row["cost"].push_back(sample.cost);
    digests += fmt::format("{:016x}", sample.digest);
  }
  row["digests"] = digests;
  return row;
}

std::uint64_t digest_at(const std::string& digests, std::size_t number) {
  const char* begin = digests.data() + number * digest_digits;
  std::uint64_t digest = 0;
  const auto [end, error] = std::from_chars(begin, begin + digest_digits, digest, 16);
  if (error != std::errc() || end != begin + digest_digits) {
    throw DataError("digests: not hexadecimal");
  }
  return digest;
}

void require_length(std::size_t length, std::size_t expected, const char* field) {
  if (length != expected) {
    throw DataError(fmt::format("{}: {} values for {} samples", field, length, expected));
  }
}

int party_of(int answer, std::size_t samples) {
  if (answer < -1 || answer > static_cast<int>(samples)) {
    throw DataError(fmt::format("answers: {} is no number of an answer", answer));
  }
  return answer;
}

/// "outcomes" gives which samples there are.
std::vector<SampleScore> samples_of(const std::string& outcomes) {
  std::vector<SampleScore> samples;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i] == '.') {
      continue;
    }
    const std::size_t kind = letters.find(outcomes[i]);
    if (kind == std::string_view::npos) {
      throw DataError(fmt::format("outcomes: '{}' is none of c, w, t, u and .", outcomes[i]));
    }
    SampleScore sample;
    sample.index = static_cast<int>(i);
    sample.outcome = static_cast<Outcome>(kind);
    samples.push_back(sample);
  }
  return samples;
}

/// The counts are there for people; a file in which they are wrong was changed by hand.
void require_counts(const json& row, const ProblemScores& problem) {
  require_length(row.at("samples").get<std::size_t>(), problem.samples.size(), "samples");
  if (row.at("correct").get<std::size_t>() != count_correct(problem)) {
    throw DataError(fmt::format("correct: says {}, outcomes have {}", row.at("correct").dump(),
                                count_correct(problem)));
  }
  const double mean = mean_thinking(problem);
  if (!(std::abs(row.at("thinking_mean").get<double>() - mean) <= 1e-6 * (1 + mean))) {
    throw DataError(fmt::format("thinking_mean: says {}, thinking has {}",
                                row.at("thinking_mean").dump(), mean));
  }
}

ProblemScores parse_problem(const json& row) {
  ProblemScores problem;
  problem.id = row.at("problem").get<std::string>();
  try {
    problem.cluster = row.value("cluster", std::string());
    const auto outcomes = row.at("outcomes").get<std::string>();
    problem.samples = samples_of(outcomes);
    const auto answers = row.at("answers").get<std::vector<int>>();
    const auto thinking = row.at("thinking").get<std::vector<double>>();
    const auto cost = row.at("cost").get<std::vector<double>>();
    const auto digests = row.at("digests").get<std::string>();
    const std::size_t n = problem.samples.size();
    require_length(answers.size(), n, "answers");
    require_length(thinking.size(), n, "thinking");
    require_length(cost.size(), n, "cost");
    require_length(digests.size(), n * digest_digits, "digests");
    for (std::size_t i = 0; i < n; ++i) {
      SampleScore& sample = problem.samples[i];
      sample.party = party_of(answers[i], outcomes.size());
      sample.thinking = thinking[i];
      sample.cost = cost[i];
      sample.digest = digest_at(digests, i);
    }
    require_counts(row, problem);
  } catch (const json::exception& error) {
    throw DataError(fmt::format("problem {}: {}", problem.id, error.what()));
  } catch (const DataError& error) {
    throw DataError(fmt::format("problem {}: {}", problem.id, error.what()));
  }
  return problem;
}

SuiteScores parse_suite(const json& document, const SuiteEntry& entry) {
  SuiteScores suite;
  suite.entry = entry;
  suite.graders = document.at("graders").get<std::set<std::string>>();
  suite.votes = document.at("votes").get<bool>();
  suite.infrastructure = document.at("infrastructure").get<std::size_t>();
  for (const json& row : document.at("problems")) {
    suite.problems.push_back(parse_problem(row));
  }
  const auto ordered = [](const ProblemScores& a, const ProblemScores& b) { return a.id < b.id; };
  if (!std::is_sorted(suite.problems.begin(), suite.problems.end(), ordered)) {
    throw DataError(
        fmt::format("suite {}: problems are not in the order of their ids", entry.name));
  }
  return suite;
}

void require_format(const json& document) {
  if (!document.is_object() || document.value("format", std::string()) != format_name) {
    throw DataError("no baseline; make one with assay gate RUN --save-baseline FILE");
  }
  const int version = document.at("version").get<int>();
  if (version != format_version) {
    throw DataError(
        fmt::format("version {}, this assay reads {}; make it again with assay gate RUN "
                    "--save-baseline FILE",
                    version, format_version));
  }
}

RunScores parse(const std::string& text) {
  const json document = json::parse(text);
  require_format(document);
  RunScores run;
  run.manifest = manifest_from_json(document.at("manifest"));
  const json& suites = document.at("suites");
  if (suites.size() != run.manifest.suites.size()) {
    throw DataError(
        fmt::format("suites: {}, the manifest has {}", suites.size(), run.manifest.suites.size()));
  }
  for (std::size_t i = 0; i < suites.size(); ++i) {
    run.suites.push_back(parse_suite(suites.at(i), run.manifest.suites[i]));
  }
  return run;
}

}  // namespace

std::string to_baseline(const RunScores& run) {
  std::string text =
      fmt::format("{{\"format\":\"{}\",\"version\":{},\n\"manifest\":{},\n\"suites\":[",
                  format_name, format_version, compact(to_json(run.manifest)));
  const char* between_suites = "\n";
  for (const SuiteScores& suite : run.suites) {
    const json graders = suite.graders;
    text += fmt::format(
        "{}{{\"name\":{},\"graders\":{},\"votes\":{},\"infrastructure\":{},"
        "\"problems\":[",
        between_suites, compact(json(suite.entry.name)), compact(graders), suite.votes,
        suite.infrastructure);
    const char* between = "\n";
    for (const ProblemScores& problem : suite.problems) {
      text += between + compact(problem_json(problem));
      between = ",\n";
    }
    text += "\n]}";
    between_suites = ",\n";
  }
  return text + "\n]}\n";
}

RunScores parse_baseline(const std::string& text, const std::string& path) {
  try {
    RunScores run = parse(text);
    run.path = path;
    return run;
  } catch (const json::exception& error) {
    throw DataError(fmt::format("{}: no baseline: {}", path, error.what()));
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}: {}", path, error.what()));
  }
}

RunScores load_scores(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (file.get() == '{') {
    return parse_baseline(read_file(path), path);
  }
  return read_scores(RunFile::read(path));
}

}  // namespace assay
