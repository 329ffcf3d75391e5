#include "engine/model/matrix_loader.hpp"

#include <algorithm>
#include <span>

#include "engine/backend/host_memory.hpp"
#include "engine/backend/weight_blocks.hpp"
#include "engine/checkpoint/config.hpp"
#include "engine/checkpoint/dequantize.hpp"

namespace assay {

namespace {

constexpr std::int64_t chunk_elements = 1 << 20;  // converted at a time

template <typename T>
std::string_view bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

template <typename Block>
std::vector<Block> blocks_of(const std::vector<float>& values, Block (*quantize)(BlockValues)) {
  std::vector<Block> blocks;
  blocks.reserve(values.size() / weight_block);
  for (std::size_t i = 0; i < values.size(); i += weight_block) {
    blocks.push_back(quantize(BlockValues(values.data() + i, weight_block)));
  }
  return blocks;
}

void upload_floats(Backend& backend, const std::vector<float>& values, const Tensor& to) {
  switch (to.type) {
    case ElementType::bf16: {
      std::vector<std::uint16_t> rounded(values.size());
      std::transform(values.begin(), values.end(), rounded.begin(), round_to_bf16);
      backend.upload(bytes_of(rounded), to);
      break;
    }
    case ElementType::q8:
      backend.upload(bytes_of(blocks_of(values, quantize_q8)), to);
      break;
    case ElementType::q4:
      backend.upload(bytes_of(blocks_of(values, quantize_q4)), to);
      break;
    case ElementType::f32:
    case ElementType::i32:
      backend.upload(bytes_of(values), to);
      break;
  }
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

ElementType MatrixLoader::element_type(WeightType type, const StoredTensor& stored,
                                       std::int64_t columns) const {
  const bool whole_blocks = columns % weight_block == 0;
  if (type == WeightType::bf16) {
    return ElementType::bf16;
  }
  if (type == WeightType::f32) {
    return ElementType::f32;
  }
  if (type == WeightType::q8 && whole_blocks) {
    return ElementType::q8;
  }
  if (type == WeightType::q4 && whole_blocks) {
    return ElementType::q4;
  }
  const bool exact = stored.dtype == DType::f32 || stored.dtype == DType::f16;
  return exact ? ElementType::f32 : ElementType::bf16;
}

Tensor MatrixLoader::allocate(ElementType type, std::int64_t rows, std::int64_t columns) {
  seen_.insert(type);
  return backend_.allocate(type, rows, columns);
}

/// What has been read is not needed any more.
void MatrixLoader::finished(const StoredTensor& part) {
  checkpoint_.release(part);
  done_ += part.bytes.size();
  if (progress_) {
    progress_(done_, total_);
  }
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
    finished(part);
  }
}

Tensor MatrixLoader::stack(WeightType type, const std::vector<Part>& parts, std::int64_t columns) {
  std::set<ElementType> types;
  std::int64_t rows = 0;
  for (const Part& part : parts) {
    types.insert(element_type(type, checkpoint_.tensor(part.name, {part.rows, columns}), columns));
    rows += part.rows;
  }
  const Tensor all =
      allocate(types.contains(ElementType::f32) ? ElementType::f32 : *types.begin(), rows, columns);
  std::int64_t at = 0;
  for (const Part& part : parts) {
    fill(part.name, {part.rows, columns}, all.row_range(at, part.rows));
    at += part.rows;
  }
  return all;
}

Tensor MatrixLoader::table(const std::string& name, std::int64_t rows, std::int64_t columns) {
  const bool blocks = type_ == WeightType::q8 || type_ == WeightType::q4;
  return stack(blocks ? WeightType::stored : type_, {{name, rows}}, columns);
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
  finished(stored);
  const KeyValue out{allocate(element_type(type_, stored, nope), heads * rank, nope),
                     allocate(element_type(type_, stored, rank), heads * v, rank)};
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
  const Tensor all = allocate(element_type(type_, stored, columns), experts * rows, columns);
  for (std::int64_t row = 0; row < experts * rows; ++row) {
    const StoredTensor part = stored.elements_range(row * columns / 2, columns / 2);
    const std::int64_t place = interleaved ? gate_then_up(row % rows, rows) : row % rows;
    upload_floats(backend_,
                  mxfp4_to_f32(part.bytes, scales.elements_range(row * blocks, blocks).bytes),
                  all.row_range(row / rows * rows + place, 1));
    finished(part);
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
  if (seen_.contains(ElementType::q8)) {
    return "q8";
  }
  if (seen_.contains(ElementType::q4)) {
    return "q4";
  }
  if (seen_.size() > 1) {
    return "mixed";
  }
  return seen_.contains(ElementType::f32) ? "f32" : "bf16";
}

}  // namespace assay
