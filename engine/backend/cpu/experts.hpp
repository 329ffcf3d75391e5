// The routed experts of a step. Rows are grouped by expert, so that an expert's weights are read
// once for all of its rows; the results are gathered by row in slot order.
#pragma once

#include <vector>

#include "engine/backend/backend.hpp"
#include "engine/backend/cpu/kernels.hpp"
#include "engine/backend/cpu/thread_pool.hpp"

namespace assay::cpu {

/// Keeps its buffers from step to step.
class ExpertLayer {
 public:
  void run(ThreadPool& pool, const Kernels& kernels, const Experts& op);

 private:
  void group_by_expert(const Experts& op);
  void inner(ThreadPool& pool, const Kernels& kernels, const Experts& op);
  void outer(ThreadPool& pool, const Kernels& kernels, const Experts& op);
  void combine(ThreadPool& pool, const Kernels& kernels, const Experts& op);

  // A place is one (row, slot) pair, numbered row * k + slot; the lists hold places by expert.
  std::vector<std::int64_t> begins_;   // [E + 1] of each expert's part of the lists
  std::vector<std::int64_t> chosen_;   // experts that have places, rising
  std::vector<const float*> inputs_;   // x row of a place
  std::vector<float*> gate_ups_;       // [2 * moe_intermediate_size] of a place
  std::vector<const float*> hiddens_;  // its first half after swiglu
  std::vector<float*> outputs_;        // [d] of a place
  std::vector<float> gate_up_;
  std::vector<float> output_;
};

}  // namespace assay::cpu
