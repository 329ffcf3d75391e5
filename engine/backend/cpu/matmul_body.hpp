// Products of rows with a weight matrix, written once over Lanes (see kernels_body.hpp). Whatever
// the path, an output is one chain of fused multiply-adds in 16 lanes along the depth, then the
// fixed tree: few rows read the weights as they stream by; many rows share a panel of weights that
// is widened to fp32 once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "engine/backend/cpu/kernels.hpp"
#include "engine/backend/weight_blocks.hpp"

namespace assay::cpu {
namespace {

// Small loops over arrays of registers: only when unrolled early do the arrays stay in registers.
#if defined(__clang__)
#define ASSAY_UNROLL _Pragma("unroll")
#else
#define ASSAY_UNROLL _Pragma("GCC unroll 8")
#endif

inline constexpr std::int64_t width = 16;

ASSAY_TARGET inline Lanes load_up_to(const float* p, std::int64_t n) {
  return n >= width ? load(p) : load_part(p, n);
}

ASSAY_TARGET inline void store_up_to(float* p, const Lanes& a, std::int64_t n) {
  if (n >= width) {
    store(p, a);
  } else {
    store_part(p, a, n);
  }
}

template <typename Element>
inline constexpr bool blocked = std::is_class_v<Element>;

/// The start of a row of the weight.
template <typename Element>
const Element* weight_row(const MatmulArgs& a, std::int64_t row) {
  const std::int64_t stride = blocked<Element> ? a.weight_stride / weight_block : a.weight_stride;
  return static_cast<const Element*>(a.weight) + row * stride;
}

template <typename Element>
std::int64_t row_bytes(const MatmulArgs& a) {
  return static_cast<std::int64_t>(sizeof(Element)) * a.weight_stride /
         (blocked<Element> ? weight_block : 1);
}

/// Some neighbours in a row of the weight, as fp32.
template <typename Element>
class RowPart {
 public:
  RowPart() = default;

  /// From element `begin`.
  RowPart(const MatmulArgs& a, std::int64_t row, std::int64_t begin)
      : from_(weight_row<Element>(a, row) + (blocked<Element> ? begin / weight_block : begin)) {}

  /// 32 elements from k, a multiple of 32.
  [[nodiscard]] ASSAY_LANES Pair pair(std::int64_t k) const {
    if constexpr (blocked<Element>) {
      const Element* block = from_ + k / weight_block;
      return load(block, scales_[block->scale]);
    } else {
      return {load(from_ + k), load(from_ + k + width)};
    }
  }

  /// 16 elements from k, of a type that has no blocks.
  [[nodiscard]] ASSAY_LANES Lanes half(std::int64_t k) const { return load(from_ + k); }

  /// Asks for what lies `bytes` behind element k.
  ASSAY_LANES void prefetch_behind(std::int64_t k, std::int64_t bytes) const {
    const Element* at = from_ + (blocked<Element> ? k / weight_block : k);
    prefetch(reinterpret_cast<const char*>(at) + bytes);
  }

