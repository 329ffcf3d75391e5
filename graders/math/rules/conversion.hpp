// Units of one dimension: 1.5 h is 90 min, 10 m/s is 36 km/h.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "graders/math/expression.hpp"

namespace assay::math {

struct Measure {
  std::map<char, int> dimension;  ///< exponents of length, time, mass and the like; none is 0
  Expression value;               ///< in the base units of the dimension
};

/// Of a quantity whose units are all known, or a sum of them as "1 h 30 min", the larger unit
/// first.
[[nodiscard]] std::optional<Measure> measure_of(const Expression& expression);

}  // namespace assay::math
