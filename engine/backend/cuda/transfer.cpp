#include "engine/backend/cuda/transfer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "engine/core/error.hpp"

namespace assay::cuda {

namespace {

constexpr std::size_t buffer_bytes = std::size_t{8} << 20;

}  // namespace

void require(cudaError_t status, const char* what, int layer) {
  if (status != cudaSuccess) {
    throw InfrastructureError(fmt::format(
        "CUDA: {}{}: {} ({}); check the device with `assay doctor`, set CUDA_LAUNCH_BLOCKING=1 to "
        "learn the kernel, or use --device cpu",
        what, layer < 0 ? "" : fmt::format(", behind the kernels up to layer {}", layer),
        cudaGetErrorString(status), cudaGetErrorName(status)));
  }
}

Stream::Stream() {
  // In step with the default stream, which clears new memory.
  require(cudaStreamCreate(&stream_), "cannot make a stream");
}

Stream::~Stream() { cudaStreamDestroy(stream_); }

Event::Event() {
  require(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming), "cannot make an event");
}

Event::~Event() { cudaEventDestroy(event_); }

void Event::record(cudaStream_t stream) {
  require(cudaEventRecord(event_, stream), "cannot record an event");
}

void Event::wait() const { require(cudaEventSynchronize(event_), "a copy to the device failed"); }

const void* Parcel::send_bytes(std::span<const std::byte> bytes) {
  const auto size = static_cast<std::int64_t>(bytes.size());
  copied_.wait();
  if (size > device_.bytes()) {
    const std::int64_t room = std::max<std::int64_t>(2 * size, 4096);
    host_ = PinnedMemory(room);
    device_ = DeviceMemory(room);
  }
  std::memcpy(host_.data(), bytes.data(), bytes.size());
  require(
      cudaMemcpyAsync(device_.data(), host_.data(), bytes.size(), cudaMemcpyHostToDevice, stream_),
      "cannot copy to the device");
  copied_.record(stream_);
  return device_.data();
}

void Transfer::upload(std::span<const std::byte> from, void* to) {
  auto* target = static_cast<std::byte*>(to);
  while (!from.empty()) {
    Buffer& buffer = buffers_[next_];
    next_ = 1 - next_;
    if (buffer.memory.bytes() == 0) {
      buffer.memory = PinnedMemory(static_cast<std::int64_t>(buffer_bytes));
    }
    buffer.copied.wait();
    const std::size_t count = std::min(buffer_bytes, from.size());
    std::memcpy(buffer.memory.data(), from.data(), count);
    require(cudaMemcpyAsync(target, buffer.memory.data(), count, cudaMemcpyHostToDevice, stream_),
            "cannot copy to the device");
    buffer.copied.record(stream_);
    from = from.subspan(count);
    target += count;
  }
}

void Transfer::fetch_bytes(const void* from, std::span<std::byte> to, const Queue& queue) {
  if (!to.empty()) {
    require(cudaMemcpyAsync(to.data(), from, to.size(), cudaMemcpyDeviceToHost, stream_),
            "cannot copy from the device", queue.layer);
  }
  require(cudaStreamSynchronize(stream_), "the device failed", queue.layer);
}

}  // namespace assay::cuda