 private:
  const Element* from_ = nullptr;
  const float* scales_ = f16_values();  // a load is free where arithmetic is scarce
};

/// The four trees of a tile's row at a time where it is so wide.
template <int C>
ASSAY_TARGET inline void sum_columns(const Lanes* sums, float* out) {
  if constexpr (C == 4) {
    sum4(sums[0], sums[1], sums[2], sums[3], out);
  } else {
    for (int c = 0; c < C; ++c) {
      out[c] = sum(sums[c]);
    }
  }
}

/// R rows of x by C rows of the weight, which is read as it is stored.
template <int R, int C, typename Element>
ASSAY_TARGET inline void stream_tile(const MatmulArgs& a, std::int64_t row, std::int64_t column) {
  RowPart<Element> weight[C];
  for (int c = 0; c < C; ++c) {
    weight[c] = RowPart<Element>(a, column + c, 0);
  }
  const std::int64_t ahead = C * row_bytes<Element>(a);  // the rows of the next tile
  Lanes sums[R][C];
  for (int r = 0; r < R; ++r) {
    for (int c = 0; c < C; ++c) {
      sums[r][c] = broadcast(0.0F);
    }
  }
  std::int64_t k = 0;
  for (; k + weight_block <= a.depth; k += weight_block) {
    Pair x[R];
    for (int r = 0; r < R; ++r) {
      const float* from = a.x[row + r] + k;
      x[r] = {load(from), load(from + width)};
    }
    for (int c = 0; c < C; ++c) {
      const Pair w = weight[c].pair(k);
      weight[c].prefetch_behind(k, ahead);
      for (int r = 0; r < R; ++r) {
        sums[r][c] = fma(x[r].first, w.first, sums[r][c]);
        sums[r][c] = fma(x[r].second, w.second, sums[r][c]);
      }
    }
  }
  if constexpr (!blocked<Element>) {
    for (; k < a.depth; k += width) {
      for (int r = 0; r < R; ++r) {
        const Lanes x = load_up_to(a.x[row + r] + k, a.depth - k);
        for (int c = 0; c < C; ++c) {
          sums[r][c] = fma(x, weight[c].half(k), sums[r][c]);
        }
      }
    }
  }
  for (int r = 0; r < R; ++r) {
    sum_columns<C>(sums[r], a.out[row + r] + column);
  }
}

/// All rows against C weight rows, so that a weight is read from memory once.
template <int C, typename Element>
ASSAY_TARGET inline void stream_rows(const MatmulArgs& a, std::int64_t column) {
  std::int64_t row = 0;
  for (; row + tile_rows <= a.rows; row += tile_rows) {
    stream_tile<tile_rows, C, Element>(a, row, column);
  }
  for (; row < a.rows; ++row) {
    stream_tile<1, C, Element>(a, row, column);
  }
}

template <typename Element>
ASSAY_TARGET void stream(const MatmulArgs& a) {
  std::int64_t column = a.begin;
  for (; column + tile_columns <= a.end; column += tile_columns) {
    stream_rows<tile_columns, Element>(a, column);
  }
  for (; column < a.end; ++column) {
    stream_rows<1, Element>(a, column);
  }
}

/// Weight rows [column, column + count), elements [begin, begin + depth), widened; and the sums of
/// `most_rows` rows with them. Between two parts of the depth the sums rest in memory, which
/// changes no bit.
class Panel {
 public:
  static constexpr std::int64_t most_rows = 120;

  /// out[rows][count] for `rows` rows from `row`, at most most_rows.
  template <typename Element>
  ASSAY_TARGET void multiply(const MatmulArgs& a, std::int64_t row, std::int64_t rows) {
    for (std::int64_t column = a.begin; column < a.end; column += columns) {
      const std::int64_t count = std::min(columns, a.end - column);
      std::fill_n(sums_, rows * columns * width, 0.0F);
      for (std::int64_t begin = 0; begin < a.depth; begin += depth) {
        const std::int64_t part = std::min(depth, a.depth - begin);
        widen<Element>(a, column, count, begin, part);
        accumulate(a.x + row, rows, begin, part);
      }
      for (std::int64_t r = 0; r < rows; ++r) {
        reduce(sums_ + r * columns * width, a.out[row + r] + column, count);
      }
    }
  }

 private:
  static constexpr std::int64_t columns = 8;
  static constexpr std::int64_t depth = 512;

  template <typename Element>
  ASSAY_TARGET void widen(const MatmulArgs& a, std::int64_t column, std::int64_t count,
                          std::int64_t begin, std::int64_t part) {
    for (std::int64_t c = 0; c < columns; ++c) {
      float* to = weights_ + c * depth;
      if (c >= count) {
        std::fill_n(to, depth, 0.0F);  // columns that no one asks for, so that tiles are whole
        continue;
      }
      const RowPart<Element> from(a, column + c, begin);
      std::int64_t k = 0;
      for (; k + weight_block <= part; k += weight_block) {
        const Pair w = from.pair(k);
        store(to + k, w.first);
        store(to + k + width, w.second);
      }
      if constexpr (!blocked<Element>) {
        for (; k < part; k += width) {
          store(to + k, from.half(k));
        }
      }
    }
  }

  ASSAY_TARGET void accumulate(const float* const* x, std::int64_t rows, std::int64_t begin,
                               std::int64_t part) {
    std::int64_t row = 0;
    for (; row + gemm_rows <= rows; row += gemm_rows) {
      all_columns<gemm_rows>(x + row, sums_ + row * columns * width, begin, part);
    }
    if constexpr (gemm_rows > 1) {
      rest<gemm_rows - 1>(x + row, rows - row, sums_ + row * columns * width, begin, part);
    }
  }

