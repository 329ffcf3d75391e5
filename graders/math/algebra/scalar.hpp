// Whether two scalars have the same value: exactly where that can be, else by balls.
#pragma once

#include <optional>
#include <string>

#include "graders/math/algebra/ball.hpp"
#include "graders/math/algebra/normal_form.hpp"

namespace assay::math {

enum class Truth { yes, no, unknown };

struct Decision {
  Truth truth = Truth::unknown;
  std::string rule;  ///< what decided, for people

  [[nodiscard]] bool yes() const { return truth == Truth::yes; }
};

/// Equal values; symbols are variables. Different is always proven: by exact forms, or by disjoint
/// balls. Equal is proven by exact forms or a separation bound; else its rule tells the evidence.
[[nodiscard]] Decision compare_scalars(const Expression& gold, const Expression& answer,
                                       Work& work);

/// The sign of a constant in the reals; nothing if it is none, or not known.
[[nodiscard]] std::optional<int> sign_of(const Expression& constant, Work& work);

/// The text of the normal form; empty if it has none.
[[nodiscard]] std::string canonical_scalar(const Expression& expression, Work& work);

[[nodiscard]] Decision undecided(Failure failure);

}  // namespace assay::math
