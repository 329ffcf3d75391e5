// Scalars: exact, or rounded decimals, or within the tolerance that a suite asks for.
#include <algorithm>

#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/rounding.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

/// 3 (mod 7)
bool is_residue(const Expression& e) {
  return e.kind == Kind::function && e.text == "mod" && e.args.size() == 2;
}

}  // namespace

Ruling compare_infinities(const Expression& gold, const Expression& answer, Context& /*context*/) {
  const int left = infinity_sign(gold);
  const int right = infinity_sign(answer);
  if ((left == 0 && right == 0) || !is_scalar(gold) || !is_scalar(answer)) {
    return std::nullopt;
  }
  return left == right ? yes("the same infinity") : no("infinity and another value");
}

Ruling compare_numbers(const Expression& gold, const Expression& answer, Context& context) {
  if (!is_scalar(gold) || !is_scalar(answer)) {
    return std::nullopt;
  }
  if (is_residue(gold) && is_residue(answer)) {
    const Decision moduli = compare(gold.args[1], answer.args[1], context);
    if (!moduli.yes()) {
      return moduli.truth == Truth::no ? no("another modulus") : moduli;
    }
  }
  Decision decision = compare_scalars(gold, answer, context.work);
  if (decision.yes()) {
    return decision;
  }
  if (is_rounded(gold, answer, context.work)) {
    return yes("the reference rounded to the answer's decimals");
  }
  if (!context.tolerance.exact() && is_within(gold, answer, context.tolerance, context.work)) {
    return yes("within the suite's tolerance");
  }
  return decision;
}

}  // namespace assay::math
