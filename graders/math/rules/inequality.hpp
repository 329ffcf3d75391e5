// Relations in one variable or many, brought to one form.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "graders/math/algebra/scalar.hpp"
#include "graders/math/expression.hpp"

namespace assay::math {

/// "variable relation value".
struct Side {
  std::string relation;  ///< < <= > >= = !=
  Expression value;
};

/// "1 < x <= 2", "5 > x", "2x - 1 >= 3" with one variable, linear: all that it says of it.
[[nodiscard]] std::optional<std::vector<Side>> solved_for_variable(const Expression& relation,
                                                                   Work& work);

/// Whether two equations, or two inequalities, of one step say the same: their differences of
/// sides are proportional, by a positive factor if the direction is the same.
[[nodiscard]] Decision compare_statements(const Expression& gold, const Expression& answer,
                                          Work& work);

/// The relation when its sides change places: "<" for ">".
[[nodiscard]] std::string flipped(const std::string& relation);

/// One spelling of "x^2 + y^2 = 1": "x^2 + y^2 - 1 = 0"; empty if it has none.
[[nodiscard]] std::string canonical_statement(const Expression& relation, Work& work);

}  // namespace assay::math
