// What goes between host and device.
#pragma once

#include <cuda_runtime_api.h>

#include <array>
#include <span>

#include "engine/backend/cuda/device_memory.hpp"
#include "engine/backend/cuda/queue.hpp"

namespace assay::cuda {

/// Throws InfrastructureError that says what failed, and for which layer's kernels.
void require(cudaError_t status, const char* what, int layer = -1);

class Stream {
 public:
  Stream();
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  [[nodiscard]] cudaStream_t get() const noexcept { return stream_; }

 private:
  cudaStream_t stream_ = nullptr;
};

/// A point of a stream that the host can wait for.
class Event {
 public:
  Event();
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  void record(cudaStream_t stream);
  void wait() const;

 private:
  cudaEvent_t event_ = nullptr;
};

/// A few bytes for the device, again and again, through a pinned buffer of their own.
class Parcel {
 public:
  explicit Parcel(cudaStream_t stream) : stream_(stream) {}

  /// Where they will be for kernels queued from now on, until the next call.
  template <typename T>
  [[nodiscard]] const T* send(std::span<const T> values) {
    const auto bytes = std::as_bytes(values);
    return static_cast<const T*>(send_bytes(bytes));
  }

 private:
  [[nodiscard]] const void* send_bytes(std::span<const std::byte> bytes);

  cudaStream_t stream_;
  PinnedMemory host_;
  DeviceMemory device_;
  Event copied_;
};

/// Copies of any size: to the device through two pinned buffers, so that one is filled while the
/// other is read.
class Transfer {
 public:
  explicit Transfer(cudaStream_t stream) : stream_(stream), parcel_(stream) {}

  /// `from` may change as soon as this returns.
  void upload(std::span<const std::byte> from, void* to);

  /// Waits for all that is queued.
  template <typename T>
  void fetch(const T* from, std::span<T> to, const Queue& queue) {
    fetch_bytes(from, std::as_writable_bytes(to), queue);
  }

  template <typename T>
  [[nodiscard]] const T* send(std::span<const T> values) {
    return parcel_.send(values);
  }

 private:
  struct Buffer {
    PinnedMemory memory;
    Event copied;
  };

  void fetch_bytes(const void* from, std::span<std::byte> to, const Queue& queue);

  cudaStream_t stream_;
  Parcel parcel_;
  std::array<Buffer, 2> buffers_;
  std::size_t next_ = 0;
};

}  // namespace assay::cuda
