#include "engine/backend/weight_blocks.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr float largest_f16 = 65504.0F;

/// To fp16, `value` positive and not above its largest: the nearest (ties to even), or the next
/// above.
std::uint16_t to_f16(float value, bool up) {
  // Below 2^-14 the step stays 2^-24.
  const int exponent = std::max(std::ilogb(value), -14);
  const float steps = std::ldexp(value, 10 - exponent);
  const auto whole = static_cast<std::uint32_t>(up ? std::ceil(steps) : std::nearbyint(steps));
  // A carry out of the fraction raises the exponent, as it should.
  return static_cast<std::uint16_t>((static_cast<std::uint32_t>(exponent + 14) << 10) + whole);
}

/// The scale in fp16; 0 stays 0.
std::uint16_t scale_of(float value, bool up) {
  const float magnitude = std::abs(value);
  if (!(magnitude <= largest_f16)) {
    throw DataError(
        "a weight is not finite, or too large for blocks of 8 or 4 bits; use --weights bf16");
  }
  if (magnitude == 0.0F) {
    return 0;
  }
  const std::uint16_t bits = to_f16(magnitude, up);
  return static_cast<std::uint16_t>(value < 0.0F ? bits | 0x8000U : bits);
}

/// To nearest, ties to even, below 2^22: adding and taking away 1.5 * 2^23 (a loop of these becomes
/// vector instructions, one of std::nearbyint does not).
float to_whole(float value) { return (value + 12582912.0F) - 12582912.0F; }

/// The value of largest magnitude; not a number if one is none.
float extreme(BlockValues values) {
  float found = 0.0F;
  for (const float value : values) {
    if (!std::isnan(found) && !(std::abs(value) <= std::abs(found))) {
      found = value;
    }
  }
  return found;
}

}  // namespace

const float* f16_values() {
  static const std::vector<float> values = [] {
    std::vector<float> all(65536);
    for (std::size_t bits = 0; bits < all.size(); ++bits) {
      all[bits] = widen_f16(static_cast<std::uint16_t>(bits));
    }
    return all;
  }();
  return values.data();
}

BlockQ8 quantize_q8(BlockValues values) {
  BlockQ8 block{scale_of(std::abs(extreme(values)) / 127.0F, true), {}};
  const float scale = widen_f16(block.scale);
  for (std::size_t i = 0; scale > 0.0F && i < values.size(); ++i) {
    block.values[i] = static_cast<std::int8_t>(to_whole(values[i] / scale));
  }
  return block;
}

BlockQ4 quantize_q4(BlockValues values) {
  BlockQ4 block{scale_of(extreme(values) / -8.0F, false), {}};
  const float scale = widen_f16(block.scale);
  const auto half = [&](std::size_t i) {
    const float steps = scale == 0.0F ? 0.0F : to_whole(values[i] / scale);
    return static_cast<unsigned>(std::clamp(steps, -8.0F, 7.0F) + 8.0F);
  };
  for (std::size_t i = 0; i < block.pairs.size(); ++i) {
    block.pairs[i] = static_cast<std::uint8_t>(half(i) | half(i + 16) << 4U);
  }
  return block;
}

}  // namespace assay
