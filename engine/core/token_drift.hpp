// How two models differ at one place of a text that is fed to both.
#pragma once

#include <cstdint>

namespace assay {

/// Of one token of a completion. Natural logarithms, at temperature 1 and without filters.
struct TokenDrift {
  std::int32_t token = 0;  ///< that stands there; an end-of-sentence id behind the last one
  float before = 0.0F;     ///< its log-probability
  float after = 0.0F;
  double divergence = 0.0;  ///< KL(before || after) over the whole vocabulary, in nats
  std::int32_t chosen = 0;  ///< what the second model says there by the sample's own random numbers
};

}  // namespace assay
