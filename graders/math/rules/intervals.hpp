// Sets of real numbers as disjoint intervals in order, so that [0,1] u [1,2] is [0,2].
#pragma once

#include <optional>
#include <vector>

#include "graders/math/algebra/work.hpp"
#include "graders/math/expression.hpp"

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

[[nodiscard]] Bound infinity(int sign);
[[nodiscard]] Bound end_at(const Expression& value, bool closed);
[[nodiscard]] RealSet one_interval(const Bound& low, const Bound& high);
[[nodiscard]] RealSet everything();
[[nodiscard]] RealSet complement(const RealSet& set);

// Nothing where the order of two ends cannot be told, or there are too many.

/// -1, 0, 1 for a before, at, behind b; open or closed does not count.
[[nodiscard]] std::optional<int> order(const Bound& a, const Bound& b, Work& work);
/// Sorted, with what overlaps or touches made one.
[[nodiscard]] std::optional<RealSet> merged(RealSet parts, Work& work);
[[nodiscard]] std::optional<RealSet> united(RealSet a, const RealSet& b, Work& work);
[[nodiscard]] std::optional<RealSet> intersection(const RealSet& a, const RealSet& b, Work& work);

}  // namespace assay::math
