// What each layer of the decoder is made of.
#pragma once

#include <vector>

#include "engine/checkpoint/config.hpp"

namespace assay {

enum class FeedForward { dense, experts };

/// Attention is MLA in every layer; the feed-forward kind varies.
struct LayerPlan {
  int index = 0;
  bool q_lora = false;  ///< queries go through a low-rank pair of matrices
  FeedForward feed_forward = FeedForward::dense;
  bool shared_experts = false;
};

[[nodiscard]] std::vector<LayerPlan> plan_layers(const ModelConfig& config);

}  // namespace assay
