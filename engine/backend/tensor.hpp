// A matrix in some backend's memory: where it is, of what type and shape. A view, cheap to copy;
// the backend that allocated the memory owns it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay {

enum class ElementType { f32, bf16, i32 };

[[nodiscard]] constexpr std::size_t size_of(ElementType type) noexcept {
  return type == ElementType::bf16 ? 2 : 4;
}

/// Row-major; `stride` elements from one row to the next, at least `columns`. A vector is a matrix
/// of one row.
struct Tensor {
  void* data = nullptr;
  ElementType type = ElementType::f32;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t stride = 0;

  [[nodiscard]] bool empty() const noexcept { return rows == 0 || columns == 0; }

  /// The start of a row. For memory that the host can reach.
  template <typename T>
  [[nodiscard]] T* row(std::int64_t index) const noexcept {
    return static_cast<T*>(data) + index * stride;
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
    return static_cast<std::byte*>(data) + element * static_cast<std::int64_t>(size_of(type));
  }
};

}  // namespace assay
