#include "evals/settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"

namespace assay {

namespace {

struct Preset {
  std::string_view name;
  SamplingParams params;
};

// r1: DeepSeek-R1 README, "Evaluation"; greedy: temperature 0, as papers before 2025 report.
const std::vector<Preset>& presets() {
  static const std::vector<Preset> all = {
      {"r1", SamplingParams{}},
      {"greedy", SamplingParams{.temperature = 0.0, .top_p = 1.0}},
  };
  return all;
}

void check_range(const SamplingParams& params) {
  if (!(params.temperature >= 0.0 && params.temperature <= 100.0)) {
    throw UsageError(
        fmt::format("--temperature {}: must be 0 (greedy) to 100", params.temperature));
  }
  if (!(params.top_p > 0.0 && params.top_p <= 1.0)) {
    throw UsageError(fmt::format("--top-p {}: must be above 0 and at most 1", params.top_p));
  }
  if (params.top_k < 0) {
    throw UsageError(fmt::format("--top-k {}: must be 0 (off) or more", params.top_k));
  }
  if (!(params.min_p >= 0.0 && params.min_p < 1.0)) {
    throw UsageError(fmt::format("--min-p {}: must be 0 (off) to below 1", params.min_p));
  }
  if (params.max_tokens < 1) {
    throw UsageError(fmt::format("--max-tokens {}: must be 1 or more", params.max_tokens));
  }
}

template <typename T>
void note_departure(std::vector<std::string>& departures, std::string_view field, T used,
                    T published) {
  if (used != published) {
    departures.push_back(fmt::format("{} {}, not {}", field, used, published));
  }
}

}  // namespace

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const Preset& entry : presets()) {
    names.emplace_back(entry.name);
  }
  return names;
}

SamplingParams preset(std::string_view name) {
  const auto found = std::find_if(presets().begin(), presets().end(),
                                  [&](const Preset& entry) { return entry.name == name; });
  if (found == presets().end()) {
    throw UsageError(
        fmt::format("--preset {}: unknown; there are: {}", name, fmt::join(preset_names(), ", ")));
  }
  return found->params;
}

ResolvedSampling resolve_sampling(const SamplingFlags& flags, std::string_view named_preset,
                                  const Suite& suite, int context) {
  const SamplingParams base = named_preset.empty() ? suite.sampling : preset(named_preset);
  ResolvedSampling resolved;
  SamplingParams& params = resolved.params;
  params.temperature = flags.temperature.value_or(base.temperature);
  params.top_p = flags.top_p.value_or(base.top_p);
  params.top_k = flags.top_k.value_or(base.top_k);
  params.min_p = flags.min_p.value_or(base.min_p);
  params.max_tokens = flags.max_tokens.value_or(base.max_tokens);
  check_range(params);
  if (context > 0) {
    params.max_tokens = std::min(params.max_tokens, context);
  }
  const SamplingParams& published = suite.sampling;
  note_departure(resolved.departures, "temperature", params.temperature, published.temperature);
  note_departure(resolved.departures, "top_p", params.top_p, published.top_p);
  note_departure(resolved.departures, "top_k", params.top_k, published.top_k);
  note_departure(resolved.departures, "min_p", params.min_p, published.min_p);
  note_departure(resolved.departures, "max_tokens", params.max_tokens, published.max_tokens);
  return resolved;
}

}  // namespace assay
