// Lists with dots: 1, 2, ..., n is 1, 2, 3, ..., n, and not 1, 3, ..., n.
#include <algorithm>

#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

/// "1, 3, 5, ..., 2n - 1"
struct Progression {
  std::vector<Expression> first;  ///< the terms before the dots
  std::vector<Expression> last;   ///< those behind them: one, or none where it goes on for ever
};

std::optional<Progression> progression(const std::vector<Expression>& elements) {
  const auto dots = std::find_if(elements.begin(), elements.end(),
                                 [](const Expression& e) { return e.kind == Kind::ellipsis; });
  if (dots == elements.end() || dots - elements.begin() < 2 || elements.end() - dots > 2) {
    return std::nullopt;
  }
  Progression found{{elements.begin(), dots}, {dots + 1, elements.end()}};
  return std::all_of(found.first.begin(), found.first.end(), is_scalar) ? std::optional(found)
                                                                        : std::nullopt;
}

/// Each term as far from its neighbour as the second is from the first.
bool is_arithmetic(const std::vector<Expression>& terms, Work& work) {
  const Expression step = difference(terms[1], terms[0]);
  for (std::size_t i = 2; i < terms.size(); ++i) {
    if (!compare_scalars(step, difference(terms[i], terms[i - 1]), work).yes()) {
      return false;
    }
  }
  return true;
}

}  // namespace

Ruling compare_progressions(const std::vector<Expression>& gold,
                            const std::vector<Expression>& answer, Context& context) {
  const auto left = progression(gold);
  const auto right = progression(answer);
  if (!left || !right || left->last.size() != right->last.size() ||
      left->first.size() == right->first.size()) {
    return std::nullopt;
  }
  const std::size_t shown = std::min(left->first.size(), right->first.size());
  const bool tells_step = shown > 2 || !left->last.empty();  // 1, 2, ... may go on in many ways
  if (!tells_step || !is_arithmetic(left->first, context.work) ||
      !is_arithmetic(right->first, context.work)) {
    return std::nullopt;
  }
  std::vector<Expression> some(left->first.begin(), left->first.begin() + 2);
  std::vector<Expression> others(right->first.begin(), right->first.begin() + 2);
  some.insert(some.end(), left->last.begin(), left->last.end());
  others.insert(others.end(), right->last.begin(), right->last.end());
  Decision decision = compare_in_order(some, others, context);
  decision.rule = "an arithmetic progression: " + decision.rule;
  return decision;
}

}  // namespace assay::math
