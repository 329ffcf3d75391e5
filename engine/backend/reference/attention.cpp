#include "engine/backend/reference/attention.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::reference {

namespace {

/// The cache rows that row `b` of the step sees.
std::vector<const float*> places_of(const Attention& op, const BatchRows& rows, std::size_t b) {
  const int last = rows.positions[b];
  const int first = op.window > 0 ? std::max(0, last + 1 - op.window) : 0;
  std::vector<const float*> places;
  for (int t = first; t <= last; ++t) {
    places.push_back(op.cache.row<const float>(rows.cache_row(b, t)));
  }
  return places;
}

void attend(const Attention& op, std::int64_t b, std::int64_t head,
            const std::vector<const float*>& places) {
  const std::int64_t group = head / (op.heads / op.kv_heads);
  const auto* query = op.query.row<const float>(b) + head * op.key_dim;
  std::vector<double> weights;
  for (const float* place : places) {
    const float* key = place + group * op.key_dim;
    double score = 0.0;
    for (std::int64_t i = 0; i < op.key_dim; ++i) {
      score += double{query[i]} * double{key[i]};
    }
    weights.push_back(score * double{op.scale});
  }
  double largest = *std::max_element(weights.begin(), weights.end());
  double sum = 0.0;
  if (!op.sinks.empty()) {
    const double sink = op.sinks.row<const float>(0)[head];
    largest = std::max(largest, sink);
    sum = std::exp(sink - largest);
  }
  for (double& weight : weights) {
    weight = std::exp(weight - largest);
    sum += weight;
  }
  for (std::int64_t i = 0; i < op.value_dim; ++i) {
    double mix = 0.0;
    for (std::size_t t = 0; t < places.size(); ++t) {
      mix += weights[t] * double{places[t][op.value_begin + group * op.value_dim + i]};
    }
    op.out.row<float>(b)[head * op.value_dim + i] = static_cast<float>(mix / sum);
  }
}

}  // namespace

void attention(const Attention& op, const BatchRows& rows) {
  for (std::int64_t b = 0; b < rows.size(); ++b) {
    const std::vector<const float*> places = places_of(op, rows, static_cast<std::size_t>(b));
    for (std::int64_t head = 0; head < op.heads; ++head) {
      attend(op, b, head, places);
    }
  }
}

}  // namespace assay::reference
