#include "engine/backend/cpu/experts.hpp"

#include <algorithm>

#include "engine/backend/cpu/gate.hpp"

namespace assay::cpu {

namespace {

constexpr std::int64_t block = 32;  // columns that one thread takes at a time

std::int64_t blocks_of(std::int64_t columns) { return (columns + block - 1) / block; }

}  // namespace

void ExpertLayer::run(ThreadPool& pool, const Kernels& kernels, const Experts& op) {
  group_by_expert(op);
  inner(pool, kernels, op);
  outer(pool, kernels, op);
  combine(pool, kernels, op);
}

void ExpertLayer::group_by_expert(const Experts& op) {
  const std::int64_t k = op.experts.columns;
  const auto places = static_cast<std::size_t>(op.x.rows * k);
  const std::int64_t inner_size = op.down.columns;
  begins_.assign(static_cast<std::size_t>(op.n_routed_experts) + 1, 0);
  for (std::int64_t b = 0; b < op.x.rows; ++b) {
    for (std::int64_t slot = 0; slot < k; ++slot) {
      ++begins_[static_cast<std::size_t>(op.experts.row<std::int32_t>(b)[slot]) + 1];
    }
  }
  for (std::size_t e = 1; e < begins_.size(); ++e) {
    begins_[e] += begins_[e - 1];
  }
  chosen_.clear();
  for (std::int64_t e = 0; e < op.n_routed_experts; ++e) {
    if (begins_[static_cast<std::size_t>(e) + 1] > begins_[static_cast<std::size_t>(e)]) {
      chosen_.push_back(e);
    }
  }
  inputs_.resize(places);
  gate_ups_.resize(places);
  hiddens_.resize(places);
  outputs_.resize(places);
  gate_up_.resize(places * static_cast<std::size_t>(2 * inner_size));
  output_.resize(places * static_cast<std::size_t>(op.x.columns));
  std::vector<std::int64_t> next(begins_.begin(), begins_.end() - 1);
  for (std::int64_t b = 0; b < op.x.rows; ++b) {
    for (std::int64_t slot = 0; slot < k; ++slot) {
      const auto expert = static_cast<std::size_t>(op.experts.row<std::int32_t>(b)[slot]);
      const auto at = static_cast<std::size_t>(next[expert]++);
      const std::int64_t place = b * k + slot;
      inputs_[at] = op.x.row<const float>(b);
      gate_ups_[at] = gate_up_.data() + place * 2 * inner_size;
      hiddens_[at] = gate_ups_[at];
      outputs_[at] = output_.data() + place * op.x.columns;
    }
  }
}

/// Gate and up of the same columns, then their swiglu into the gate's place.
void ExpertLayer::inner(ThreadPool& pool, const Kernels& kernels, const Experts& op) {
  const std::int64_t inner_size = op.down.columns;
  const std::int64_t blocks = blocks_of(inner_size);
  const auto experts = static_cast<std::int64_t>(chosen_.size());
  const std::int64_t rows = begins_.back() / std::max<std::int64_t>(1, experts);
  const std::int64_t cost = rows * 4 * op.x.columns;
  pool.parallel_for(experts * blocks, cost, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t item = begin; item < end; ++item) {
      const std::int64_t expert = chosen_[static_cast<std::size_t>(item / blocks)];
      const std::int64_t column = item % blocks * block;
      const std::int64_t count = std::min(block, inner_size - column);
      const std::int64_t first = begins_[static_cast<std::size_t>(expert)];
      MatmulArgs args;
      args.x = inputs_.data() + first;
      args.out = gate_ups_.data() + first;
      args.rows = begins_[static_cast<std::size_t>(expert) + 1] - first;
      args.weight_stride = op.gate_up.stride;
      args.weight = op.gate_up.row_range(expert * 2 * inner_size, 2 * inner_size).data;
      args.depth = op.x.columns;
      args.begin = column;
      args.end = column + count;
      kernels.matmul(op.gate_up.type, args);
      args.begin += inner_size;
      args.end += inner_size;
      kernels.matmul(op.gate_up.type, args);
      for (std::int64_t r = 0; r < args.rows; ++r) {
        float* gate = args.out[r] + column;
        if (!op.gate_up_bias.empty()) {
          const auto* bias = op.gate_up_bias.row<const float>(expert) + column;
          kernels.add(gate, bias, count);
          kernels.add(gate + inner_size, bias + inner_size, count);
        }
        apply_gate(kernels, op.gate, gate, gate + inner_size, gate, count);
      }
    }
  });
}

void ExpertLayer::outer(ThreadPool& pool, const Kernels& kernels, const Experts& op) {
  const std::int64_t hidden = op.x.columns;
  const std::int64_t blocks = blocks_of(hidden);
  const auto experts = static_cast<std::int64_t>(chosen_.size());
  const std::int64_t rows = begins_.back() / std::max<std::int64_t>(1, experts);
  const std::int64_t cost = rows * 2 * op.down.columns;
  pool.parallel_for(experts * blocks, cost, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t item = begin; item < end; ++item) {
      const std::int64_t expert = chosen_[static_cast<std::size_t>(item / blocks)];
      const std::int64_t first = begins_[static_cast<std::size_t>(expert)];
      MatmulArgs args;
      args.x = hiddens_.data() + first;
      args.out = outputs_.data() + first;
      args.rows = begins_[static_cast<std::size_t>(expert) + 1] - first;
      args.weight_stride = op.down.stride;
      args.weight = op.down.row_range(expert * hidden, hidden).data;
      args.depth = op.down.columns;
      args.begin = item % blocks * block;
      args.end = std::min(args.begin + block, hidden);
      kernels.matmul(op.down.type, args);
      for (std::int64_t r = 0; !op.down_bias.empty() && r < args.rows; ++r) {
        kernels.add(args.out[r] + args.begin, op.down_bias.row<const float>(expert) + args.begin,
                    args.end - args.begin);
      }
    }
  });
}

void ExpertLayer::combine(ThreadPool& pool, const Kernels& kernels, const Experts& op) {
  const std::int64_t k = op.experts.columns;
  const std::int64_t hidden = op.x.columns;
  pool.parallel_for(op.x.rows, k * hidden / 4, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b) {
      auto* out = op.out.row<float>(b);
      std::vector<float> sum(static_cast<std::size_t>(hidden), 0.0F);  // shared may be out
      for (std::int64_t slot = 0; slot < k; ++slot) {
        kernels.add_scaled(sum.data(), op.weights.row<float>(b)[slot],
                           output_.data() + (b * k + slot) * hidden, hidden);
      }
      if (!op.shared.empty()) {
        kernels.add(sum.data(), op.shared.row<float>(b), hidden);
      }
      std::copy(sum.begin(), sum.end(), out);
    }
  });
}

}  // namespace assay::cpu
