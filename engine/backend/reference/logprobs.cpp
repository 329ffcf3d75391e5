#include "engine/backend/reference/logprobs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace assay::reference {

Logprobs logprobs(const float* logits, int vocabulary, std::int32_t id, int top) {
  const double largest = *std::max_element(logits, logits + vocabulary);
  double sum = 0.0;
  for (int i = 0; i < vocabulary; ++i) {
    sum += std::exp(double{logits[i]} - largest);
  }
  const double total = largest + std::log(sum);
  std::vector<std::int32_t> order(static_cast<std::size_t>(vocabulary));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::int32_t a, std::int32_t b) { return logits[a] > logits[b]; });
  Logprobs out{static_cast<float>(double{logits[id]} - total), {}};
  for (int i = 0; i < top; ++i) {
    const std::int32_t token = order[static_cast<std::size_t>(i)];
    out.top.push_back({token, static_cast<float>(double{logits[token]} - total)});
  }
  return out;
}

}  // namespace assay::reference
