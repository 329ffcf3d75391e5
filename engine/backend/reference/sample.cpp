#include "engine/backend/reference/sample.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/core/error.hpp"

namespace assay::reference {

namespace {

struct Candidate {
  double weight;
  std::int32_t id;
};

double mass(const std::vector<Candidate>& candidates) {
  double sum = 0.0;
  for (const Candidate& candidate : candidates) {
    sum += candidate.weight;
  }
  return sum;
}

/// Candidates by probability falling, then id rising; weights are not normalised.
std::vector<Candidate> sorted(const float* logits, const SampleRule& rule) {
  const double largest = *std::max_element(logits, logits + rule.vocabulary);
  std::vector<Candidate> candidates;
  candidates.reserve(static_cast<std::size_t>(rule.vocabulary));
  for (int i = 0; i < rule.vocabulary; ++i) {
    candidates.push_back({std::exp((double{logits[i]} - largest) / rule.temperature), i});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.weight > b.weight; });
  return candidates;
}

void filter(std::vector<Candidate>& candidates, const SampleRule& rule) {
  if (rule.top_k > 0 && candidates.size() > static_cast<std::size_t>(rule.top_k)) {
    candidates.resize(static_cast<std::size_t>(rule.top_k));
  }
  if (rule.top_p < 1.0) {
    const double limit = rule.top_p * mass(candidates);
    double before = 0.0;
    std::size_t count = 0;
    while (count < candidates.size() && (count == 0 || before < limit)) {
      before += candidates[count++].weight;
    }
    candidates.resize(count);
  }
  const double least = rule.min_p * candidates.front().weight;
  while (candidates.back().weight < least) {
    candidates.pop_back();
  }
}

std::int32_t choose(const float* logits, const SampleRule& rule) {
  if (rule.temperature == 0.0) {
    return static_cast<std::int32_t>(std::max_element(logits, logits + rule.vocabulary) - logits);
  }
  std::vector<Candidate> candidates = sorted(logits, rule);
  filter(candidates, rule);
  const double target = rule.uniform * mass(candidates);
  double sum = 0.0;
  for (const Candidate& candidate : candidates) {
    sum += candidate.weight;
    if (sum > target) {
      return candidate.id;
    }
  }
  return candidates.back().id;
}

}  // namespace

void sample(const Tensor& logits, std::span<const SampleRule> rules, std::span<std::int32_t> ids) {
  for (std::int64_t b = 0; b < logits.rows; ++b) {
    const auto index = static_cast<std::size_t>(b);
    const auto* row = logits.row<const float>(b);
    if (!std::all_of(row, row + rules[index].vocabulary,
                     [](float logit) { return std::isfinite(logit); })) {
      throw InfrastructureError(
          "the model's logits are not finite; is the checkpoint damaged? compare its hash");
    }
    ids[index] = choose(row, rules[index]);
  }
}

}  // namespace assay::reference
