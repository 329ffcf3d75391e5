#include "engine/model/matrix_loader.hpp"

#include <algorithm>
#include <span>

#include "engine/backend/host_memory.hpp"
#include "engine/checkpoint/config.hpp"

namespace assay {

namespace {

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
  return stored.dtype == DType::bf16 ? ElementType::bf16 : ElementType::f32;
}

void MatrixLoader::upload(const StoredTensor& stored, const Tensor& to) {
  const bool as_it_is = (stored.dtype == DType::bf16 && to.type == ElementType::bf16) ||
                        (stored.dtype == DType::f32 && to.type == ElementType::f32);
  if (as_it_is) {
    backend_.upload(stored.bytes, to);
  } else {
    upload_floats(backend_, to_f32(stored), to);
  }
}

Tensor MatrixLoader::stack(const std::vector<Part>& parts, std::int64_t columns) {
  std::vector<const StoredTensor*> stored;
  ElementType type = ElementType::bf16;
  std::int64_t rows = 0;
  for (const Part& part : parts) {
    stored.push_back(&checkpoint_.tensor(part.name, {part.rows, columns}));
    if (element_type(*stored.back()) == ElementType::f32) {
      type = ElementType::f32;
    }
    rows += part.rows;
  }
  seen_.insert(type);
  const Tensor all = backend_.allocate(type, rows, columns);
  std::int64_t at = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    upload(*stored[i], all.row_range(at, parts[i].rows));
    at += parts[i].rows;
  }
  return all;
}

Tensor MatrixLoader::matrix_f32(const std::string& name, std::int64_t rows, std::int64_t columns) {
  const Tensor tensor = backend_.allocate(ElementType::f32, rows, columns);
  upload(checkpoint_.tensor(name, {rows, columns}), tensor);
  return tensor;
}

Tensor MatrixLoader::vector(const std::string& name, std::int64_t size) {
  const Tensor tensor = backend_.allocate(ElementType::f32, 1, size);
  upload(checkpoint_.tensor(name, {size}), tensor);
  return tensor;
}

Tensor MatrixLoader::upload_values(const std::vector<float>& values, ElementType type,
                                   std::int64_t rows, std::int64_t columns) {
  seen_.insert(type);
  const Tensor tensor = backend_.allocate(type, rows, columns);
  upload_floats(backend_, values, tensor);
  return tensor;
}

MatrixLoader::KeyValue MatrixLoader::split_kv_b(const std::string& name,
                                                const ModelConfig& config) {
  const std::int64_t heads = config.num_attention_heads;
  const std::int64_t nope = config.qk_nope_head_dim;
  const std::int64_t v = config.v_head_dim;
  const std::int64_t rank = config.kv_lora_rank;
  const StoredTensor& stored = checkpoint_.tensor(name, {heads * (nope + v), rank});
  const std::vector<float> all = to_f32(stored);
  std::vector<float> keys;
  std::vector<float> values;
  keys.reserve(static_cast<std::size_t>(heads * nope * rank));
  values.reserve(static_cast<std::size_t>(heads * v * rank));
  for (std::int64_t h = 0; h < heads; ++h) {
    const std::span<const float> head =
        std::span(all).subspan(static_cast<std::size_t>(h * (nope + v) * rank),
                               static_cast<std::size_t>((nope + v) * rank));
    for (std::int64_t i = 0; i < rank; ++i) {
      for (std::int64_t n = 0; n < nope; ++n) {
        keys.push_back(head[static_cast<std::size_t>(n * rank + i)]);
      }
    }
    values.insert(values.end(), head.begin() + nope * rank, head.end());
  }
  const ElementType type = element_type(stored);
  return {upload_values(keys, type, heads * rank, nope),
          upload_values(values, type, heads * v, rank)};
}

std::string MatrixLoader::type() const {
  if (seen_.size() > 1) {
    return "mixed";
  }
  return seen_.contains(ElementType::f32) ? "f32" : "bf16";
}

}  // namespace assay
