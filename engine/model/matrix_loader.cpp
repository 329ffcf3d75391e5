#include "engine/model/matrix_loader.hpp"

#include <algorithm>
#include <span>

#include "engine/backend/host_memory.hpp"
#include "engine/checkpoint/config.hpp"
#include "engine/checkpoint/dequantize.hpp"

namespace assay {

namespace {

constexpr std::int64_t chunk_elements = 1 << 20;  // converted at a time

template <typename T>
std::string_view bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

void upload_floats(Backend& backend, const std::vector<float>& values, const Tensor& to) {
  if (to.type == ElementType::f32) {
    backend.upload(bytes_of(values), to);
    return;
  }
  std::vector<std::uint16_t> rounded(values.size());
  std::transform(values.begin(), values.end(), rounded.begin(), round_to_bf16);
  backend.upload(bytes_of(rounded), to);
}

bool same_type(DType stored, ElementType held) {
  return (stored == DType::bf16 && held == ElementType::bf16) ||
         (stored == DType::f32 && held == ElementType::f32);
}

/// Where row `row` of an expert comes to stand.
std::int64_t gate_then_up(std::int64_t row, std::int64_t rows) {
  return row % 2 * (rows / 2) + row / 2;
}

}  // namespace

ElementType MatrixLoader::element_type(const StoredTensor& stored) const {
  switch (type_) {
    case WeightType::bf16:
      return ElementType::bf16;
    case WeightType::f32:
      return ElementType::f32;
    case WeightType::stored:
      break;
  }
  const bool exact = stored.dtype == DType::f32 || stored.dtype == DType::f16;
  return exact ? ElementType::f32 : ElementType::bf16;
}

Tensor MatrixLoader::allocate(ElementType type, std::int64_t rows, std::int64_t columns) {
  seen_.insert(type);
  return backend_.allocate(type, rows, columns);
}

/// A tensor of `shape` into `to`, whose rows are the last dimension.
void MatrixLoader::fill(const std::string& name, const std::vector<std::int64_t>& shape,
                        const Tensor& to) {
  const StoredTensor& stored = checkpoint_.tensor(name, shape);
  const BlockScales scales = block_scales(checkpoint_, name, stored);
  const std::int64_t step =
      std::max<std::int64_t>(1, chunk_elements / std::max<std::int64_t>(1, to.columns));
  for (std::int64_t row = 0; row < to.rows; row += step) {
    const std::int64_t count = std::min(step, to.rows - row);
    const StoredTensor part = stored.elements_range(row * to.columns, count * to.columns);
    const Tensor target = to.row_range(row, count);
    if (same_type(stored.dtype, to.type)) {
      backend_.upload(part.bytes, target);
    } else {
      std::vector<float> values = to_f32(part);
      scales.apply(values, row, to.columns);
      upload_floats(backend_, values, target);
    }
    checkpoint_.release(part);
  }
}

Tensor MatrixLoader::stack(const std::vector<Part>& parts, std::int64_t columns) {
  ElementType type = ElementType::bf16;
  std::int64_t rows = 0;
  for (const Part& part : parts) {
    if (element_type(checkpoint_.tensor(part.name, {part.rows, columns})) == ElementType::f32) {
      type = ElementType::f32;
    }
    rows += part.rows;
  }
  const Tensor all = allocate(type, rows, columns);
  std::int64_t at = 0;
  for (const Part& part : parts) {
    fill(part.name, {part.rows, columns}, all.row_range(at, part.rows));
    at += part.rows;
  }
  return all;
}

Tensor MatrixLoader::matrix_f32(const std::string& name, std::int64_t rows, std::int64_t columns) {
  const Tensor tensor = backend_.allocate(ElementType::f32, rows, columns);
  fill(name, {rows, columns}, tensor);
  return tensor;
}

Tensor MatrixLoader::vector(const std::string& name, std::int64_t size) {
  return join({{name, size}});
}

Tensor MatrixLoader::join(const std::vector<Part>& parts) {
  std::int64_t size = 0;
  for (const Part& part : parts) {
    size += part.rows;
  }
  const Tensor tensor = backend_.allocate(ElementType::f32, 1, size);
  std::int64_t at = 0;
  for (const Part& part : parts) {
    fill(part.name, {part.rows}, tensor.column_range(at, part.rows));
    at += part.rows;
  }
  return tensor;
}

MatrixLoader::KeyValue MatrixLoader::split_kv_b(const std::string& name,
                                                const ModelConfig& config) {
  const std::int64_t heads = config.num_attention_heads;
  const std::int64_t nope = config.qk_nope_head_dim;
  const std::int64_t v = config.v_head_dim;
  const std::int64_t rank = config.kv_lora_rank;
  const StoredTensor& stored = checkpoint_.tensor(name, {heads * (nope + v), rank});
  std::vector<float> all = to_f32(stored);
  block_scales(checkpoint_, name, stored).apply(all, 0, rank);
  checkpoint_.release(stored);
  const ElementType type = element_type(stored);
  const KeyValue out{allocate(type, heads * rank, nope), allocate(type, heads * v, rank)};
  std::vector<float> keys(static_cast<std::size_t>(rank * nope));
  for (std::int64_t h = 0; h < heads; ++h) {
    const std::span<const float> head =
        std::span(all).subspan(static_cast<std::size_t>(h * (nope + v) * rank),
                               static_cast<std::size_t>((nope + v) * rank));
    for (std::int64_t i = 0; i < rank; ++i) {
      for (std::int64_t n = 0; n < nope; ++n) {
        keys[static_cast<std::size_t>(i * nope + n)] = head[static_cast<std::size_t>(n * rank + i)];
      }
    }
    upload_floats(backend_, keys, out.w_uk.row_range(h * rank, rank));
    upload_floats(backend_, {head.begin() + nope * rank, head.end()}, out.w_uv.row_range(h * v, v));
  }
  return out;
}

Tensor MatrixLoader::mxfp4(const std::string& name, std::int64_t experts, std::int64_t rows,
                           std::int64_t columns, bool interleaved) {
  const std::int64_t blocks = columns / mxfp4_block;
  const StoredTensor& stored =
      checkpoint_.tensor(name + "_blocks", {experts, rows, blocks, mxfp4_block / 2});
  const StoredTensor& scales = checkpoint_.tensor(name + "_scales", {experts, rows, blocks});
  const ElementType type = type_ == WeightType::f32 ? ElementType::f32 : ElementType::bf16;
  const Tensor all = allocate(type, experts * rows, columns);
  for (std::int64_t row = 0; row < experts * rows; ++row) {
    const StoredTensor part = stored.elements_range(row * columns / 2, columns / 2);
    const std::int64_t place = interleaved ? gate_then_up(row % rows, rows) : row % rows;
    upload_floats(backend_,
                  mxfp4_to_f32(part.bytes, scales.elements_range(row * blocks, blocks).bytes),
                  all.row_range(row / rows * rows + place, 1));
    checkpoint_.release(part);
  }
  return all;
}

Tensor MatrixLoader::expert_bias(const std::string& name, std::int64_t experts, std::int64_t n,
                                 bool interleaved) {
  const std::vector<float> values = to_f32(checkpoint_.tensor(name, {experts, n}));
  std::vector<float> ordered(values.size());
  for (std::int64_t i = 0; i < experts * n; ++i) {
    const std::int64_t place = interleaved ? gate_then_up(i % n, n) : i % n;
    ordered[static_cast<std::size_t>(i / n * n + place)] = values[static_cast<std::size_t>(i)];
  }
  const Tensor tensor = backend_.allocate(ElementType::f32, experts, n);
  upload_floats(backend_, ordered, tensor);
  return tensor;
}

std::string MatrixLoader::type() const {
  if (seen_.size() > 1) {
    return "mixed";
  }
  return seen_.contains(ElementType::f32) ? "f32" : "bf16";
}

}  // namespace assay
