// 16 fp32 lanes in plain C++: the meaning of every operation in the other lanes_*.hpp.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "engine/backend/weight_blocks.hpp"

#define ASSAY_TARGET
#define ASSAY_LANES inline

namespace assay::cpu {
namespace {

inline constexpr int tile_rows = 2;  // rows of x and of the weight that one tile of a product holds
inline constexpr int tile_columns = 2;

struct Lanes {
  float v[16];
};

/// A block's 32 elements.
struct Pair {
  Lanes first;
  Lanes second;
};

/// What one register of a blocked product holds: 16 lanes, or a part of them.
using Unit = Lanes;
inline constexpr int units = 1;  // of 16 lanes
inline constexpr int gemm_rows = 2;
inline constexpr int gemm_columns = 2;
inline constexpr int most_streamed_rows = 7;  // with more a blocked product gains

template <typename Op>
Lanes each(Op op) {
  Lanes out;
  for (int i = 0; i < 16; ++i) {
    out.v[i] = op(i);
  }
  return out;
}

inline Lanes broadcast(float x) {
  return each([=](int) { return x; });
}
inline Lanes load(const float* p) {
  return each([=](int i) { return p[i]; });
}
/// The first n, 0 < n <= 16; the rest is zero.
inline Lanes load_part(const float* p, std::int64_t n) {
  return each([=](int i) { return i < n ? p[i] : 0.0F; });
}
/// bf16, widened.
inline Lanes load(const std::uint16_t* p) {
  return each([=](int i) { return std::bit_cast<float>(static_cast<std::uint32_t>(p[i]) << 16); });
}
/// A block, by its scale as fp32.
inline Pair load(const BlockQ8* block, float scale) {
  const auto value = [=](int i) {
    return static_cast<float>(block->values[static_cast<std::size_t>(i)]) * scale;
  };
  return {each(value), each([=](int i) { return value(i + 16); })};
}
inline Pair load(const BlockQ4* block, float scale) {
  const auto value = [=](int half) { return static_cast<float>(half - 8) * scale; };
  return {each([=](int i) { return value(block->pairs[static_cast<std::size_t>(i)] & 15); }),
          each([=](int i) { return value(block->pairs[static_cast<std::size_t>(i)] >> 4); })};
}
inline void store_part(float* p, const Lanes& a, std::int64_t n) { std::copy_n(a.v, n, p); }
inline void store(float* p, const Lanes& a) { std::copy_n(a.v, 16, p); }

inline Lanes add(const Lanes& a, const Lanes& b) {
  return each([&](int i) { return a.v[i] + b.v[i]; });
}
inline Lanes sub(const Lanes& a, const Lanes& b) {
  return each([&](int i) { return a.v[i] - b.v[i]; });
}
inline Lanes mul(const Lanes& a, const Lanes& b) {
  return each([&](int i) { return a.v[i] * b.v[i]; });
}
inline Lanes div(const Lanes& a, const Lanes& b) {
  return each([&](int i) { return a.v[i] / b.v[i]; });
}
/// a * b + c, rounded once.
inline Lanes fma(const Lanes& a, const Lanes& b, const Lanes& c) {
  return each([&](int i) { return std::fma(a.v[i], b.v[i], c.v[i]); });
}
inline Unit broadcast_unit(float x) { return broadcast(x); }
inline Unit zero_unit() { return broadcast(0.0F); }
inline Unit load_unit(const float* p) { return load(p); }
inline void store_unit(float* p, const Unit& a) { store(p, a); }
inline Unit fma_unit(const Unit& a, const Unit& b, const Unit& c) { return fma(a, b, c); }
/// Will be read soon.
inline void prefetch(const void*) {}
/// The second operand where they compare as neither less nor greater (as the instruction has it).
inline Lanes max(const Lanes& a, const Lanes& b) {
  return each([&](int i) { return a.v[i] > b.v[i] ? a.v[i] : b.v[i]; });
}
inline Lanes min(const Lanes& a, const Lanes& b) {
  return each([&](int i) { return a.v[i] < b.v[i] ? a.v[i] : b.v[i]; });
}
/// 2^n for whole n in [-126, 127].
inline Lanes power_of_two(const Lanes& n) {
  return each(
      [&](int i) { return std::bit_cast<float>((static_cast<std::int32_t>(n.v[i]) + 127) << 23); });
}
/// value where x >= bound, else 0.
inline Lanes where_at_least(const Lanes& x, const Lanes& bound, const Lanes& value) {
  return each([&](int i) { return x.v[i] >= bound.v[i] ? value.v[i] : 0.0F; });
}

/// The fixed tree.
inline float sum(const Lanes& a) {
  float s[16];
  std::copy_n(a.v, 16, s);
  for (int half = 8; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) {
      s[i] += s[i + half];
    }
  }
  return s[0];
}

/// sum() of four at once.
inline void sum4(const Lanes& a, const Lanes& b, const Lanes& c, const Lanes& d, float* out) {
  out[0] = sum(a);
  out[1] = sum(b);
  out[2] = sum(c);
  out[3] = sum(d);
}

}  // namespace
}  // namespace assay::cpu
