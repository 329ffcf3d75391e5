#include "engine/serving/sampler.hpp"

#include <fmt/format.h>

#include <cmath>
#include <span>

#include "engine/core/error.hpp"
#include "engine/core/hash.hpp"
#include "engine/core/philox.hpp"

namespace assay {

namespace {

void require(bool fits, const char* name, double value, const char* range) {
  if (!fits) {
    throw UsageError(fmt::format("{} is {}, but must be {}", name, value, range));
  }
}

std::array<std::uint32_t, 2> words(std::span<const std::uint8_t, 8> bytes) {
  std::array<std::uint32_t, 2> out{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out[i / 4] |= static_cast<std::uint32_t>(bytes[i]) << (8 * (i % 4));
  }
  return out;
}

}  // namespace

void check_sampling(const SamplingParams& sampling, int fewest_tokens) {
  const double temperature = sampling.temperature;
  require(std::isfinite(temperature) && (temperature == 0.0 || temperature >= 1e-3), "temperature",
          temperature, "0 (greedy) or at least 0.001");
  require(sampling.top_p > 0.0 && sampling.top_p <= 1.0, "top_p", sampling.top_p,
          "above 0 and at most 1");
  require(sampling.top_k >= 0, "top_k", sampling.top_k, "at least 0 (off)");
  require(sampling.min_p >= 0.0 && sampling.min_p <= 1.0, "min_p", sampling.min_p,
          "from 0 (off) to 1");
  if (sampling.max_tokens < fewest_tokens) {
    throw UsageError(fmt::format("max_tokens is {}, but must be at least {}", sampling.max_tokens,
                                 fewest_tokens));
  }
}

void check_penalties(const Penalties& penalties) {
  require(penalties.repetition > 0.0 && penalties.repetition <= 10.0, "repetition_penalty",
          penalties.repetition, "above 0 and at most 10");
  require(std::abs(penalties.presence) <= 10.0, "presence_penalty", penalties.presence,
          "from -10 to 10");
  require(std::abs(penalties.frequency) <= 10.0, "frequency_penalty", penalties.frequency,
          "from -10 to 10");
}

Sampler::Sampler(const SampleIdentity& identity, const SamplingParams& sampling, int vocabulary) {
  // The key's length goes in front, so that no two identities give the same bytes.
  const std::string bytes =
      fmt::format("assay sample\n{}\n{}\n{}\n{}", identity.seed, identity.problem_key.size(),
                  identity.problem_key, identity.sample_index);
  const std::array<std::uint8_t, 32> digest = Sha256().update(bytes).digest();
  const std::span<const std::uint8_t, 32> view(digest);
  key_ = words(view.subspan<0, 8>());
  stream_ = words(view.subspan<8, 8>());
  rule_.temperature = sampling.temperature;
  rule_.top_k = sampling.top_k;
  rule_.top_p = sampling.top_p;
  rule_.min_p = sampling.min_p;
  rule_.vocabulary = vocabulary;
}

double Sampler::uniform(std::uint64_t position) const {
  const auto bits = philox4x32({static_cast<std::uint32_t>(position),
                                static_cast<std::uint32_t>(position >> 32), stream_[0], stream_[1]},
                               key_);
  return unit_interval(bits[0]);
}

SampleRule Sampler::rule(std::uint64_t position) const {
  SampleRule rule = rule_;
  rule.uniform = uniform(position);
  return rule;
}

}  // namespace assay
