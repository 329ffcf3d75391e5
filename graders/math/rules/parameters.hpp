// Symbols that stand for any integer have no name of their own: n pi is k pi.
#pragma once

#include "graders/math/parse.hpp"

namespace assay::math {

/// The answer with the gold's names for its parameters, in the order of their declarations; as it
/// is where those differ in number or domain, or where a name would be taken.
[[nodiscard]] Parsed in_parameters_of(const Parsed& gold, Parsed answer);

/// Whether both name a domain for a symbol that both hold, and not the same.
[[nodiscard]] bool other_domain(const Parsed& gold, const Parsed& answer);

/// Whether the answer says of which domain a symbol is that does not stand in it, where the gold
/// does not say the same: "n pi, m in Z" says nothing of n.
[[nodiscard]] bool declares_unused(const Parsed& gold, const Parsed& answer);

}  // namespace assay::math
