// One operator on seeded inputs, run on the reference and on every form of the CPU backend. An
// input row is a function of its number alone, so that any selection of rows can be run together.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/backend/backend.hpp"
#include "engine/backend/cpu/cpu_backend.hpp"
#include "engine/backend/cpu/dispatch.hpp"
#include "engine/backend/host_memory.hpp"
#include "engine/backend/reference/reference_backend.hpp"
#include "engine/backend/weight_blocks.hpp"
#include "engine/core/philox.hpp"

namespace assay::test {

/// Uniform in (-1, 1): a function of its place.
inline float noise(std::uint32_t seed, std::int64_t row, std::int64_t column) {
  const auto bits = philox4x32(
      {static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column), seed, 0}, {17, 4});
  return static_cast<float>(2.0 * unit_interval(bits[0]) - 1.0);
}

inline void upload_f32(Backend& backend, const std::vector<float>& values, const Tensor& to) {
  backend.upload({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)}, to);
}

/// Rows `rows` of an endless matrix of noise.
inline Tensor input(Backend& backend, std::span<const int> rows, std::int64_t columns,
                    std::uint32_t seed, float scale = 1.0F) {
  std::vector<float> values;
  for (const int row : rows) {
    for (std::int64_t i = 0; i < columns; ++i) {
      values.push_back(scale * noise(seed, row, i));
    }
  }
  const Tensor tensor =
      backend.allocate(ElementType::f32, static_cast<std::int64_t>(rows.size()), columns);
  upload_f32(backend, values, tensor);
  return tensor;
}

/// `values` as a backend holds them.
template <typename Stored, typename Convert>
void upload_as(Backend& backend, std::span<const float> values, const Tensor& to,
               const Convert& convert) {
  std::vector<Stored> packed;
  const std::size_t each = is_blocked(to.type) ? weight_block : 1;
  for (std::size_t i = 0; i < values.size(); i += each) {
    packed.push_back(convert(values.data() + i));
  }
  backend.upload({reinterpret_cast<const char*>(packed.data()), packed.size() * sizeof(Stored)},
                 to);
}

inline Tensor weight(Backend& backend, ElementType type, std::int64_t rows, std::int64_t columns,
                     std::uint32_t seed, float scale = 1.0F) {
  const Tensor tensor = backend.allocate(type, rows, columns);
  std::vector<float> all;
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t i = 0; i < columns; ++i) {
      all.push_back(scale * noise(seed + 1000, r, i));
    }
  }
  const auto block = [](const float* from) { return BlockValues(from, weight_block); };
  if (type == ElementType::bf16) {
    upload_as<std::uint16_t>(backend, all, tensor,
                             [](const float* from) { return round_to_bf16(*from); });
  } else if (type == ElementType::q8) {
    upload_as<BlockQ8>(backend, all, tensor,
                       [&](const float* from) { return quantize_q8(block(from)); });
  } else if (type == ElementType::q4) {
    upload_as<BlockQ4>(backend, all, tensor,
                       [&](const float* from) { return quantize_q4(block(from)); });
  } else {
    upload_f32(backend, all, tensor);
  }
  return tensor;
}

inline Tensor indices(Backend& backend, const std::vector<std::int32_t>& values,
                      std::int64_t columns) {
  const Tensor tensor = backend.allocate(
      ElementType::i32, static_cast<std::int64_t>(values.size()) / columns, columns);
  backend.upload(
      {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(std::int32_t)}, tensor);
  return tensor;
}

inline Tensor output(Backend& backend, std::size_t rows, std::int64_t columns) {
  return backend.allocate(ElementType::f32, static_cast<std::int64_t>(rows), columns);
}

inline std::vector<float> values(Backend& backend, const Tensor& tensor) {
  std::vector<float> packed(static_cast<std::size_t>(tensor.rows * tensor.columns));
  backend.download(tensor, packed);
  return packed;
}

struct OperatorCase {
  std::string name;
  int rows = 1;
  double tolerance = 0.0;  ///< largest error of an element, by the largest element of the output
  std::function<std::vector<float>(Backend&, std::span<const int> rows)> run;
};

inline std::vector<int> first_rows(int count) {
  std::vector<int> rows;
  for (int row = 0; row < count; ++row) {
    rows.push_back(row);
  }
  return rows;
}

/// The place of the first element whose bits differ; empty if none does.
inline std::string bit_difference(std::span<const float> a, std::span<const float> b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto x = std::bit_cast<std::uint32_t>(a[i]);
    const auto y = std::bit_cast<std::uint32_t>(b[i]);
    if (x != y) {
      return fmt::format("element {}: {} ({:08x}) and {} ({:08x})", i, a[i], x, b[i], y);
    }
  }
  return a.size() == b.size() ? "" : fmt::format("{} and {} elements", a.size(), b.size());
}

inline std::string error_beyond(std::span<const float> got, std::span<const float> expected,
                                double tolerance) {
  double scale = 0.0;
  for (const float value : expected) {
    scale = std::max(scale, std::abs(double{value}));
  }
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double error = std::abs(double{got[i]} - double{expected[i]});
    if (!(error <= tolerance * scale + 1e-30)) {  // the floor: where fp32 runs out of exponents
      return fmt::format("element {}: {} is not {} (scale {})", i, got[i], expected[i], scale);
    }
  }
  return "";
}

/// Each row alone, and all rows backwards, against the whole batch.
inline std::string batch_dependence(const OperatorCase& test, Backend& backend) {
  const std::vector<int> rows = first_rows(test.rows);
  const std::vector<float> together = test.run(backend, rows);
  const std::size_t width = together.size() / rows.size();
  const std::vector<int> reversed(rows.rbegin(), rows.rend());
  const std::vector<float> backwards = test.run(backend, reversed);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = std::span(together).subspan(r * width, width);
    const std::vector<float> alone = test.run(backend, std::vector<int>{rows[r]});
    if (const std::string found = bit_difference(row, alone); !found.empty()) {
      return fmt::format("{}, row {} alone: {}", test.name, r, found);
    }
    const auto other = std::span(backwards).subspan((rows.size() - 1 - r) * width, width);
    if (const std::string found = bit_difference(row, other); !found.empty()) {
      return fmt::format("{}, row {} in reverse order: {}", test.name, r, found);
    }
  }
  return "";
}

/// What is wrong with the CPU's version of an operator: an error beyond the tolerance, bits that
/// depend on instruction set, threads or batch. Empty if nothing is.
inline std::string disagreement(const OperatorCase& test) {
  const std::vector<int> rows = first_rows(test.rows);
  const auto reference = reference::make_backend();
  const std::vector<float> expected = test.run(*reference, rows);
  std::vector<float> first;
  for (const cpu::Kernels* kernels : cpu::available_kernels()) {
    for (const int threads : {1, 2, 3}) {
      const auto backend = cpu::make_backend(threads, kernels);
      const std::vector<float> got = test.run(*backend, rows);
      if (first.empty()) {
        first = got;
        if (const std::string found = error_beyond(got, expected, test.tolerance); !found.empty()) {
          return fmt::format("{}: {}", test.name, found);
        }
      }
      if (const std::string found = bit_difference(first, got); !found.empty()) {
        return fmt::format("{}, {} with {} threads: {}", test.name, kernels->name, threads, found);
      }
    }
  }
  const auto backend = cpu::make_backend(2);
  return batch_dependence(test, *backend);
}

}  // namespace assay::test
