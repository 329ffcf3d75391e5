// A suite under a perturbation, by name: "gsm8k+rename", "assay-math+numbers@7".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "datasets/robustness/perturbation.hpp"
#include "datasets/suite.hpp"

namespace assay::robustness {

struct PerturbedName {
  std::string base;  ///< the suite's name or file; may itself be perturbed
  const Perturbation* kind = nullptr;
  std::uint64_t seed = 0;
};

/// Takes BASE+KIND or BASE+KIND@SEED apart; empty for a name without '+', or with a file's ending
/// behind it. Throws UsageError for an unknown kind and a malformed seed.
[[nodiscard]] std::optional<PerturbedName> parse_name(std::string_view name);

/// The suite with each problem rewritten by a stream that its id and the seed key. Ids stay, so
/// that runs pair up. Problems that the rewrite cannot change are left out, and the suite's remarks
/// count them. The hash covers kind, version, seed and the suite beneath; there is no reference.
/// Throws UsageError for a suite of code, for `numbers` of a suite other than assay-math, and where
/// no problem can be changed.
[[nodiscard]] Suite perturb(Suite base, const PerturbedName& name);

}  // namespace assay::robustness
