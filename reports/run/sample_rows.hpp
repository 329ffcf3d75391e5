// Rows of the run file as samples, checked: every row by its checksum, and the whole by its order.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "reports/run/run_file.hpp"
#include "reports/run/sqlite.hpp"

namespace assay {

// CROSS JOIN keeps SQLite to the order in which the indices give the rows of by_key: it would sort
// whole runs, traces and all, otherwise.

/// One row a sample with its newest verdict, for read_sample().
inline constexpr std::string_view select_samples = R"(
  SELECT p.suite, p.problem, s.sample, s.kind, s.parent, s.trace, s.thinking_bytes, s.token_ids,
         coalesce(s.prompt_ids, p.prompt_ids), s.think_end, s.finish_reason, s.queue_ms,
         s.prefill_ms, s.decode_ms, s.finished, s.prompt_tokens, s.completion_tokens, s.telemetry,
         s.checksum, v.kind, v.extracted, v.canonical, v.reason, v.output, v.grader, v.cpu_ms,
         v.rss_bytes, v.checksum, s.budget
  FROM problems p CROSS JOIN samples s ON s.problem = p.id
  JOIN verdicts v ON v.id = (SELECT max(id) FROM verdicts WHERE sample = s.id))";

/// The same without the trace, for read_sample_verdict().
inline constexpr std::string_view select_verdicts = R"(
  SELECT p.suite, p.problem, s.sample, s.kind, s.checksum, v.kind, v.extracted, v.canonical,
         v.reason, v.output, v.grader, v.cpu_ms, v.rss_bytes, v.checksum, s.budget
  FROM problems p CROSS JOIN samples s ON s.problem = p.id
  JOIN verdicts v ON v.id = (SELECT max(id) FROM verdicts WHERE sample = s.id))";

/// The order of SampleKey; that of the kinds is not that of their names.
inline constexpr std::string_view by_key = R"(
  ORDER BY p.suite, p.problem, s.sample,
           CASE s.kind WHEN 'full' THEN 0 WHEN 'budget_fork' THEN 1 ELSE 2 END, s.budget)";

struct SampleVerdict {
  SampleKey key;
  VerdictKind kind = VerdictKind::incorrect;
};

/// Of either selection: the budget is its last column.
[[nodiscard]] SampleKey read_key(const sqlite::Row& row);
[[nodiscard]] TokenCounts read_counts(const sqlite::Row& row);

/// Throw DataError for what cannot be, and for a wrong checksum. Safe for several threads.
[[nodiscard]] StoredSample read_sample(const sqlite::Row& row, TokenIds ids);
[[nodiscard]] SampleVerdict read_sample_verdict(const sqlite::Row& row);

/// What is stored of a server's counts beside the columns for tokens.
[[nodiscard]] nlohmann::json usage_json(const Usage& usage);

[[nodiscard]] std::string describe(const SampleKey& key);

/// Samples come in ascending order, each once, and none is left out: rows are never removed, so
/// that the last number is their count. An index that is damaged breaks that.
class SampleSequence {
 public:
  explicit SampleSequence(const sqlite::Database& database) : database_(database) {}

  /// Throws DataError unless `key` comes after the one before.
  void next(const SampleKey& key);

  /// Throws DataError if samples are missing.
  void end();

 private:
  void begin();

  const sqlite::Database& database_;
  std::int64_t expected_ = -1;
  std::int64_t count_ = 0;
  SampleKey last_;
};

}  // namespace assay
