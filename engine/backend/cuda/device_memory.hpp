// Memory of the device and pinned memory of the host, owned.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace assay::cuda {

/// Zeros. Throws InfrastructureError that says what was asked for and what is free.
class DeviceMemory {
 public:
  DeviceMemory() = default;
  explicit DeviceMemory(std::int64_t bytes);

  [[nodiscard]] std::byte* data() const noexcept { return data_.get(); }
  [[nodiscard]] std::int64_t bytes() const noexcept { return bytes_; }

 private:
  struct Free {
    void operator()(std::byte* data) const noexcept;
  };

  std::unique_ptr<std::byte, Free> data_;
  std::int64_t bytes_ = 0;
};

/// Of the host, at an address that the device's copy engines can use while the host goes on.
class PinnedMemory {
 public:
  PinnedMemory() = default;
  explicit PinnedMemory(std::int64_t bytes);

  [[nodiscard]] std::byte* data() const noexcept { return data_.get(); }
  [[nodiscard]] std::int64_t bytes() const noexcept { return bytes_; }

 private:
  struct Free {
    void operator()(std::byte* data) const noexcept;
  };

  std::unique_ptr<std::byte, Free> data_;
  std::int64_t bytes_ = 0;
};

/// What an operator keeps between its own kernels; it grows to the largest use. Kernels of one
/// stream follow one another, so that one buffer serves all.
class Scratch {
 public:
  /// Parts of so many bytes, with any contents, until the next call.
  template <std::size_t N>
  [[nodiscard]] std::array<void*, N> take(const std::array<std::int64_t, N>& bytes) {
    std::int64_t total = 0;
    for (const std::int64_t part : bytes) {
      total += aligned(part);
    }
    reserve(total);
    std::array<void*, N> parts{};
    std::byte* at = memory_.data();
    for (std::size_t i = 0; i < N; ++i) {
      parts[i] = at;
      at += aligned(bytes[i]);
    }
    return parts;
  }

 private:
  [[nodiscard]] static std::int64_t aligned(std::int64_t bytes) noexcept {
    return (bytes + 255) / 256 * 256;
  }
  void reserve(std::int64_t bytes);

  DeviceMemory memory_;
};

}  // namespace assay::cuda
