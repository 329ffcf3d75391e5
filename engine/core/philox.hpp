// Counter-based random numbers: a value is a pure function of (key, counter), so a
// sample's randomness depends on its identity and position and on nothing else.
#pragma once

#include <array>
#include <cstdint>

namespace assay {

/// Philox4x32-10. Source: Salmon et al. 2011, "Parallel random numbers: as easy as
/// 1, 2, 3", section 4.3; constants and known answers as in Random123.
[[nodiscard]] std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                      std::array<std::uint32_t, 2> key) noexcept;

/// Uniform in (0, 1) on the grid (i + 1/2) / 2^24: never 0 or 1, exact in a float.
[[nodiscard]] constexpr double unit_interval(std::uint32_t bits) noexcept {
  return (static_cast<double>(bits >> 8) + 0.5) * 0x1p-24;
}

/// A sequential reader of one Philox stream, for generators of data. `key` names the
/// purpose (seed), `stream` the item; two items never share numbers.
class PhiloxStream {
 public:
  PhiloxStream(std::uint64_t key, std::uint64_t stream) noexcept : key_(key), stream_(stream) {}

  [[nodiscard]] std::uint32_t next() noexcept;

  /// Uniform in [0, n), without bias (rejection). n == 0 gives 0.
  [[nodiscard]] std::uint32_t below(std::uint32_t n) noexcept;

  /// Uniform in [low, high], both ends in. Requires low <= high.
  [[nodiscard]] int between(int low, int high) noexcept {
    return low + static_cast<int>(below(static_cast<std::uint32_t>(high - low) + 1U));
  }

  /// True with probability p.
  [[nodiscard]] bool chance(double p) noexcept { return unit_interval(next()) < p; }

 private:
  std::uint64_t key_;
  std::uint64_t stream_;
  std::uint64_t block_ = 0;
  unsigned used_ = 4;
  std::array<std::uint32_t, 4> buffer_{};
};

}  // namespace assay