  /// `rows` of them, at most R.
  template <int R>
  ASSAY_TARGET void rest(const float* const* x, std::int64_t rows, float* sums, std::int64_t begin,
                         std::int64_t part) {
    if (rows == R) {
      all_columns<R>(x, sums, begin, part);
    } else if constexpr (R > 1) {
      rest<R - 1>(x, rows, sums, begin, part);
    }
  }

  template <int R>
  ASSAY_TARGET void all_columns(const float* const* x, float* sums, std::int64_t begin,
                                std::int64_t part) {
    const float* rows[R];
    for (int r = 0; r < R; ++r) {
      rows[r] = x[r] + begin;
    }
    for (std::int64_t c = 0; c < columns; c += gemm_columns) {
      for (int unit = 0; unit < units; ++unit) {
        tile<R>(rows, c, sums, part / width * width, unit * (width / units));
      }
      if (part % width != 0) {
        tail<R>(rows, c, sums, part);
      }
    }
  }

  /// One unit of the lanes, `lane` its first, along a part of the depth.
  template <int R>
  ASSAY_TARGET void tile(const float* const* x, std::int64_t column, float* sums,
                         std::int64_t whole, std::int64_t lane) {
    constexpr int C = gemm_columns;
    const float* weights = weights_ + column * depth + lane;
    float* place = sums + column * width + lane;
    Unit s[R][C];
    ASSAY_UNROLL
    for (int r = 0; r < R; ++r) {
      ASSAY_UNROLL
      for (int c = 0; c < C; ++c) {
        s[r][c] = load_unit(place + (r * columns + c) * width);
      }
    }
    for (std::int64_t k = 0; k < whole; k += width) {
      Unit rows[R];
      ASSAY_UNROLL
      for (int r = 0; r < R; ++r) {
        rows[r] = load_unit(x[r] + k + lane);
      }
      ASSAY_UNROLL
      for (int c = 0; c < C; ++c) {
        const Unit w = load_unit(weights + c * depth + k);
        ASSAY_UNROLL
        for (int r = 0; r < R; ++r) {
          s[r][c] = fma_unit(rows[r], w, s[r][c]);
        }
      }
    }
    ASSAY_UNROLL
    for (int r = 0; r < R; ++r) {
      ASSAY_UNROLL
      for (int c = 0; c < C; ++c) {
        store_unit(place + (r * columns + c) * width, s[r][c]);
      }
    }
  }

  /// The elements behind the last whole vector.
  template <int R>
  ASSAY_TARGET void tail(const float* const* x, std::int64_t column, float* sums,
                         std::int64_t part) {
    const std::int64_t whole = part / width * width;
    for (int r = 0; r < R; ++r) {
      const Lanes row = load_part(x[r] + whole, part - whole);
      for (int c = 0; c < gemm_columns; ++c) {
        float* place = sums + (r * columns + column + c) * width;
        const Lanes w = load(weights_ + (column + c) * depth + whole);
        store(place, fma(row, w, load(static_cast<const float*>(place))));
      }
    }
  }

  ASSAY_TARGET static void reduce(const float* sums, float* out, std::int64_t count) {
    std::int64_t c = 0;
    for (; c + 4 <= count; c += 4) {
      const float* at = sums + c * width;
      sum4(load(at), load(at + width), load(at + 2 * width), load(at + 3 * width), out + c);
    }
    for (; c < count; ++c) {
      out[c] = sum(load(sums + c * width));
    }
  }

  alignas(64) float weights_[columns * depth];
  alignas(64) float sums_[most_rows * columns * width];
};

/// From so many rows on a panel gains.
inline constexpr std::int64_t many_rows = 8;

template <typename Element>
ASSAY_TARGET void matmul(const MatmulArgs& a) {
  if (a.rows < many_rows) {
    stream<Element>(a);
    return;
  }
  Panel panel;
  for (std::int64_t row = 0; row < a.rows; row += Panel::most_rows) {
    panel.multiply<Element>(a, row, std::min(Panel::most_rows, a.rows - row));
  }
}

}  // namespace
}  // namespace assay::cpu
