// One spelling for equal simple answers: what votes are counted by. Answers with one text are
// equal; equal answers may still have two texts where only balls can tell.
#pragma once

#include <string>

#include "graders/math/algebra/work.hpp"
#include "graders/math/expression.hpp"

namespace assay::math {

/// "3/4", "{1, 2}", "(1, 2)", "B", "no solution". A name before "=" and a unit other than percent
/// are left out. Never empty for an answer that parses.
[[nodiscard]] std::string canonical_text(const Expression& expression, Work& work);

}  // namespace assay::math
