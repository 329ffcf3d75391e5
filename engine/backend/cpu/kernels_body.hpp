// The kernels, written once over Lanes. Each kernels_*.cpp includes one lanes_*.hpp, then this
// file, which fills a table for that instruction set.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "engine/backend/backend.hpp"
#include "engine/backend/cpu/kernels.hpp"
#include "engine/backend/cpu/matmul_body.hpp"

namespace assay::cpu {
namespace {

/// exp by 2^n * p(r), x = n ln 2 + r: the Taylor polynomial of degree 7, whose remainder on
/// |r| <= ln(2)/2 is below 6e-9. Zero below ln(2^-126); above 88 the value at 88.
ASSAY_TARGET inline Lanes exp(const Lanes& x) {
  constexpr float lowest = -87.33654F;
  const Lanes bounded = max(min(x, broadcast(88.0F)), broadcast(lowest));
  // Adding and taking away 1.5 * 2^23 rounds to a whole number.
  const Lanes magic = broadcast(12582912.0F);
  const Lanes n = sub(fma(bounded, broadcast(1.44269504F), magic), magic);
  // ln 2 in two parts; the first has so few bits that n times it is exact.
  Lanes r = fma(n, broadcast(-0.693359375F), bounded);
  r = fma(n, broadcast(2.12194440e-4F), r);
  Lanes p = broadcast(1.0F / 5040.0F);
  p = fma(p, r, broadcast(1.0F / 720.0F));
  p = fma(p, r, broadcast(1.0F / 120.0F));
  p = fma(p, r, broadcast(1.0F / 24.0F));
  p = fma(p, r, broadcast(1.0F / 6.0F));
  p = fma(p, r, broadcast(0.5F));
  p = fma(p, r, broadcast(1.0F));
  p = fma(p, r, broadcast(1.0F));
  return where_at_least(x, broadcast(lowest), mul(p, power_of_two(n)));
}

/// One plus exp(-x).
ASSAY_TARGET inline Lanes one_plus_exp(const Lanes& x) {
  return add(broadcast(1.0F), exp(sub(broadcast(0.0F), x)));
}

ASSAY_TARGET inline float sum_of_squares(const float* x, std::int64_t n) {
  Lanes s = broadcast(0.0F);
  for (std::int64_t i = 0; i < n; i += width) {
    const Lanes v = load_up_to(x + i, n - i);
    s = fma(v, v, s);
  }
  return sum(s);
}

ASSAY_TARGET inline void scale(const float* x, float factor, const float* weight, float* out,
                               std::int64_t n) {
  const Lanes f = broadcast(factor);
  for (std::int64_t i = 0; i < n; i += width) {
    const std::int64_t left = n - i;
    store_up_to(out + i, mul(mul(load_up_to(x + i, left), f), load_up_to(weight + i, left)), left);
  }
}

ASSAY_TARGET inline void add(float* a, const float* b, std::int64_t n) {
  for (std::int64_t i = 0; i < n; i += width) {
    const std::int64_t left = n - i;
    store_up_to(a + i, add(load_up_to(a + i, left), load_up_to(b + i, left)), left);
  }
}

ASSAY_TARGET inline void add_scaled(float* out, float factor, const float* x, std::int64_t n) {
  const Lanes f = broadcast(factor);
  for (std::int64_t i = 0; i < n; i += width) {
    const std::int64_t left = n - i;
    store_up_to(out + i, fma(f, load_up_to(x + i, left), load_up_to(out + i, left)), left);
  }
}

ASSAY_TARGET inline void swiglu(const float* gate, const float* up, float* out, std::int64_t n) {
  for (std::int64_t i = 0; i < n; i += width) {
    const std::int64_t left = n - i;
    const Lanes g = load_up_to(gate + i, left);
    store_up_to(out + i, mul(load_up_to(up + i, left), div(g, one_plus_exp(g))), left);
  }
}

ASSAY_TARGET inline void clamped_swiglu(const float* gate, const float* up, float limit,
                                        float alpha, float* out, std::int64_t n) {
  const Lanes high = broadcast(limit);
  const Lanes low = broadcast(-limit);
  for (std::int64_t i = 0; i < n; i += width) {
    const std::int64_t left = n - i;
    const Lanes g = min(load_up_to(gate + i, left), high);
    const Lanes u = max(min(load_up_to(up + i, left), high), low);
    const Lanes gated = div(g, one_plus_exp(mul(g, broadcast(alpha))));
    store_up_to(out + i, mul(add(u, broadcast(1.0F)), gated), left);
  }
}

ASSAY_TARGET inline void sigmoid(const float* x, float* out, std::int64_t n) {
  for (std::int64_t i = 0; i < n; i += width) {
    const Lanes v = load_up_to(x + i, n - i);
    store_up_to(out + i, div(broadcast(1.0F), one_plus_exp(v)), n - i);
  }
}

ASSAY_TARGET inline float largest(const float* x, std::int64_t n) {
  Lanes m = broadcast(-std::numeric_limits<float>::infinity());
  std::int64_t i = 0;
  for (; i + width <= n; i += width) {
    m = max(m, load(x + i));
  }
  float lanes[width];
  store(lanes, m);
  float result = *std::max_element(lanes, lanes + width);
  for (; i < n; ++i) {
    result = std::max(result, x[i]);
  }
  return result;
}

ASSAY_TARGET inline float softmax(const float* x, float factor, float* out, std::int64_t n) {
  const Lanes top = broadcast(largest(x, n));
  const Lanes f = broadcast(factor);
  Lanes s = broadcast(0.0F);
  for (std::int64_t i = 0; i < n; i += width) {
    const std::int64_t left = n - i;
    store_up_to(out + i, exp(mul(sub(load_up_to(x + i, left), top), f)), left);
    s = add(s, load_up_to(out + i, left));
  }
  return sum(s);
}

inline constexpr std::int64_t unit_width = width / units;

/// H heads by V units of columns.
template <int H, int V>
ASSAY_TARGET inline void weighted_tile(const WeightedRowsArgs& a, std::int64_t head,
                                       std::int64_t column) {
  float* place = a.sums + head * a.sums_stride + column;
  const float* weights = a.weights + head * a.weights_stride;
  Unit sums[H][V];
  ASSAY_UNROLL
  for (int h = 0; h < H; ++h) {
    ASSAY_UNROLL
    for (int v = 0; v < V; ++v) {
      sums[h][v] = load_unit(place + h * a.sums_stride + v * unit_width);
    }
  }
  for (std::int64_t t = a.begin; t < a.end;) {
    const float* value = a.pages[t / page_size] + t % page_size * a.value_stride + column;
    for (const std::int64_t end = std::min(a.end, (t / page_size + 1) * page_size); t < end; ++t) {
      Unit values[V];
      ASSAY_UNROLL
      for (int v = 0; v < V; ++v) {
        values[v] = load_unit(value + v * unit_width);
      }
      ASSAY_UNROLL
      for (int h = 0; h < H; ++h) {
        const Unit weight = broadcast_unit(weights[h * a.weights_stride + t]);
        ASSAY_UNROLL
        for (int v = 0; v < V; ++v) {
          sums[h][v] = fma_unit(weight, values[v], sums[h][v]);
        }
      }
      value += a.value_stride;
    }
  }
  ASSAY_UNROLL
  for (int h = 0; h < H; ++h) {
    ASSAY_UNROLL
    for (int v = 0; v < V; ++v) {
      store_unit(place + h * a.sums_stride + v * unit_width, sums[h][v]);
    }
  }
}

/// The last heads, fewer than H.
template <int H, int V>
ASSAY_TARGET inline void weighted_rest(const WeightedRowsArgs& a, std::int64_t head,
                                       std::int64_t column) {
  if constexpr (H > 1) {
    if (a.heads - head == H - 1) {
      weighted_tile<H - 1, V>(a, head, column);
    } else {
      weighted_rest<H - 1, V>(a, head, column);
    }
  }
}

/// All heads over the same columns, whose values then stay in the first cache.
template <int V>
ASSAY_TARGET inline void weighted_columns(const WeightedRowsArgs& a, std::int64_t column) {
  std::int64_t head = 0;
  for (; head + gemm_rows <= a.heads; head += gemm_rows) {
    weighted_tile<gemm_rows, V>(a, head, column);
  }
  weighted_rest<gemm_rows, V>(a, head, column);
}

ASSAY_TARGET inline void weighted_rows(const WeightedRowsArgs& a) {
  std::int64_t column = 0;
  for (; column + gemm_columns * unit_width <= a.columns; column += gemm_columns * unit_width) {
    weighted_columns<gemm_columns>(a, column);
  }
  for (; column < a.columns; column += unit_width) {
    weighted_columns<1>(a, column);
  }
}

constexpr Kernels table(const char* name) {
  return {name,
          matmul<float>,
          matmul<std::uint16_t>,
          matmul<BlockQ8>,
          matmul<BlockQ4>,
          sum_of_squares,
          scale,
          add,
          add_scaled,
          swiglu,
          clamped_swiglu,
          sigmoid,
          softmax,
          weighted_rows};
}

}  // namespace
}  // namespace assay::cpu
