// Matrices of a checkpoint into a backend's memory: stacked, converted, split by head. What is read
// is given back to the kernel piece by piece, so that loading takes little more memory than the
// weights as they are held.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "engine/backend/backend.hpp"
#include "engine/checkpoint/safetensors.hpp"
#include "engine/model/weights.hpp"

namespace assay {

class MatrixLoader {
 public:
  MatrixLoader(const Checkpoint& checkpoint, WeightType type, Backend& backend,
               const LoadProgress& progress)
      : checkpoint_(checkpoint),
        type_(type),
        backend_(backend),
        progress_(progress),
        total_(checkpoint.bytes()) {}

  struct Part {
    std::string name;
    std::int64_t rows = 0;
  };

  /// The parts below one another. Where one must be f32 all are.
  [[nodiscard]] Tensor stack(const std::vector<Part>& parts, std::int64_t columns) {
    return stack(type_, parts, columns);
  }

  [[nodiscard]] Tensor matrix(const std::string& name, std::int64_t rows, std::int64_t columns) {
    return stack({{name, rows}}, columns);
  }

  /// For looking up rows: as stored where the weights are held in blocks.
  [[nodiscard]] Tensor table(const std::string& name, std::int64_t rows, std::int64_t columns);

  /// As f32, whatever the weights' type is.
  [[nodiscard]] Tensor matrix_f32(const std::string& name, std::int64_t rows, std::int64_t columns);

  /// A vector as a matrix of one row, f32.
  [[nodiscard]] Tensor vector(const std::string& name, std::int64_t size);

  /// Vectors behind one another as one row, f32.
  [[nodiscard]] Tensor join(const std::vector<Part>& parts);

  struct KeyValue {
    Tensor w_uk;  ///< [H * kv_lora_rank, nope]
    Tensor w_uv;  ///< [H * v, kv_lora_rank]
  };

  /// kv_b_proj [H * (nope + v), kv_lora_rank] split by head; the key part is transposed, since
  /// attention in its absorbed form multiplies queries by it.
  [[nodiscard]] KeyValue split_kv_b(const std::string& name, const ModelConfig& config);

  /// MXFP4 experts of gpt-oss, `name`_blocks [E, rows, columns / 32, 16] and `name`_scales
  /// [E, rows, columns / 32], as [E * rows, columns]. `interleaved`: an expert's rows alternate
  /// gate and up, and become its gate rows, then its up rows.
  [[nodiscard]] Tensor mxfp4(const std::string& name, std::int64_t experts, std::int64_t rows,
                             std::int64_t columns, bool interleaved);

  /// `name` [E, n] as f32; interleaved: as for mxfp4.
  [[nodiscard]] Tensor expert_bias(const std::string& name, std::int64_t experts, std::int64_t n,
                                   bool interleaved);

  /// "bf16", "f32" or "mixed": what the matrices so far have become; "q8" or "q4" if any is in
  /// blocks, since what fits none is a function of the checkpoint.
  [[nodiscard]] std::string type() const;

 private:
  [[nodiscard]] ElementType element_type(WeightType type, const StoredTensor& stored,
                                         std::int64_t columns) const;
  [[nodiscard]] Tensor stack(WeightType type, const std::vector<Part>& parts, std::int64_t columns);
  void finished(const StoredTensor& part);
  void fill(const std::string& name, const std::vector<std::int64_t>& shape, const Tensor& to);
  [[nodiscard]] Tensor allocate(ElementType type, std::int64_t rows, std::int64_t columns);

  const Checkpoint& checkpoint_;
  WeightType type_;
  Backend& backend_;
  const LoadProgress& progress_;
  std::uint64_t total_;  // bytes
  std::uint64_t done_ = 0;
  std::set<ElementType> seen_;
};

}  // namespace assay
