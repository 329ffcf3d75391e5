#include "reports/statistics/permutation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/error.hpp"
#include "engine/core/philox.hpp"

namespace assay::statistics {

namespace {

/// How many of the sums seen are at or beyond the observed one, on either side.
class Tails {
 public:
  explicit Tails(const std::vector<double>& differences)
      : observed_(std::accumulate(differences.begin(), differences.end(), 0.0)) {
    for (const double difference : differences) {
      tolerance_ += 1e-12 * std::abs(difference);
    }
  }

  void add(double sum) {
    ++count_;
    less_ += sum <= observed_ + tolerance_ ? 1 : 0;
    greater_ += sum >= observed_ - tolerance_ ? 1 : 0;
  }

  /// `extra`: 1 where the observed sum itself is to be counted beside drawn ones.
  [[nodiscard]] PermutationTest result(std::size_t extra) const {
    const auto share = [&](std::size_t hits) {
      return static_cast<double>(hits + extra) / static_cast<double>(count_ + extra);
    };
    PermutationTest test;
    test.less = share(less_);
    test.greater = share(greater_);
    test.two_sided = std::min(1.0, 2 * std::min(test.less, test.greater));
    test.exact = extra == 0;
    return test;
  }

 private:
  double observed_;
  double tolerance_ = 0;
  std::size_t count_ = 0;
  std::size_t less_ = 0;
  std::size_t greater_ = 0;
};

void visit_all_signs(const std::vector<double>& differences, std::size_t next, double sum,
                     Tails& tails) {
  if (next == differences.size()) {
    tails.add(sum);
    return;
  }
  visit_all_signs(differences, next + 1, sum + differences[next], tails);
  visit_all_signs(differences, next + 1, sum - differences[next], tails);
}

double randomly_signed_sum(const std::vector<double>& differences, PhiloxStream stream) {
  double sum = 0;
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    bits = i % 32 == 0 ? stream.next() : bits >> 1;
    sum += (bits & 1U) != 0 ? differences[i] : -differences[i];
  }
  return sum;
}

std::vector<double> without_zeros(const std::vector<double>& differences) {
  std::vector<double> kept;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    if (!std::isfinite(differences[i])) {
      throw UsageError(fmt::format("permutation test: difference {} is {}, not a finite number", i,
                                   differences[i]));
    }
    if (differences[i] != 0) {
      kept.push_back(differences[i]);
    }
  }
  return kept;
}

}  // namespace

PermutationTest permutation_test(const std::vector<double>& differences,
                                 const PermutationOptions& options) {
  if (options.draws == 0 || options.exact_up_to > 30) {
    throw UsageError(
        fmt::format("permutation test with {} draws, exact up to {}: needs a draw, and at most 30",
                    options.draws, options.exact_up_to));
  }
  const std::vector<double> kept = without_zeros(differences);
  Tails tails(kept);
  if (kept.size() <= options.exact_up_to) {
    visit_all_signs(kept, 0, 0, tails);
    return tails.result(0);
  }
  for (std::size_t r = 0; r < options.draws; ++r) {
    tails.add(randomly_signed_sum(kept, PhiloxStream(options.seed, r)));
  }
  return tails.result(1);
}

}  // namespace assay::statistics
