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

/// Some rows of the weight, widened, and the sums of up to `most_rows` rows of x with them. Between
/// two parts of the depth the sums rest in memory, which changes no bit.
class Panel {
 public:
  static constexpr std::int64_t most_rows = 120;

  /// Rows [row, row + rows) of out.
  template <typename Element>
  ASSAY_TARGET void multiply(const MatmulArgs& a, std::int64_t row, std::int64_t rows) {
    // Parts of much the same depth.
    const std::int64_t parts = (a.depth + most_depth - 1) / most_depth;
    const std::int64_t blocks = (a.depth + weight_block - 1) / weight_block;
    const std::int64_t depth = (blocks + parts - 1) / parts * weight_block;
    for (std::int64_t column = a.begin; column < a.end; column += columns) {
      const std::int64_t count = std::min(columns, a.end - column);
      for (std::int64_t begin = 0; begin < a.depth; begin += depth) {
        const Part part{column, count, begin, std::min(depth, a.depth - begin)};
        widen<Element>(a, part);
        accumulate<Element>(a, part, a.x + row, rows);
      }
      for (std::int64_t r = 0; r < rows; ++r) {
        reduce(sums_ + r * columns * width, a.out[row + r] + column, count);
      }
    }
  }

 private:
  static constexpr std::int64_t columns = 8;
  static constexpr std::int64_t most_depth = 576;
  static constexpr std::int64_t line = 64;

  /// Rows [column, column + count) of the weight, elements [begin, begin + depth).
  struct Part {
    std::int64_t column = 0;
    std::int64_t count = 0;
    std::int64_t begin = 0;
    std::int64_t depth = 0;
  };

  template <typename Element>
  ASSAY_TARGET void widen(const MatmulArgs& a, const Part& part) {
    for (std::int64_t c = 0; c < columns; ++c) {
      float* to = weights_ + c * most_depth;
      if (c >= part.count) {
        std::fill_n(to, part.depth, 0.0F);  // columns that no one asks for: tiles are whole
        continue;
      }
      const RowPart<Element> from(a, part.column + c, part.begin);
      std::int64_t k = 0;
      for (; k + weight_block <= part.depth; k += weight_block) {
        const Pair w = from.pair(k);
        store(to + k, w.first);
        store(to + k + width, w.second);
      }
      if constexpr (!blocked<Element>) {
        for (; k < part.depth; k += width) {
          store(to + k, from.half(k));
        }
      }
    }
  }

  /// Tiles of rows. Meanwhile the same part of the next panel comes nearer, a piece a tile.
  template <typename Element>
  ASSAY_TARGET void accumulate(const MatmulArgs& a, const Part& part, const float* const* x,
                               std::int64_t rows) {
    const std::int64_t stride = row_bytes<Element>(a);
    const char* next =
        reinterpret_cast<const char*>(weight_row<Element>(a, part.column + columns)) +
        part.begin * stride / a.weight_stride;
    const std::int64_t lines = part.depth * stride / a.weight_stride / line;
    const std::int64_t tiles = (rows + gemm_rows - 1) / gemm_rows;
    for (std::int64_t t = 0; t < tiles; ++t) {
      for (std::int64_t at = lines * t / tiles; at < lines * (t + 1) / tiles; ++at) {
        for (std::int64_t c = 0; c < columns; ++c) {
          prefetch(next + c * stride + at * line);
        }
      }
      const std::int64_t row = t * gemm_rows;
      tile_of<gemm_rows>(part, x + row, std::min<std::int64_t>(gemm_rows, rows - row),
                         sums_ + row * columns * width);
    }
  }

  /// `rows` of them, at most R.
  template <int R>
  ASSAY_TARGET void tile_of(const Part& part, const float* const* x, std::int64_t rows,
                            float* sums) {
    if (rows == R) {
      all_columns<R>(part, x, sums);
    } else if constexpr (R > 1) {
      tile_of<R - 1>(part, x, rows, sums);
    }
  }

  template <int R>
  ASSAY_TARGET void all_columns(const Part& part, const float* const* x, float* sums) {
    const float* rows[R];
    for (int r = 0; r < R; ++r) {
      rows[r] = x[r] + part.begin;
    }
    for (std::int64_t c = 0; c < columns; c += gemm_columns) {
      for (int unit = 0; unit < units; ++unit) {
        tile<R>(part, rows, c, sums, unit * (width / units));
      }
      if (part.depth % width != 0) {
        tail<R>(rows, c, sums, part.depth);
      }
    }
  }

  /// One unit of the lanes, `lane` its first, along the part. A function of its own, so that what
  /// is around it takes none of its registers.
  template <int R>
  [[gnu::noinline]] ASSAY_TARGET void tile(const Part& part, const float* const* x,
                                           std::int64_t column, float* sums, std::int64_t lane) {
    constexpr int C = gemm_columns;
    const float* weights = weights_ + column * most_depth + lane;
    float* place = sums + column * width + lane;
    Unit s[R][C];
    ASSAY_UNROLL
    for (int r = 0; r < R; ++r) {
      ASSAY_UNROLL
      for (int c = 0; c < C; ++c) {
        s[r][c] = part.begin == 0 ? zero_unit() : load_unit(place + (r * columns + c) * width);
      }
    }
    const std::int64_t whole = part.depth / width * width;
    for (std::int64_t k = 0; k < whole; k += width) {
      Unit rows[R];
      ASSAY_UNROLL
      for (int r = 0; r < R; ++r) {
        rows[r] = load_unit(x[r] + k + lane);
      }
      ASSAY_UNROLL
      for (int c = 0; c < C; ++c) {
        const Unit w = load_unit(weights + c * most_depth + k);
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
                         std::int64_t depth) {
    const std::int64_t whole = depth / width * width;
    for (int r = 0; r < R; ++r) {
      const Lanes row = load_part(x[r] + whole, depth - whole);
      for (int c = 0; c < gemm_columns; ++c) {
        float* place = sums + (r * columns + column + c) * width;
        const Lanes w = load(weights_ + (column + c) * most_depth + whole);
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

  alignas(64) float weights_[columns * most_depth];
  alignas(64) float sums_[most_rows * columns * width];
};

template <typename Element>
ASSAY_TARGET void matmul(const MatmulArgs& a) {
  if (a.rows <= most_streamed_rows) {
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
