// A matrix in some backend's memory: where it is, of what type and shape. A view, cheap to copy;
// the backend that allocated the memory owns it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay {

/// q8 and q4 hold 32 neighbours of a row as one block of 34 and 18 bytes: an fp16 scale, then
/// integers that it multiplies (weight_blocks.hpp). The bytes are those of GGUF's Q8_0 and Q4_0.
enum class ElementType { f32, bf16, i32, q8, q4 };

constexpr std::int64_t weight_block = 32;

[[nodiscard]] constexpr bool is_blocked(ElementType type) noexcept {
  return type == ElementType::q8 || type == ElementType::q4;
}

[[nodiscard]] constexpr const char* to_string(ElementType type) noexcept {
  switch (type) {
    case ElementType::f32:
      return "f32";
    case ElementType::bf16:
      return "bf16";
    case ElementType::i32:
      return "i32";
    case ElementType::q8:
      return "q8";
    case ElementType::q4:
      return "q4";
  }
  return "?";
}

/// Of `elements` neighbours; whole blocks where the type has them.
[[nodiscard]] constexpr std::int64_t bytes_of(ElementType type, std::int64_t elements) noexcept {
  switch (type) {
    case ElementType::f32:
    case ElementType::i32:
      return elements * 4;
    case ElementType::bf16:
      return elements * 2;
    case ElementType::q8:
      return elements / weight_block * 34;
    case ElementType::q4:
      return elements / weight_block * 18;
  }
  return 0;
}

/// Row-major; `stride` elements from one row to the next, at least `columns`. A vector is a matrix
/// of one row. Columns, stride and column ranges of a blocked type are whole blocks.
struct Tensor {
  void* data = nullptr;
  ElementType type = ElementType::f32;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t stride = 0;

  [[nodiscard]] bool empty() const noexcept { return rows == 0 || columns == 0; }

  /// The start of a row, T being the type of an element or of a block. For memory that the host can
  /// reach.
  template <typename T>
  [[nodiscard]] T* row(std::int64_t index) const noexcept {
    return static_cast<T*>(at(index * stride));
  }

  [[nodiscard]] Tensor row_range(std::int64_t begin, std::int64_t count) const noexcept {
    return {at(begin * stride), type, count, columns, stride};
  }

  [[nodiscard]] Tensor first_rows(std::int64_t count) const noexcept { return row_range(0, count); }

  [[nodiscard]] Tensor column_range(std::int64_t begin, std::int64_t count) const noexcept {
    return {at(begin), type, rows, count, stride};
  }

 private:
  [[nodiscard]] void* at(std::int64_t element) const noexcept {
    return static_cast<std::byte*>(data) + bytes_of(type, element);
  }
};

}  // namespace assay
