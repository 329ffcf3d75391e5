// What several export formats say in the same words: texts, names, times, metrics, tokens.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reports/run/run_file.hpp"
#include "reports/summary.hpp"

namespace assay::exports {

/// The reply as one text, its thinking between <think> and </think>; left open where it never
/// closed. `assay grade --samples` takes it apart again.
[[nodiscard]] std::string reply_text(const Completion& completion);

/// What a reply is held against: the gold answer, or the source of the tests where they are one.
[[nodiscard]] std::string target_text(const Problem& problem);

/// Letters, digits, '.', '_' and '-'; anything else is one '_'. Never empty, ".", or "..".
[[nodiscard]] std::string file_name(std::string_view text);

/// A file name for each problem, by id: two that would share one get a piece of their hash.
[[nodiscard]] std::unordered_map<std::string, std::string> file_names(
    const std::vector<const Problem*>& problems);

/// Makes `directory` where it is missing and returns it. Throws InfrastructureError.
std::filesystem::path make_directory(const std::filesystem::path& directory);

/// Seconds since 1970 of a time as the run file has it. Throws DataError for anything else.
[[nodiscard]] std::int64_t unix_seconds(const std::string& utc);

/// A name in the form of a UUID of version 4, made of `identity`: the same run gives the same name.
[[nodiscard]] std::string uuid_of(std::string_view identity);

/// What names a suite of a run: its hash, the model, its sampling, the seed and the time.
[[nodiscard]] std::string suite_identity(const Manifest& manifest, const SuiteEntry& suite);

struct Metric {
  std::string name;  ///< "pass@1", "cons@8"
  std::string kind;  ///< "pass" or "cons"
  int k = 1;
  Estimate estimate;
};

/// Those that the run can give, pass@1 first. Empty if nothing is scored.
[[nodiscard]] std::vector<Metric> metrics_of(const SuiteSummary& suite);

struct TokenCounts {
  std::size_t prompt = 0;
  std::size_t cached = 0;  ///< of the prompt's
  std::size_t completion = 0;
  std::size_t reasoning = 0;  ///< of the completion's
};

[[nodiscard]] TokenCounts token_counts(const Completion& completion);

/// The departures from the suite's protocol and what could not be scored, for people; one a line.
[[nodiscard]] std::vector<std::string> notes_of(const Summary& summary, const SuiteSummary& suite);

/// Samples as exports count them: without a pilot's, which is in no export and in no metric.
struct SampleCounts {
  std::size_t expected = 0;
  std::size_t scored = 0;
};

[[nodiscard]] SampleCounts sample_counts(const SuiteSummary& suite);

/// Verdicts by name, those that occur.
[[nodiscard]] nlohmann::json verdict_counts(const SuiteSummary& suite);

}  // namespace assay::exports
