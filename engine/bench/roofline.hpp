// What an operator must at least move and compute; time against it says how good a kernel is.
// Source: Williams, Waterman and Patterson 2009, "Roofline".
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/backend/tensor.hpp"

namespace assay::bench {

/// Of one call, from a cold cache: every operand crosses the memory bus once.
struct Work {
  double bytes = 0;
  double flops = 0;
};

/// x and out [rows, n], weight [n] fp32. Square and add, then two products an element.
[[nodiscard]] constexpr Work rmsnorm_work(std::int64_t rows, std::int64_t n,
                                          std::size_t x_bytes = sizeof(float)) {
  const auto elements = static_cast<double>(rows) * static_cast<double>(n);
  return {elements * static_cast<double>(x_bytes + sizeof(float)) +
              static_cast<double>(n) * sizeof(float),
          elements * 4};
}

/// x [rows, m] fp32 times weight [n, m] transposed, out [rows, n] fp32.
[[nodiscard]] constexpr Work linear_work(std::int64_t rows, std::int64_t n, std::int64_t m,
                                         ElementType type) {
  const auto b = static_cast<double>(rows);
  const auto outputs = static_cast<double>(n);
  const auto inputs = static_cast<double>(m);
  return {static_cast<double>(bytes_of(type, n * m)) + b * (inputs + outputs) * sizeof(float),
          2 * b * outputs * inputs};
}

/// Reads `read` and writes `written` fp32 values, `flops` operations each value written.
[[nodiscard]] constexpr Work values_work(std::int64_t read, std::int64_t written, double flops) {
  return {static_cast<double>(read + written) * sizeof(float),
          static_cast<double>(written) * flops};
}

/// Experts that a step of `rows` tokens touches when each chooses k of n evenly:
/// n (1 - (1 - k/n)^rows).
[[nodiscard]] constexpr double distinct_experts(int n, int k, std::int64_t rows) {
  double missed = 1.0;
  for (std::int64_t i = 0; i < rows; ++i) {
    missed *= 1.0 - static_cast<double>(k) / n;
  }
  return n * (1.0 - missed);
}

}  // namespace assay::bench
