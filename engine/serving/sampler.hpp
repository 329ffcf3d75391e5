// The randomness and the rules of one sample's tokens. A draw is a pure function of the sample's
// identity and the token's position, so that sample j is the same in every batch, shard and k.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "engine/backend/backend.hpp"
#include "engine/generator.hpp"

namespace assay {

// Each throws UsageError, naming the parameter, its value and its range, for settings that mean
// nothing.
void check_sampling(const SamplingParams& sampling, int fewest_tokens = 1);
void check_penalties(const Penalties& penalties);

/// What a sample is, apart from the model: two samples share random numbers only if all agree.
struct SampleIdentity {
  std::uint64_t seed = 0;
  std::string problem_key;
  int sample_index = 0;
};

class Sampler {
 public:
  /// Ids at and above `vocabulary` are never chosen.
  Sampler(const SampleIdentity& identity, const SamplingParams& sampling, int vocabulary);

  /// Uniform in (0, 1) for the token at `position` of the completion. Philox4x32-10, keyed by
  /// SHA-256 of the identity: its first eight bytes are the key, the next eight the upper half of
  /// the counter, whose lower half is the position.
  [[nodiscard]] double uniform(std::uint64_t position) const;

  [[nodiscard]] SampleRule rule(std::uint64_t position) const;

 private:
  std::array<std::uint32_t, 2> key_{};
  std::array<std::uint32_t, 2> stream_{};
  SampleRule rule_;
};

}  // namespace assay
