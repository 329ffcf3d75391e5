#include "engine/model/layer_plan.hpp"

namespace assay {

std::vector<LayerPlan> plan_layers(const ModelConfig& config) {
  std::vector<LayerPlan> plan;
  for (int index = 0; index < config.num_hidden_layers; ++index) {
    const bool dense = config.is_dense(index);
    plan.push_back({index, config.q_lora_rank > 0,
                    dense ? FeedForward::dense : FeedForward::experts,
                    !dense && config.n_shared_experts > 0});
  }
  return plan;
}

}  // namespace assay
