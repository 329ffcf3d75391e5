// 16 fp32 lanes as two AVX2 registers, lanes 0-7 and 8-15. Meanings: lanes_scalar.hpp.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "engine/backend/weight_blocks.hpp"

#define ASSAY_TARGET __attribute__((target("avx2,fma")))
#define ASSAY_LANES ASSAY_TARGET inline __attribute__((always_inline))

namespace assay::cpu {
namespace {

inline constexpr int tile_rows = 1;  // 1 x 4 tiles of two registers each, of 16 registers
inline constexpr int tile_columns = 4;

struct Lanes {
  __m256 lo;
  __m256 hi;
};

struct Pair {
  Lanes first;
  Lanes second;
};

using Unit = __m256;
inline constexpr int units = 2;
inline constexpr int gemm_rows = 3;  // 12 sums and 4 operands, of 16 registers
inline constexpr int gemm_columns = 4;
inline constexpr int most_streamed_rows = 7;  // with more a blocked product gains

ASSAY_LANES Lanes broadcast(float x) { return {_mm256_set1_ps(x), _mm256_set1_ps(x)}; }
ASSAY_LANES Lanes load(const float* p) { return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }

/// All ones in the first n of 8 lanes.
ASSAY_LANES __m256i mask8(std::int64_t n) {
  const __m256i index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n)), index);
}
ASSAY_LANES Lanes load_part(const float* p, std::int64_t n) {
  // A mask of zeros reads nothing, wherever p + 8 points.
  return {_mm256_maskload_ps(p, mask8(n)), _mm256_maskload_ps(p + 8, mask8(n - 8))};
}
ASSAY_LANES void store_part(float* p, const Lanes& a, std::int64_t n) {
  _mm256_maskstore_ps(p, mask8(n), a.lo);
  _mm256_maskstore_ps(p + 8, mask8(n - 8), a.hi);
}
ASSAY_LANES __m256 widen8(const std::uint16_t* p) {
  const __m128i half = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(half), 16));
}
ASSAY_LANES Lanes load(const std::uint16_t* p) { return {widen8(p), widen8(p + 8)}; }
/// The lower 8 of 16 signed bytes, and the upper.
ASSAY_LANES Lanes widen16(__m128i bytes, __m256 scale) {
  const __m256i lo = _mm256_cvtepi8_epi32(bytes);
  const __m256i hi = _mm256_cvtepi8_epi32(_mm_srli_si128(bytes, 8));
  return {_mm256_mul_ps(_mm256_cvtepi32_ps(lo), scale),
          _mm256_mul_ps(_mm256_cvtepi32_ps(hi), scale)};
}
ASSAY_LANES Pair load(const BlockQ8* block, float scale) {
  const __m256 factor = _mm256_set1_ps(scale);
  const auto* values = reinterpret_cast<const __m128i*>(block->values.data());
  return {widen16(_mm_loadu_si128(values), factor), widen16(_mm_loadu_si128(values + 1), factor)};
}
ASSAY_LANES Pair load(const BlockQ4* block, float scale) {
  const __m256 factor = _mm256_set1_ps(scale);
  const __m128i pairs = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block->pairs.data()));
  const __m128i mask = _mm_set1_epi8(15);
  const __m128i eight = _mm_set1_epi8(8);
  return {widen16(_mm_sub_epi8(_mm_and_si128(pairs, mask), eight), factor),
          widen16(_mm_sub_epi8(_mm_and_si128(_mm_srli_epi16(pairs, 4), mask), eight), factor)};
}
ASSAY_LANES void store(float* p, const Lanes& a) {
  _mm256_storeu_ps(p, a.lo);
  _mm256_storeu_ps(p + 8, a.hi);
}

