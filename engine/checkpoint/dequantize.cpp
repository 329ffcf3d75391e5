#include "engine/checkpoint/dequantize.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace assay {

namespace {

std::int64_t blocks_of(std::int64_t size) { return (size + fp8_block - 1) / fp8_block; }

}  // namespace

float from_f8_e4m3(std::uint8_t bits) noexcept {
  const int exponent = (bits >> 3) & 15;
  const int fraction = bits & 7;
  if (exponent == 15 && fraction == 7) {
    return std::numeric_limits<float>::quiet_NaN();
  }
  const float magnitude = exponent == 0
                              ? std::ldexp(static_cast<float>(fraction), -9)
                              : std::ldexp(static_cast<float>(8 + fraction), exponent - 10);
  return (bits & 0x80) != 0 ? -magnitude : magnitude;
}

BlockScales::BlockScales(std::vector<float> factors, std::int64_t columns)
    : factors_(std::move(factors)), blocks_across_(blocks_of(columns)) {}

void BlockScales::apply(std::vector<float>& values, std::int64_t first_row,
                        std::int64_t columns) const {
  if (factors_.empty()) {
    return;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto at = static_cast<std::int64_t>(i);
    const std::int64_t row = first_row + at / columns;
    const std::int64_t block = row / fp8_block * blocks_across_ + at % columns / fp8_block;
    values[i] *= factors_[static_cast<std::size_t>(block)];
  }
}

BlockScales block_scales(const Checkpoint& checkpoint, const std::string& name,
                         const StoredTensor& tensor) {
  if (tensor.dtype != DType::f8_e4m3) {
    return {};
  }
  const std::int64_t columns = tensor.shape.back();
  const std::int64_t rows = tensor.shape.size() > 1 ? tensor.shape.front() : 1;
  return {to_f32(checkpoint.tensor(name + "_scale_inv", {blocks_of(rows), blocks_of(columns)})),
          columns};
}

std::vector<float> mxfp4_to_f32(std::string_view blocks, std::string_view scales) {
  static constexpr std::array<float, 8> magnitudes = {0.0F, 0.5F, 1.0F, 1.5F,
                                                      2.0F, 3.0F, 4.0F, 6.0F};
  std::vector<float> values;
  values.reserve(2 * blocks.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto scale = static_cast<unsigned char>(scales[2 * i / mxfp4_block]);
    const float factor = std::ldexp(1.0F, static_cast<int>(scale) - 127);
    const unsigned both = static_cast<unsigned char>(blocks[i]);
    for (const unsigned half : {both & 15U, both >> 4U}) {
      values.push_back((half & 8U) != 0 ? -magnitudes[half & 7U] * factor
                                        : magnitudes[half & 7U] * factor);
    }
  }
  return values;
}

}  // namespace assay
