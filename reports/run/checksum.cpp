#include "reports/run/checksum.hpp"

#include <bit>
#include <cstdint>

#include "engine/core/hash.hpp"

namespace assay {

namespace {

constexpr std::size_t digits = 16;

/// Hashes fields one after the other, each behind its length.
class Fields {
 public:
  Fields& text(std::string_view bytes) {
    number(bytes.size());
    hash_.update(bytes);
    return *this;
  }

  Fields& number(std::uint64_t value) {
    std::string bytes(sizeof value, '\0');
    for (char& byte : bytes) {
      byte = static_cast<char>(value & 0xffU);
      value >>= 8U;
    }
    hash_.update(bytes);
    return *this;
  }

  Fields& real(double value) { return number(std::bit_cast<std::uint64_t>(value)); }

  [[nodiscard]] std::string hex() { return to_hex(hash_.digest()).substr(0, digits); }

 private:
  Sha256 hash_;
};

}  // namespace

std::string checksum(std::string_view bytes) { return sha256_hex(bytes).substr(0, digits); }

std::string checksum(const StoredSample& sample, const TokenCounts& counts,
                     const StoredBlobs& blobs) {
  const Completion& completion = sample.completion;
  Fields fields;
  fields.text(sample.key.suite).text(sample.key.problem);
  fields.number(static_cast<std::uint64_t>(sample.key.index)).text(to_string(sample.key.kind));
  fields.number(static_cast<std::uint64_t>(sample.key.budget));
  fields.number(sample.parent ? 1 : 0).text(blobs.trace).number(blobs.thinking_bytes);
  fields.text(blobs.token_ids).text(blobs.prompt_ids);
  fields.number(counts.prompt).number(counts.completion);
  fields.number(completion.think_end ? *completion.think_end + 1 : 0);
  fields.text(to_string(completion.finish_reason));
  fields.real(completion.timings.queue_ms).real(completion.timings.prefill_ms);
  fields.real(completion.timings.decode_ms).text(sample.finished);
  if (completion.usage) {
    const Usage& usage = *completion.usage;
    fields.number(usage.cached_prompt_tokens).number(usage.prompt_unknown ? 1 : 0);
    fields.number(usage.completion_estimated ? 1 : 0).number(usage.reasoning_estimated ? 1 : 0);
  }
  return fields.hex();
}

std::string checksum(const Verdict& verdict, std::string_view sample_checksum) {
  Fields fields;
  fields.text(sample_checksum).text(to_string(verdict.kind)).text(verdict.extracted);
  fields.text(verdict.canonical).text(verdict.reason).text(verdict.output).text(verdict.grader);
  return fields.real(verdict.cpu_ms).real(verdict.rss_bytes).hex();
}

}  // namespace assay
