// Tables of rotary positions.
#pragma once

#include "engine/backend/backend.hpp"
#include "engine/checkpoint/config.hpp"

namespace assay {

/// [positions, dim]: cos and sin of position * f_i for each of the dim/2 pairs, alternating, times
/// the settings' table_factor(). f_i = theta^(-2i/dim), stretched as the settings say: YaRN by a
/// ramp between the frequencies that turn beta_fast and beta_slow times in the original context,
/// llama3 by wavelength. Computed in x87 extended precision and rounded once, so that every machine
/// has the same table: the C library picks fp64 routines by CPU.
[[nodiscard]] Tensor rope_table(Backend& backend, int positions, int dim,
                                const RopeSettings& settings);

}  // namespace assay
