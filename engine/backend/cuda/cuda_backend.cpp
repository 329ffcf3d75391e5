#include "engine/backend/cuda/cuda_backend.hpp"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <algorithm>

#include "engine/backend/cuda/attention.hpp"
#include "engine/backend/cuda/device_memory.hpp"
#include "engine/backend/cuda/elementwise.hpp"
#include "engine/backend/cuda/experts.hpp"
#include "engine/backend/cuda/linear.hpp"
#include "engine/backend/cuda/rmsnorm.hpp"
#include "engine/backend/cuda/rope.hpp"
#include "engine/backend/cuda/route.hpp"
#include "engine/backend/cuda/sample.hpp"
#include "engine/backend/cuda/step_upload.hpp"
#include "engine/backend/cuda/transfer.hpp"
#include "engine/backend/shape_checks.hpp"
#include "engine/core/error.hpp"

namespace assay::cuda {

namespace {

std::string description_of(int device) {
  cudaDeviceProp found{};
  require(cudaGetDeviceProperties(&found, device), "cannot read the device's properties");
  return fmt::format("{}, sm_{}{}, {:.1f} GiB", found.name, found.major, found.minor,
                     static_cast<double>(found.totalGlobalMem) / 0x1p30);
}

/// Of a failure to count the devices.
std::string why_none(cudaError_t status) {
  int driver = 0;
  if (status != cudaErrorInsufficientDriver || cudaDriverGetVersion(&driver) != cudaSuccess) {
    return cudaGetErrorString(status);
  }
  const auto version = [](int number) {
    return fmt::format("{}.{}", number / 1000, number % 1000 / 10);
  };
  return driver == 0 ? "there is no NVIDIA driver"
                     : fmt::format("the NVIDIA driver knows CUDA {}, and this build needs {}",
                                   version(driver), version(CUDART_VERSION));
}

/// Makes the device that of this thread before anything of it is made.
int chosen(int device) {
  require(cudaSetDevice(device), "cannot use the device");
  return device;
}

std::int64_t row_bytes(const Tensor& tensor) { return bytes_of(tensor.type, tensor.columns); }

std::int64_t packed_bytes(const Tensor& tensor) { return tensor.rows * row_bytes(tensor); }

bool is_contiguous(const Tensor& tensor) {
  return tensor.rows == 1 || tensor.stride == tensor.columns;
}

/// Rows start at multiples of 64 bytes (those of blocked types, behind one another).
std::int64_t row_stride(ElementType type, std::int64_t columns) {
  if (is_blocked(type)) {
    return columns;
  }
  const std::int64_t line = 64 / bytes_of(type, 1);
  return (columns + line - 1) / line * line;
}

class CudaBackend final : public Backend {
 public:
  explicit CudaBackend(int device)
      : device_(chosen(device)), rows_(stream_.get()), transfer_(stream_.get()) {}

  [[nodiscard]] std::string name() const override { return "cuda"; }

  [[nodiscard]] std::string hardware() const override {
    return fmt::format("cuda:{} {}", device_, description_of(device_));
  }

  [[nodiscard]] std::string architecture() const override {
    cudaDeviceProp found{};
    require(cudaGetDeviceProperties(&found, device_), "cannot read the device's properties");
    return fmt::format("sm_{}{}", found.major, found.minor);
  }

  [[nodiscard]] std::optional<std::uint64_t> free_memory() const override {
    std::size_t free = 0;
    std::size_t total = 0;
    chosen(device_);
    require(cudaMemGetInfo(&free, &total), "cannot read how much memory is free");
    return free;
  }

  [[nodiscard]] Tensor allocate(ElementType type, std::int64_t rows,
                                std::int64_t columns) override {
    if (is_blocked(type) && columns % weight_block != 0) {
      throw ShapeError(fmt::format("allocate: rows of {} elements are no whole blocks of {}",
                                   columns, weight_block));
    }
    queue();
    const std::int64_t stride = row_stride(type, columns);
    memory_.emplace_back(std::max<std::int64_t>(1, bytes_of(type, rows * stride)));
    return {memory_.back().data(), type, rows, columns, stride};
  }

  void upload(std::string_view packed, const Tensor& to) override {
    if (static_cast<std::int64_t>(packed.size()) != packed_bytes(to)) {
      throw ShapeError(fmt::format("upload: {} bytes were given for a tensor of {}", packed.size(),
                                   packed_bytes(to)));
    }
    queue();
    const auto bytes = std::as_bytes(std::span(packed));
    if (is_contiguous(to)) {
      transfer_.upload(bytes, to.data);
      return;
    }
    const auto size = static_cast<std::size_t>(row_bytes(to));
    for (std::int64_t r = 0; r < to.rows; ++r) {
      transfer_.upload(bytes.subspan(static_cast<std::size_t>(r) * size, size),
                       to.row_range(r, 1).data);
    }
  }

  void download(const Tensor& from, std::span<float> packed) override {
    if (from.type != ElementType::f32 ||
        static_cast<std::int64_t>(packed.size_bytes()) != packed_bytes(from)) {
      throw ShapeError(fmt::format("download: room for {} floats, but the tensor is {} x {}",
                                   packed.size(), from.rows, from.columns));
    }
    if (is_contiguous(from)) {
      transfer_.fetch<float>(static_cast<const float*>(from.data), packed, queue());
      return;
    }
    const auto columns = static_cast<std::size_t>(from.columns);
    for (std::int64_t r = 0; r < from.rows; ++r) {
      transfer_.fetch<float>(static_cast<const float*>(from.row_range(r, 1).data),
                             packed.subspan(static_cast<std::size_t>(r) * columns, columns),
                             queue());
    }
  }

