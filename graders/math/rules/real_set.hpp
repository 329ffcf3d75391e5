// Sets of real numbers as disjoint intervals in order, so that [0,1] u [1,2] is [0,2] and x > 2 is
// (2, inf).
#pragma once

#include <optional>
#include <vector>

#include "graders/math/expression.hpp"
#include "graders/math/rules/compare.hpp"

namespace assay::math {

struct Bound {
  Expression value;  ///< a real constant
  int infinite = 0;  ///< 1 or -1: infinity, the value is unused
  bool closed = false;
};

struct Interval {
  Bound low;
  Bound high;
};
using RealSet = std::vector<Interval>;  ///< disjoint and not touching, in order

/// Of intervals, unions, inequalities in one variable, "x \ne 2", set builders, finite sets and
/// the reals; nothing for all else, and where an end is not a known real number.
[[nodiscard]] std::optional<RealSet> real_set(const Expression& expression, Work& work);

}  // namespace assay::math
