// How sampling settings come about: a flag beats a preset named on the command line, which
// beats the suite's own, which beat preset r1 (design, principle 6).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/suite.hpp"
#include "engine/generator.hpp"

namespace assay {

/// Sampling flags as given; absent ones leave the decision to the next level.
struct SamplingFlags {
  std::optional<double> temperature;
  std::optional<double> top_p;
  std::optional<int> top_k;
  std::optional<double> min_p;
  std::optional<int> max_tokens;
};

/// Names of the presets, for help and messages.
[[nodiscard]] std::vector<std::string> preset_names();

/// Throws UsageError that lists the presets.
[[nodiscard]] SamplingParams preset(std::string_view name);

struct ResolvedSampling {
  SamplingParams params;
  std::vector<std::string> departures;  ///< from the suite's published protocol, for people
};

/// `context` is the model's; max_tokens is clipped to it. `named_preset` is empty unless the
/// user named one. Throws UsageError for values outside their range.
[[nodiscard]] ResolvedSampling resolve_sampling(const SamplingFlags& flags,
                                                std::string_view named_preset, const Suite& suite,
                                                int context);

}  // namespace assay
