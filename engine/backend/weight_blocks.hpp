// Blocks of 32 weights in 8 and 4 bits: weight = scale * integer, scale in fp16. The product is
// exact in fp32, so every backend multiplies by the very same weights.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "engine/backend/tensor.hpp"

namespace assay {

/// GGUF's Q8_0.
struct BlockQ8 {
  std::uint16_t scale;                 ///< fp16
  std::array<std::int8_t, 32> values;  ///< of [-127, 127]
};
static_assert(sizeof(BlockQ8) == bytes_of(ElementType::q8, weight_block));

/// GGUF's Q4_0. The lower half of byte i is weight i plus 8, the upper half weight i + 16 plus 8.
struct BlockQ4 {
  std::uint16_t scale;                 ///< fp16, of either sign
  std::array<std::uint8_t, 16> pairs;  ///< of [-8, 7]
};
static_assert(sizeof(BlockQ4) == bytes_of(ElementType::q4, weight_block));

/// A finite fp16, exactly: its exponent is 112 below fp32's.
[[nodiscard]] inline float widen_f16(std::uint16_t bits) noexcept {
  const std::uint32_t sign = (bits & 0x8000U) << 16;
  const std::uint32_t magnitude = (bits & 0x7FFFU) << 13;
  return std::bit_cast<float>(
      std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) * 0x1p112F) | sign);
}

/// widen_f16 of each of the 65536 bit patterns.
[[nodiscard]] const float* f16_values();

using BlockValues = std::span<const float, weight_block>;

/// scale = largest magnitude / 127, rounded up to fp16, so that nothing is clipped; integers are to
/// nearest: an error of at most scale / 2. Throws DataError for values that are not finite or are
/// beyond fp16's range.
[[nodiscard]] BlockQ8 quantize_q8(BlockValues values);

/// scale = the value of largest magnitude / -8 in fp16: it becomes -8, and 7 is the most on the
/// other side: an error of at most |scale|, |scale| / 2 where nothing is clipped. Throws as above.
[[nodiscard]] BlockQ4 quantize_q4(BlockValues values);

[[nodiscard]] inline float value_of(const BlockQ8& block, std::size_t i) noexcept {
  return static_cast<float>(block.values[i]) * widen_f16(block.scale);
}

[[nodiscard]] inline float value_of(const BlockQ4& block, std::size_t i) noexcept {
  const int half = i < 16 ? block.pairs[i] & 15 : block.pairs[i - 16] >> 4;
  return static_cast<float>(half - 8) * widen_f16(block.scale);
}

}  // namespace assay
