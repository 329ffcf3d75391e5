#include "engine/backend/reference/mla.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::reference {

namespace {

/// One head of one row; `places` are the cache rows of its sequence.
void attend(const float* query, const std::vector<const float*>& places, std::int64_t width,
            double scale, float* out, std::int64_t columns) {
  std::vector<double> weights;
  for (const float* place : places) {
    double score = 0.0;
    for (std::int64_t i = 0; i < width; ++i) {
      score += double{query[i]} * double{place[i]};
    }
    weights.push_back(score * scale);
  }
  const double largest = *std::max_element(weights.begin(), weights.end());
  double sum = 0.0;
  for (double& weight : weights) {
    weight = std::exp(weight - largest);
    sum += weight;
  }
  for (std::int64_t i = 0; i < columns; ++i) {
    double mix = 0.0;
    for (std::size_t t = 0; t < places.size(); ++t) {
      mix += weights[t] * double{places[t][i]};
    }
    out[i] = static_cast<float>(mix / sum);
  }
}

}  // namespace

void mla(const MlaAttention& op, const BatchRows& rows) {
  const std::int64_t width = op.cache.columns;
  const std::int64_t columns = op.out.columns / op.heads;
  for (std::int64_t b = 0; b < rows.size(); ++b) {
    const auto index = static_cast<std::size_t>(b);
    std::vector<const float*> places;
    for (int t = 0; t <= rows.positions[index]; ++t) {
      places.push_back(op.cache.row<const float>(rows.cache_row(index, t)));
    }
    for (std::int64_t h = 0; h < op.heads; ++h) {
      attend(op.query.row<const float>(b) + h * width, places, width, double{op.scale},
             op.out.row<float>(b) + h * columns, columns);
    }
  }
}

}  // namespace assay::reference
