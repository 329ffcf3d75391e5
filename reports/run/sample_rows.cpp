#include "reports/run/sample_rows.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "engine/core/error.hpp"
#include "reports/run/checksum.hpp"
#include "reports/run/codec.hpp"

namespace assay {

namespace {

constexpr std::array<std::string_view, 3> kind_names = {"full", "budget_fork", "extended"};
constexpr std::string_view remedy = "go back to a copy of the file";

SampleKind kind_from(const std::string& name) {
  for (std::size_t i = 0; i < kind_names.size(); ++i) {
    if (kind_names[i] == name) {
      return static_cast<SampleKind>(i);
    }
  }
  throw DataError(fmt::format("unknown sample kind {}; {}", name, remedy));
}

FinishReason finish_reason_from(const std::string& name) {
  for (const FinishReason reason :
       {FinishReason::stop, FinishReason::length, FinishReason::budget}) {
    if (to_string(reason) == name) {
      return reason;
    }
  }
  throw DataError(fmt::format("unknown finish reason {}; {}", name, remedy));
}

/// The verdict's columns from `first` on, the checksum last.
Verdict read_verdict(const sqlite::Row& row, int first, std::string_view sample_checksum) {
  const std::string& name = row.bytes(first);
  const std::optional<VerdictKind> kind = verdict_from(name);
  if (!kind) {
    throw DataError(fmt::format("unknown verdict {}; {}", name, remedy));
  }
  Verdict verdict;
  verdict.kind = *kind;
  verdict.extracted = row.bytes(first + 1);
  verdict.canonical = row.bytes(first + 2);
  verdict.reason = row.bytes(first + 3);
  verdict.output = row.bytes(first + 4);
  verdict.grader = row.bytes(first + 5);
  verdict.cpu_ms = row.real(first + 6);
  verdict.rss_bytes = row.real(first + 7);
  if (row.bytes(first + 8) != checksum(verdict, sample_checksum)) {
    throw DataError(fmt::format("the verdict of {} is damaged: wrong checksum; {}",
                                describe(read_key(row)), remedy));
  }
  return verdict;
}

/// The columns prompt_tokens, completion_tokens and telemetry, from `first` on.
std::optional<Usage> read_usage(const sqlite::Row& row, int first) {
  if (row.is_null(first + 2)) {
    return std::nullopt;
  }
  try {
    const nlohmann::json stored = nlohmann::json::parse(row.bytes(first + 2)).at("usage");
    Usage usage;
    usage.prompt_tokens = static_cast<std::size_t>(row.integer(first));
    usage.completion_tokens = static_cast<std::size_t>(row.integer(first + 1));
    stored.at("cached_prompt_tokens").get_to(usage.cached_prompt_tokens);
    stored.at("prompt_unknown").get_to(usage.prompt_unknown);
    stored.at("completion_estimated").get_to(usage.completion_estimated);
    stored.at("reasoning_estimated").get_to(usage.reasoning_estimated);
    return usage;
  } catch (const nlohmann::json::exception&) {
    throw DataError(
        fmt::format("the telemetry of {} is damaged; {}", describe(read_key(row)), remedy));
  }
}

Completion read_completion(const sqlite::Row& row) {
  Completion completion;
  completion.sample_index = static_cast<int>(row.integer(2));
  std::string trace = decompress(row.bytes(5));
  const auto thinking = static_cast<std::size_t>(row.integer(6));
  if (thinking > trace.size()) {
    throw DataError(fmt::format("the trace of {} is shorter than its thinking; {}",
                                describe(read_key(row)), remedy));
  }
  completion.answer = trace.substr(thinking);
  trace.resize(thinking);
  completion.thinking = std::move(trace);
  completion.token_ids = unpack_ids(row.bytes(7));
  if (!row.is_null(8)) {
    completion.prompt_ids = unpack_ids(row.bytes(8));
  }
  if (!row.is_null(9)) {
    completion.think_end = static_cast<std::size_t>(row.integer(9));
  }
  completion.finish_reason = finish_reason_from(row.bytes(10));
  completion.timings = {row.real(11), row.real(12), row.real(13)};
  completion.usage = read_usage(row, 15);
  return completion;
}

}  // namespace

std::string_view to_string(SampleKind kind) noexcept {
  return kind_names[static_cast<std::size_t>(kind)];
}

std::string describe(const SampleKey& key) {
  return fmt::format("{}/{} sample {} ({})", key.suite, key.problem, key.index,
                     to_string(key.kind));
}

SampleKey read_key(const sqlite::Row& row) {
  return {row.bytes(0), row.bytes(1), static_cast<int>(row.integer(2)), kind_from(row.bytes(3))};
}

nlohmann::json usage_json(const Usage& usage) {
  return {{"usage",
           {{"cached_prompt_tokens", usage.cached_prompt_tokens},
            {"prompt_unknown", usage.prompt_unknown},
            {"completion_estimated", usage.completion_estimated},
            {"reasoning_estimated", usage.reasoning_estimated}}}};
}

StoredSample read_sample(const sqlite::Row& row) {
  StoredSample sample;
  sample.key = read_key(row);
  if (!row.is_null(4)) {
    sample.parent = row.integer(4);
  }
  sample.completion = read_completion(row);
  sample.finished = row.bytes(14);
  const std::string& stored = row.bytes(18);
  if (stored != checksum(sample)) {
    throw DataError(fmt::format("{} is damaged: wrong checksum; {}", describe(sample.key), remedy));
  }
  sample.verdict = read_verdict(row, 19, stored);
  return sample;
}

SampleVerdict read_sample_verdict(const sqlite::Row& row) {
  return {read_key(row), read_verdict(row, 5, row.bytes(4)).kind};
}

void SampleSequence::begin() {
  // Called while the statement that gives the samples is open, and so in its snapshot.
  expected_ = database_.integer("SELECT max(id) FROM samples");
}

void SampleSequence::next(const SampleKey& key) {
  if (count_ == 0) {
    begin();
  } else if (!(last_ < key)) {
    throw DataError(fmt::format("the order is damaged: {} stands behind {}; {}", describe(key),
                                describe(last_), remedy));
  }
  last_ = key;
  ++count_;
}

void SampleSequence::end() {
  if (count_ == 0) {
    begin();
  }
  if (count_ < expected_) {
    throw DataError(
        fmt::format("damaged: {} samples of {} can be read; {}", count_, expected_, remedy));
  }
}

}  // namespace assay
