#include "reports/export/fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <ctime>
#include <system_error>

#include "engine/core/error.hpp"
#include "engine/core/file_error.hpp"
#include "engine/core/hash.hpp"
#include "reports/run/pilot.hpp"

namespace assay::exports {

std::string reply_text(const Completion& completion) {
  if (completion.think_end && *completion.think_end == 0 && completion.thinking.empty()) {
    return completion.answer;
  }
  return "<think>" + completion.thinking +
         (completion.think_end ? "</think>" + completion.answer : "");
}

std::string target_text(const Problem& problem) {
  if (!problem.tests) {
    return problem.gold;
  }
  if (problem.tests->asserts.empty()) {
    return problem.tests->test;
  }
  return fmt::format("{}", fmt::join(problem.tests->asserts, "\n"));
}

std::string file_name(std::string_view text) {
  std::string name(text);
  std::replace_if(
      name.begin(), name.end(),
      [](unsigned char c) { return c > 0x7e || (std::isalnum(c) == 0 && c != '.' && c != '-'); },
      '_');
  return name.find_first_not_of('.') == std::string::npos ? "_" + name : name;
}

std::unordered_map<std::string, std::string> file_names(
    const std::vector<const Problem*>& problems) {
  std::unordered_map<std::string, int> uses;
  for (const Problem* problem : problems) {
    ++uses[file_name(problem->id)];
  }
  std::unordered_map<std::string, std::string> names;
  for (const Problem* problem : problems) {
    std::string name = file_name(problem->id);
    if (uses[name] > 1 && name != problem->id) {
      name += "-" + sha256_hex(problem->id).substr(0, 8);
    }
    names[problem->id] = std::move(name);
  }
  return names;
}

std::filesystem::path make_directory(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    throw_write_error(directory, error.value());
  }
  return directory;
}

std::int64_t unix_seconds(const std::string& utc) {
  std::tm time{};
  const char* end = ::strptime(utc.c_str(), "%Y-%m-%dT%H:%M:%SZ", &time);
  if (end == nullptr || *end != '\0') {
    throw DataError(fmt::format("'{}' is no time like 2026-01-31T12:00:00Z", utc));
  }
  return ::timegm(&time);
}

std::string uuid_of(std::string_view identity) {
  std::string hex = sha256_hex(identity).substr(0, 32);
  constexpr std::string_view variants = "89ab";
  hex[12] = '4';
  hex[16] = variants[static_cast<unsigned char>(hex[16]) % 4];
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20));
}

std::string suite_identity(const Manifest& manifest, const SuiteEntry& suite) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", suite.name, suite.hash, manifest.model.name,
                     manifest.model.hash, manifest.seed, manifest.created);
}

std::vector<Metric> metrics_of(const SuiteSummary& suite) {
  std::vector<Metric> metrics;
  const auto add = [&](const char* kind, int k, const Estimate& estimate) {
    if (estimate.problems > 0) {
      metrics.push_back({fmt::format("{}@{}", kind, k), kind, k, estimate});
    }
  };
  add("pass", 1, suite.pass_at_1);
  for (const EstimateAtK& at : suite.pass_at_k) {
    add("pass", at.k, at.estimate);
  }
  for (const EstimateAtK& at : suite.cons_by_k) {
    add("cons", at.k, at.estimate);
  }
  return metrics;
}

TokenCounts token_counts(const Completion& completion) {
  TokenCounts counts;
  counts.prompt = completion.usage ? completion.usage->prompt_tokens : completion.prompt_ids.size();
  counts.cached = completion.usage ? completion.usage->cached_prompt_tokens : 0;
  counts.completion = completion.tokens();
  counts.reasoning = completion.thinking_tokens();
  return counts;
}

std::vector<std::string> notes_of(const Summary& summary, const SuiteSummary& suite) {
  std::vector<std::string> notes;
  for (const std::string& departure : suite.entry.departures) {
    notes.push_back("departs from the suite's protocol: " + departure);
  }
  for (const Warning& warning : warnings(summary)) {
    if (warning.text.starts_with(suite.entry.name + ":")) {
      notes.push_back(warning.text);
    }
  }
  return notes;
}

SampleCounts sample_counts(const SuiteSummary& suite) {
  const std::size_t pilot =
      is_planned(suite.entry)
          ? suite.problems * static_cast<std::size_t>(suite.entry.adaptive->pilot)
          : 0;
  return {suite.expected - pilot, suite.scored - suite.pilot};
}

nlohmann::json verdict_counts(const SuiteSummary& suite) {
  nlohmann::json counts = nlohmann::json::object();
  for (std::size_t i = 0; i < suite.verdicts.size(); ++i) {
    if (suite.verdicts[i] > 0) {
      counts[std::string(verdict_names[i])] = suite.verdicts[i];
    }
  }
  return counts;
}

}  // namespace assay::exports
