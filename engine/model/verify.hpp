// A model on one backend held against the reference: layer by layer on the same input, so that an
// error is named where it arises, and as a whole, as a reader of its answers meets it.
#pragma once

#include <cstdint>
#include <span>

#include "engine/backend/backend.hpp"
#include "engine/checkpoint/config.hpp"
#include "engine/model/agreement.hpp"
#include "engine/model/weights.hpp"

namespace assay {

/// A decoder's parts. Keeps references.
struct DecoderParts {
  Backend& backend;
  const ModelConfig& config;
  const DecoderWeights& weights;
};

/// Feeds `ids` to both in one step. The two must be of the same shape. Throws UsageError if they
/// are not, or if ids are none.
[[nodiscard]] Agreement verify(const DecoderParts& candidate, const DecoderParts& reference,
                               std::span<const std::int32_t> ids);

}  // namespace assay
