#include "engine/backend/host_memory.hpp"

#include <fmt/format.h>

#include <sys/mman.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr std::size_t alignment = 64;
constexpr std::int64_t cache_way = 4096;  // bytes after which addresses share a set of the L1 cache

/// Whole cache lines; rows of activations that would all begin in one set of the cache are moved
/// apart by a line.
std::int64_t row_stride(ElementType type, std::int64_t rows, std::int64_t columns) {
  if (is_blocked(type)) {
    return columns;
  }
  const std::int64_t line = static_cast<std::int64_t>(alignment) / bytes_of(type, 1);
  const std::int64_t stride = (columns + line - 1) / line * line;
  const bool collide =
      type == ElementType::f32 && rows > 1 && bytes_of(type, stride) % cache_way == 0;
  return collide ? stride + line : stride;
}

std::size_t row_bytes(const Tensor& tensor) {
  return static_cast<std::size_t>(bytes_of(tensor.type, tensor.columns));
}

std::size_t packed_bytes(const Tensor& tensor) {
  return static_cast<std::size_t>(tensor.rows) * row_bytes(tensor);
}

/// Asks for large pages, where they fit: weights are read end to end, and each small page costs a
/// walk of the page tables. Refusal changes nothing.
void ask_for_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#if defined(MADV_HUGEPAGE)
  constexpr std::size_t page = 4096;
  constexpr std::size_t worth_it = std::size_t{8} << 20;
  void* begin = memory;
  std::size_t left = bytes;
  if (bytes >= worth_it && std::align(page, worth_it / 2, begin, left) != nullptr) {
    madvise(begin, left, MADV_HUGEPAGE);
  }
#endif
}

}  // namespace

float widen_bf16(std::uint16_t bits) noexcept {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

std::uint16_t round_to_bf16(float value) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if (std::isnan(value)) {
    return static_cast<std::uint16_t>((bits >> 16) | 0x40U);
  }
  return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

void HostBackend::Free::operator()(void* memory) const noexcept { std::free(memory); }

Tensor HostBackend::allocate(ElementType type, std::int64_t rows, std::int64_t columns) {
  if (is_blocked(type) && columns % weight_block != 0) {
    throw ShapeError(fmt::format("allocate: rows of {} elements are no whole blocks of {}", columns,
                                 weight_block));
  }
  const std::int64_t stride = row_stride(type, rows, columns);
  const auto bytes = static_cast<std::size_t>(bytes_of(type, rows * stride));
  // Behind the last row is room for a vector more: kernels read whole ones.
  const std::size_t room = bytes + 2 * alignment;
  // calloc leaves large blocks to the kernel, which makes pages when they are first written.
  void* memory = std::calloc(room, 1);
  if (memory == nullptr) {
    throw InfrastructureError(fmt::format(
        "out of memory: {} bytes for a tensor of {} x {}; use a smaller model or --max-batch",
        bytes, rows, columns));
  }
  memory_.emplace_back(memory);
  ask_for_large_pages(memory, room);
  std::size_t space = room;
  return {std::align(alignment, bytes, memory, space), type, rows, columns, stride};
}

void HostBackend::upload(std::string_view packed, const Tensor& to) {
  if (packed.size() != packed_bytes(to)) {
    throw ShapeError(fmt::format("upload: {} bytes were given for a tensor of {}", packed.size(),
                                 packed_bytes(to)));
  }
  const std::size_t bytes = row_bytes(to);
  for (std::int64_t r = 0; r < to.rows; ++r) {
    std::memcpy(to.row_range(r, 1).data, packed.data() + static_cast<std::size_t>(r) * bytes,
                bytes);
  }
}

void HostBackend::download(const Tensor& from, std::span<float> packed) {
  if (from.type != ElementType::f32 || packed.size_bytes() != packed_bytes(from)) {
    throw ShapeError(fmt::format("download: room for {} floats, but the tensor is {} x {}",
                                 packed.size(), from.rows, from.columns));
  }
  for (std::int64_t r = 0; r < from.rows; ++r) {
    std::memcpy(packed.data() + r * from.columns, from.row<float>(r), row_bytes(from));
  }
}

void HostBackend::copy_rows(const Tensor& tensor, std::int64_t from, std::int64_t to,
                            std::int64_t count) {
  std::memmove(tensor.row_range(to, count).data, tensor.row_range(from, count).data,
               static_cast<std::size_t>(bytes_of(tensor.type, count * tensor.stride)));
}

}  // namespace assay
