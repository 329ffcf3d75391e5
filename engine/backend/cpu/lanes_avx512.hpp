// 16 fp32 lanes as one AVX-512 register. Meanings: lanes_scalar.hpp.
#pragma once

#if defined(__GNUC__) && !defined(__clang__)
// g++ 12 warns of its own _mm512_undefined_ps (GCC bug 105593), for the rest of the file.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <immintrin.h>

#include <cstdint>

#include "engine/backend/weight_blocks.hpp"

#define ASSAY_TARGET __attribute__((target("avx2,fma,avx512f,avx512dq")))
#define ASSAY_LANES ASSAY_TARGET inline __attribute__((always_inline))

namespace assay::cpu {
namespace {

inline constexpr int tile_rows = 4;  // 16 sums and their operands, of 32 registers
inline constexpr int tile_columns = 4;

struct Lanes {
  __m512 v;
};

struct Pair {
  Lanes first;
  Lanes second;
};

using Unit = __m512;
inline constexpr int units = 1;
inline constexpr int gemm_rows = 6;  // 24 sums and 7 operands, of 32 registers
inline constexpr int gemm_columns = 4;
inline constexpr int most_streamed_rows = 16;  // with more a blocked product gains

ASSAY_LANES Lanes broadcast(float x) { return {_mm512_set1_ps(x)}; }
ASSAY_LANES Lanes load(const float* p) { return {_mm512_loadu_ps(p)}; }

ASSAY_LANES __mmask16 first(std::int64_t n) {
  return static_cast<__mmask16>((1U << static_cast<unsigned>(n)) - 1U);
}
ASSAY_LANES Lanes load_part(const float* p, std::int64_t n) {
  return {_mm512_maskz_loadu_ps(first(n), p)};
}
ASSAY_LANES void store_part(float* p, const Lanes& a, std::int64_t n) {
  _mm512_mask_storeu_ps(p, first(n), a.v);
}
ASSAY_LANES Lanes load(const std::uint16_t* p) {
  const __m256i half = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  return {_mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16))};
}
ASSAY_LANES __m512 widen16(__m128i bytes) {
  return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(bytes));
}
ASSAY_LANES Pair load(const BlockQ8* block, float scale) {
  const __m512 factor = _mm512_set1_ps(scale);
  const auto* values = reinterpret_cast<const __m128i*>(block->values.data());
  return {{_mm512_mul_ps(widen16(_mm_loadu_si128(values)), factor)},
          {_mm512_mul_ps(widen16(_mm_loadu_si128(values + 1)), factor)}};
}
/// The 16 products that the scale can make, chosen from by the lowest four bits of a lane.
ASSAY_LANES Pair load(const BlockQ4* block, float scale) {
  const __m512 products =
      _mm512_mul_ps(_mm512_setr_ps(-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7),
                    _mm512_set1_ps(scale));
  const __m512i pairs =
      _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(block->pairs.data())));
  return {{_mm512_permutexvar_ps(pairs, products)},
          {_mm512_permutexvar_ps(_mm512_srli_epi32(pairs, 4), products)}};
}
ASSAY_LANES void store(float* p, const Lanes& a) { _mm512_storeu_ps(p, a.v); }

ASSAY_LANES Lanes add(const Lanes& a, const Lanes& b) { return {_mm512_add_ps(a.v, b.v)}; }
ASSAY_LANES Lanes sub(const Lanes& a, const Lanes& b) { return {_mm512_sub_ps(a.v, b.v)}; }
ASSAY_LANES Lanes mul(const Lanes& a, const Lanes& b) { return {_mm512_mul_ps(a.v, b.v)}; }
ASSAY_LANES Lanes div(const Lanes& a, const Lanes& b) { return {_mm512_div_ps(a.v, b.v)}; }
ASSAY_LANES Lanes fma(const Lanes& a, const Lanes& b, const Lanes& c) {
  return {_mm512_fmadd_ps(a.v, b.v, c.v)};
}
ASSAY_LANES Unit broadcast_unit(float x) { return _mm512_set1_ps(x); }
ASSAY_LANES Unit zero_unit() { return _mm512_setzero_ps(); }
ASSAY_LANES Unit load_unit(const float* p) { return _mm512_loadu_ps(p); }
ASSAY_LANES void store_unit(float* p, Unit a) { _mm512_storeu_ps(p, a); }
ASSAY_LANES Unit fma_unit(Unit a, Unit b, Unit c) { return _mm512_fmadd_ps(a, b, c); }
ASSAY_LANES void prefetch(const void* p) { _mm_prefetch(static_cast<const char*>(p), _MM_HINT_T1); }
ASSAY_LANES Lanes max(const Lanes& a, const Lanes& b) { return {_mm512_max_ps(a.v, b.v)}; }
ASSAY_LANES Lanes min(const Lanes& a, const Lanes& b) { return {_mm512_min_ps(a.v, b.v)}; }
ASSAY_LANES Lanes power_of_two(const Lanes& n) {
  const __m512i biased = _mm512_add_epi32(_mm512_cvtps_epi32(n.v), _mm512_set1_epi32(127));
  return {_mm512_castsi512_ps(_mm512_slli_epi32(biased, 23))};
}
ASSAY_LANES Lanes where_at_least(const Lanes& x, const Lanes& bound, const Lanes& value) {
  return {_mm512_maskz_mov_ps(_mm512_cmp_ps_mask(x.v, bound.v, _CMP_GE_OQ), value.v)};
}

/// Lanes i and i + 8, then i and i + 4.
ASSAY_LANES __m128 sum_to_4(const Lanes& a) {
  const __m256 s = _mm256_add_ps(_mm512_castps512_ps256(a.v), _mm512_extractf32x8_ps(a.v, 1));
  return _mm_add_ps(_mm256_castps256_ps128(s), _mm256_extractf128_ps(s, 1));
}
ASSAY_LANES float sum(const Lanes& a) {
  __m128 s = sum_to_4(a);
  s = _mm_add_ps(s, _mm_movehl_ps(s, s));
  return _mm_cvtss_f32(_mm_add_ss(s, _mm_shuffle_ps(s, s, 1)));
}
ASSAY_LANES void sum4(const Lanes& a, const Lanes& b, const Lanes& c, const Lanes& d, float* out) {
  // Halves of a beside halves of b: one addition joins lanes i and i + 8 of both; and so on.
  const __m512 ab =
      _mm512_add_ps(_mm512_shuffle_f32x4(a.v, b.v, 0x44), _mm512_shuffle_f32x4(a.v, b.v, 0xEE));
  const __m512 cd =
      _mm512_add_ps(_mm512_shuffle_f32x4(c.v, d.v, 0x44), _mm512_shuffle_f32x4(c.v, d.v, 0xEE));
  const __m512 s = _mm512_add_ps(_mm512_shuffle_f32x4(ab, cd, 0x88),
                                 _mm512_shuffle_f32x4(ab, cd, 0xDD));  // quarters a b c d
  const __m512 pairs = _mm512_add_ps(s, _mm512_permute_ps(s, 0x4E));   // lanes i and i + 2
  const __m512 one = _mm512_add_ps(pairs, _mm512_permute_ps(pairs, 0xB1));
  const __m512i quarters = _mm512_setr_epi32(0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  _mm_storeu_ps(out, _mm512_castps512_ps128(_mm512_permutexvar_ps(quarters, one)));
}

}  // namespace
}  // namespace assay::cpu
