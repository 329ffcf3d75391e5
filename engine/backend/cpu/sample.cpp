#include "engine/backend/cpu/sample.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "engine/core/error.hpp"

namespace assay::cpu {

namespace {

struct Candidate {
  float weight;
  std::int32_t id;
};

/// True if a comes after b: the order of a heap whose top is the likeliest, lowest id.
bool behind(const Candidate& a, const Candidate& b) {
  return a.weight != b.weight ? a.weight < b.weight : a.id > b.id;
}

bool all_finite(const float* logits, int n) {
  bool finite = true;
  for (int i = 0; i < n; ++i) {
    finite &= logits[i] <= std::numeric_limits<float>::max() &&
              logits[i] >= std::numeric_limits<float>::lowest();
  }
  return finite;
}

/// Chooses from one row. A heap gives candidates in order, so that only those that are looked at
/// are sorted: a trained model puts top_p on a handful of tokens.
class Chooser {
 public:
  Chooser(const Kernels& kernels, const float* logits, const SampleRule& rule) : rule_(rule) {
    const auto n = static_cast<std::size_t>(rule.vocabulary);
    std::vector<float> weights(n);
    kernels.softmax(logits, static_cast<float>(1.0 / rule.temperature), weights.data(),
                    rule.vocabulary);
    heap_.reserve(n);
    for (std::size_t i = 0; i < n; ++i) {
      total_ += double{weights[i]};
      if (weights[i] > 0.0F) {
        heap_.push_back({weights[i], static_cast<std::int32_t>(i)});
      }
    }
    std::make_heap(heap_.begin(), heap_.end(), behind);
  }

  std::int32_t choose() {
    const double kept = keep();
    const double target = rule_.uniform * kept;
    double mass = 0.0;
    for (std::size_t i = 0;; ++i) {
      if (i == ordered_.size()) {
        pop();
      }
      mass += double{ordered_[i].weight};
      const bool last = i + 1 == ordered_.size() && (filtered() || heap_.empty());
      if (mass > target || last) {
        return ordered_[i].id;
      }
    }
  }

 private:
  [[nodiscard]] bool filtered() const {
    return rule_.top_k > 0 || rule_.top_p < 1.0 || rule_.min_p > 0.0;
  }

  void pop() {
    std::pop_heap(heap_.begin(), heap_.end(), behind);
    ordered_.push_back(heap_.back());
    heap_.pop_back();
  }

  /// Puts what the filters keep into `ordered_` and gives its mass.
  double keep() {
    if (!filtered()) {
      return total_;
    }
    double total = total_;
    if (rule_.top_k > 0) {
      total = 0.0;
      while (!heap_.empty() && ordered_.size() < static_cast<std::size_t>(rule_.top_k)) {
        pop();
        total += double{ordered_.back().weight};
      }
      heap_.clear();
    }
    return keep_top_p_and_min_p(total);
  }

  double keep_top_p_and_min_p(double total) {
    double kept = 0.0;
    std::size_t count = 0;
    while (rule_.top_p >= 1.0 || count == 0 || kept < rule_.top_p * total) {
      if (count == ordered_.size()) {
        if (heap_.empty()) {
          break;
        }
        pop();
      }
      const double weight = double{ordered_[count].weight};
      if (weight < rule_.min_p * double{ordered_.front().weight}) {
        break;
      }
      kept += weight;
      ++count;
    }
    ordered_.resize(count);
    return kept;
  }

  const SampleRule& rule_;
  double total_ = 0.0;
  std::vector<Candidate> heap_;
  std::vector<Candidate> ordered_;
};

}  // namespace

void sample(ThreadPool& pool, const Kernels& kernels, const Tensor& logits,
            std::span<const SampleRule> rules, std::span<std::int32_t> ids) {
  for (std::int64_t b = 0; b < logits.rows; ++b) {
    if (!all_finite(logits.row<float>(b), rules[static_cast<std::size_t>(b)].vocabulary)) {
      throw InfrastructureError(
          "the model's logits are not finite; is the checkpoint damaged? compare its hash");
    }
  }
  pool.parallel_for(logits.rows, 2 * logits.columns, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b) {
      const auto index = static_cast<std::size_t>(b);
      const SampleRule& rule = rules[index];
      const auto* row = logits.row<const float>(b);
      ids[index] =
          rule.temperature > 0.0
              ? Chooser(kernels, row, rule).choose()
              : static_cast<std::int32_t>(std::max_element(row, row + rule.vocabulary) - row);
    }
  });
}

}  // namespace assay::cpu