ASSAY_LANES Lanes add(const Lanes& a, const Lanes& b) {
  return {_mm256_add_ps(a.lo, b.lo), _mm256_add_ps(a.hi, b.hi)};
}
ASSAY_LANES Lanes sub(const Lanes& a, const Lanes& b) {
  return {_mm256_sub_ps(a.lo, b.lo), _mm256_sub_ps(a.hi, b.hi)};
}
ASSAY_LANES Lanes mul(const Lanes& a, const Lanes& b) {
  return {_mm256_mul_ps(a.lo, b.lo), _mm256_mul_ps(a.hi, b.hi)};
}
ASSAY_LANES Lanes div(const Lanes& a, const Lanes& b) {
  return {_mm256_div_ps(a.lo, b.lo), _mm256_div_ps(a.hi, b.hi)};
}
ASSAY_LANES Lanes fma(const Lanes& a, const Lanes& b, const Lanes& c) {
  return {_mm256_fmadd_ps(a.lo, b.lo, c.lo), _mm256_fmadd_ps(a.hi, b.hi, c.hi)};
}
ASSAY_LANES Unit broadcast_unit(float x) { return _mm256_set1_ps(x); }
ASSAY_LANES Unit zero_unit() { return _mm256_setzero_ps(); }
ASSAY_LANES Unit load_unit(const float* p) { return _mm256_loadu_ps(p); }
ASSAY_LANES void store_unit(float* p, Unit a) { _mm256_storeu_ps(p, a); }
ASSAY_LANES Unit fma_unit(Unit a, Unit b, Unit c) { return _mm256_fmadd_ps(a, b, c); }
ASSAY_LANES void prefetch(const void* p) { _mm_prefetch(static_cast<const char*>(p), _MM_HINT_T1); }
ASSAY_LANES Lanes max(const Lanes& a, const Lanes& b) {
  return {_mm256_max_ps(a.lo, b.lo), _mm256_max_ps(a.hi, b.hi)};
}
ASSAY_LANES Lanes min(const Lanes& a, const Lanes& b) {
  return {_mm256_min_ps(a.lo, b.lo), _mm256_min_ps(a.hi, b.hi)};
}
ASSAY_LANES __m256 power_of_two8(__m256 n) {
  const __m256i biased = _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127));
  return _mm256_castsi256_ps(_mm256_slli_epi32(biased, 23));
}
ASSAY_LANES Lanes power_of_two(const Lanes& n) {
  return {power_of_two8(n.lo), power_of_two8(n.hi)};
}
ASSAY_LANES Lanes where_at_least(const Lanes& x, const Lanes& bound, const Lanes& value) {
  return {_mm256_and_ps(_mm256_cmp_ps(x.lo, bound.lo, _CMP_GE_OQ), value.lo),
          _mm256_and_ps(_mm256_cmp_ps(x.hi, bound.hi, _CMP_GE_OQ), value.hi)};
}

/// Lanes i and i + 8, then i and i + 4.
ASSAY_LANES __m128 sum_to_4(const Lanes& a) {
  const __m256 s = _mm256_add_ps(a.lo, a.hi);
  return _mm_add_ps(_mm256_castps256_ps128(s), _mm256_extractf128_ps(s, 1));
}
ASSAY_LANES float sum(const Lanes& a) {
  __m128 s = sum_to_4(a);
  s = _mm_add_ps(s, _mm_movehl_ps(s, s));
  return _mm_cvtss_f32(_mm_add_ss(s, _mm_shuffle_ps(s, s, 1)));
}
ASSAY_LANES void sum4(const Lanes& a, const Lanes& b, const Lanes& c, const Lanes& d, float* out) {
  const __m128 x = sum_to_4(a);
  const __m128 y = sum_to_4(b);
  const __m128 z = sum_to_4(c);
  const __m128 w = sum_to_4(d);
  // [x0+x2 y0+y2 x1+x3 y1+y3] and the same of z, w; then lanes 0 and 1 of each.
  const __m128 xy = _mm_add_ps(_mm_unpacklo_ps(x, y), _mm_unpackhi_ps(x, y));
  const __m128 zw = _mm_add_ps(_mm_unpacklo_ps(z, w), _mm_unpackhi_ps(z, w));
  _mm_storeu_ps(out, _mm_add_ps(_mm_movelh_ps(xy, zw), _mm_movehl_ps(zw, xy)));
}

}  // namespace
}  // namespace assay::cpu
