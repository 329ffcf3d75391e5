// What a run took: tokens, time of the device, energy and money, in all, a sample, and a solved
// problem.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/generator.hpp"
#include "reports/sample_row.hpp"

namespace assay {

struct Cost {
  std::size_t samples = 0;  ///< stored, those whose judge failed included
  std::size_t solved = 0;   ///< problems with a correct sample
  std::size_t prompt_tokens = 0;
  std::size_t cached_prompt_tokens = 0;  ///< of these
  std::size_t completion_tokens = 0;
  bool estimated = false;  ///< a server left some of these counts open
  /// Time in which at least one sample was being generated; absent where no timings are stored.
  /// Accurate to a second for each stretch of work, since a sample's end is stored to the second.
  std::optional<double> device_seconds;
  /// The same, where the device was one GPU of ours; a server's GPUs are not known.
  std::optional<double> gpu_seconds;
  std::optional<double> money;  ///< by the model's price; absent without one
  std::string currency;
};

/// Gathers one suite's rows.
class CostTally {
 public:
  void add(const SampleRow& row);
  [[nodiscard]] Cost finish(const ModelInfo& model, std::size_t solved) &&;

 private:
  Cost cost_;
  std::vector<std::pair<double, double>> busy_;  ///< seconds since 1970
  double busy_sum_ = 0;
};

/// Money for tokens at a price.
[[nodiscard]] double price_of(const Cost& cost, const Price& price);

/// Length of the union of [begin, end) intervals.
[[nodiscard]] double covered(std::vector<std::pair<double, double>> intervals);

}  // namespace assay
