// Log-probabilities of tokens, as they pass from an engine to whoever asked.
#pragma once

#include <cstdint>
#include <vector>

namespace assay {

struct TokenLogprob {
  std::int32_t id = 0;
  float logprob = 0.0F;  ///< natural logarithm
};

/// Of one place of a sequence: the token that stands there, and the likeliest ones. At temperature
/// 1 and without filters; penalties, where a request has some, are taken off first.
struct Logprobs {
  float logprob = 0.0F;
  std::vector<TokenLogprob> top;  ///< falling; among equals the lower id first
};

}  // namespace assay
