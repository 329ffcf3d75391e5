// The pilot of adaptive sampling, as every view must treat it.
#pragma once

#include "reports/run/manifest.hpp"

namespace assay {

/// Whether problems get different numbers of samples, which a pilot has decided.
[[nodiscard]] inline bool is_planned(const SuiteEntry& entry) {
  return entry.adaptive && !entry.adaptive->rounds.empty();
}

/// Whether a sample is of that pilot: it counts in no estimate.
[[nodiscard]] inline bool in_pilot(const SuiteEntry& entry, int index) {
  return is_planned(entry) && index < entry.adaptive->pilot;
}

/// Samples that count in an estimate, of the problem that has fewest.
[[nodiscard]] inline int samples_of_each(const SuiteEntry& entry) {
  return is_planned(entry) ? entry.adaptive->fewest_rounds() : entry.k;
}

}  // namespace assay