  void copy_rows(const Tensor& tensor, std::int64_t from, std::int64_t to,
                 std::int64_t count) override {
    if (from < to + count && to < from + count) {
      throw ShapeError(fmt::format("copy_rows: rows {} and {}, {} each, overlap", from, to, count));
    }
    queue();
    require(cudaMemcpyAsync(tensor.row_range(to, count).data, tensor.row_range(from, count).data,
                            static_cast<std::size_t>(bytes_of(tensor.type, count * tensor.stride)),
                            cudaMemcpyDeviceToDevice, stream_.get()),
            "cannot copy rows of the cache");
  }

  void at_layer(int layer) override { layer_ = layer; }

  void embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& x) override {
    check_embed(table, ids, x);
    const Queue at = queue();
    cuda::embed(at, table, transfer_.send(ids), x);
  }

  void rmsnorm(const Tensor& x, const Tensor& weight, double eps, const Tensor& out) override {
    check_rmsnorm(x, weight, out);
    cuda::rmsnorm(queue(), x, weight, 1, eps, out);
  }

  void add_rmsnorm(const Tensor& residual, const Tensor& delta, const Tensor& weight, double eps,
                   const Tensor& out) override {
    check_rmsnorm(residual, weight, delta);
    check_rmsnorm(residual, weight, out);
    cuda::add_rmsnorm(queue(), residual, delta, weight, eps, out);
  }

  void linear(const Tensor& x, const Tensor& weight, const Tensor& out) override {
    check_linear(x, weight, out);
    cuda::head_linear(queue(), {x, weight, out, 1, 0, 0});
  }

  void head_linear(const HeadLinear& op) override {
    check_head_linear(op);
    cuda::head_linear(queue(), op);
  }

  void add_bias(const Tensor& x, const Tensor& bias) override {
    check_add_bias(x, bias);
    cuda::add_bias(queue(), x, bias);
  }

  void head_rmsnorm(const Tensor& x, const Tensor& weight, int heads, double eps) override {
    check_head_rmsnorm(x, weight, heads);
    cuda::rmsnorm(queue(), x, weight, heads, eps, x);
  }

  void swiglu(const Tensor& gate_up, const GateRule& gate, const Tensor& out) override {
    check_swiglu(gate_up, out);
    cuda::swiglu(queue(), gate_up, gate, out);
  }

  void rope_cache(const RopeCache& op, const BatchRows& rows) override {
    check_rope_cache(op, rows);
    cuda::rope_cache(queue(), op, rows_.on_device(rows));
  }

  void rope_kv(const RopeKv& op, const BatchRows& rows) override {
    check_rope_kv(op, rows);
    cuda::rope_kv(queue(), op, rows_.on_device(rows));
  }

  void attention(const Attention& op, const BatchRows& rows) override {
    check_attention(op, rows);
    cuda::attention(queue(), op, rows_.on_device(rows), scratch_);
  }

  void route(const Routing& op) override {
    check_route(op);
    cuda::route(queue(), op);
  }

  void experts(const Experts& op) override {
    check_experts(op);
    cuda::experts(queue(), op, scratch_);
  }

  void penalize(const Tensor& logits, std::int64_t row, const PenaltyRule& rule) override {
    check_penalize(logits, row, rule);
    const Queue at = queue();
    cuda::penalize(at, logits, row, rule, transfer_.send(rule.seen),
                   static_cast<std::int64_t>(rule.seen.size()));
  }

  [[nodiscard]] Logprobs logprobs(const Tensor& logits, std::int64_t row, int vocabulary,
                                  std::int32_t id, int top) override {
    check_logprobs(logits, row, vocabulary, id, top);
    return cuda::logprobs(queue(), logits, row, vocabulary, id, top, scratch_, transfer_);
  }

  void sample(const Tensor& logits, std::span<const SampleRule> rules,
              std::span<std::int32_t> ids) override {
    check_sample(logits, rules, ids);
    cuda::sample(queue(), logits, rules, ids, scratch_, transfer_);
  }

 private:
  /// Whatever thread calls, its device becomes this one.
  Queue queue() {
    chosen(device_);
    return {stream_.get(), layer_};
  }

  int device_;
  int layer_ = -1;
  Stream stream_;
  std::vector<DeviceMemory> memory_;
  Scratch scratch_;
  StepUpload rows_;
  Transfer transfer_;
};

}  // namespace

Devices find_devices() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  Devices devices;
  if (status != cudaSuccess) {
    cudaGetLastError();
    devices.why_none = why_none(status);
    return devices;
  }
  for (int device = 0; device < count; ++device) {
    devices.names.push_back(description_of(device));
  }
  if (count == 0) {
    devices.why_none = "no CUDA-capable device is detected";
  }
  return devices;
}

std::unique_ptr<Backend> make_backend(int device) {
  const Devices found = find_devices();
  if (device < 0 || device >= static_cast<int>(found.names.size())) {
    throw InfrastructureError(
        found.names.empty()
            ? fmt::format("--device cuda:{}: {}; install or update NVIDIA's driver, or use cpu",
                          device, found.why_none)
            : fmt::format("--device cuda:{}: there {}; use one from cuda:0", device,
                          found.names.size() == 1
                              ? "is one device"
                              : fmt::format("are {} devices", found.names.size())));
  }
  return std::make_unique<CudaBackend>(device);
}

}  // namespace assay::cuda
