#include "engine/backend/cpu/logprobs.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "engine/backend/natural_log.hpp"

namespace assay::cpu {

Logprobs logprobs(const Kernels& kernels, const float* logits, int vocabulary, std::int32_t id,
                  int top) {
  const auto n = static_cast<std::size_t>(vocabulary);
  std::vector<float> exponentials(n);
  const double sum = kernels.softmax(logits, 1.0F, exponentials.data(), vocabulary);
  const double total = double{*std::max_element(logits, logits + vocabulary)} + natural_log(sum);
  const auto of = [&](std::int32_t token) {
    return static_cast<float>(double{logits[token]} - total);
  };
  std::vector<std::int32_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::partial_sort(order.begin(), order.begin() + top, order.end(),
                    [&](std::int32_t a, std::int32_t b) {
                      return logits[a] != logits[b] ? logits[a] > logits[b] : a < b;
                    });
  Logprobs out{of(id), {}};
  for (int i = 0; i < top; ++i) {
    const std::int32_t token = order[static_cast<std::size_t>(i)];
    out.top.push_back({token, of(token)});
  }
  return out;
}

}  // namespace assay::cpu
