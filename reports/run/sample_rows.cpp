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

std::optional<Usage> read_usage(const sqlite::Row& row) {
  constexpr int telemetry = 17;
  if (row.is_null(telemetry)) {
    return std::nullopt;
  }
  try {
    const nlohmann::json stored = nlohmann::json::parse(row.bytes(telemetry)).at("usage");
    Usage usage;
    usage.prompt_tokens = read_counts(row).prompt;
    usage.completion_tokens = read_counts(row).completion;
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

StoredBlobs read_blobs(const sqlite::Row& row) {
  return {row.bytes(5), static_cast<std::size_t>(row.integer(6)), row.bytes(7), row.bytes(8)};
}

/// A sample without its texts and ids.
StoredSample read_plain_columns(const sqlite::Row& row) {
  StoredSample sample;
  sample.key = read_key(row);
  if (!row.is_null(4)) {
    sample.parent = row.integer(4);
  }
  Completion& completion = sample.completion;
  completion.sample_index = sample.key.index;
  if (!row.is_null(9)) {
    completion.think_end = static_cast<std::size_t>(row.integer(9));
  }
  completion.finish_reason = finish_reason_from(row.bytes(10));
  completion.timings = {row.real(11), row.real(12), row.real(13)};
  completion.usage = read_usage(row);
  sample.finished = row.bytes(14);
  return sample;
}

void unpack_texts(const StoredBlobs& blobs, Completion& completion) {
  std::string trace = decompress(blobs.trace);
  if (blobs.thinking_bytes > trace.size()) {
    throw DataError(fmt::format("a trace is shorter than its thinking; {}", remedy));
  }
  completion.answer = trace.substr(blobs.thinking_bytes);
  trace.resize(blobs.thinking_bytes);
  completion.thinking = std::move(trace);
}

void unpack_all_ids(const StoredBlobs& blobs, Completion& completion) {
  completion.token_ids = unpack_ids(blobs.token_ids);
  if (!blobs.prompt_ids.empty()) {  // else NULL
    completion.prompt_ids = unpack_ids(blobs.prompt_ids);
  }
}

}  // namespace

std::string_view to_string(SampleKind kind) noexcept {
  return kind_names[static_cast<std::size_t>(kind)];
}

std::string describe(const SampleKey& key) {
  const std::string budget = key.budget > 0 ? fmt::format(" at {}", key.budget) : "";
  return fmt::format("{}/{} sample {} ({}{})", key.suite, key.problem, key.index,
                     to_string(key.kind), budget);
}

SampleKey read_key(const sqlite::Row& row) {
  return {row.bytes(0), row.bytes(1), static_cast<int>(row.integer(2)), kind_from(row.bytes(3)),
          static_cast<int>(row.integer(row.columns() - 1))};
}

nlohmann::json usage_json(const Usage& usage) {
  return {{"usage",
           {{"cached_prompt_tokens", usage.cached_prompt_tokens},
            {"prompt_unknown", usage.prompt_unknown},
            {"completion_estimated", usage.completion_estimated},
            {"reasoning_estimated", usage.reasoning_estimated}}}};
}

TokenCounts read_counts(const sqlite::Row& row) {
  return {static_cast<std::size_t>(row.integer(15)), static_cast<std::size_t>(row.integer(16))};
}

StoredSample read_sample(const sqlite::Row& row, TokenIds ids) {
  StoredSample sample = read_plain_columns(row);
  const StoredBlobs blobs = read_blobs(row);
  const std::string& stored = row.bytes(18);
  if (stored != checksum(sample, read_counts(row), blobs)) {
    throw DataError(fmt::format("{} is damaged: wrong checksum; {}", describe(sample.key), remedy));
  }
  unpack_texts(blobs, sample.completion);
  if (ids == TokenIds::unpacked) {
    unpack_all_ids(blobs, sample.completion);
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
