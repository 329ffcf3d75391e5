// Tables of rotary positions.
#pragma once

#include "engine/backend/backend.hpp"

namespace assay {

/// [positions, rope]: cos and sin of position * theta^(-2i/rope) for each pair i, alternating.
/// Computed in x87 extended precision and rounded once, so that every machine has the same table:
/// the C library picks fp64 routines by CPU.
[[nodiscard]] Tensor rope_table(Backend& backend, int positions, int rope, double theta);

}  // namespace assay
