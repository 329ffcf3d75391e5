// Scalars: exact, or rounded decimals, or within the tolerance that a suite asks for.
#include <algorithm>
#include <array>

#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/rounding.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

/// 3 (mod 7)
bool is_residue(const Expression& e) {
  return e.kind == Kind::function && e.text == "mod" && e.args.size() == 2;
}

/// What is a definite value, but is kept as an unknown function.
bool has_unevaluated(const Expression& e) {
  constexpr auto names = std::to_array<std::string_view>(
      {"int", "integral", "iint", "oint", "lim", "limsup", "liminf", "derivative", "partial"});
  return (e.kind == Kind::function &&
          std::find(names.begin(), names.end(), e.text) != names.end()) ||
         std::any_of(e.args.begin(), e.args.end(), has_unevaluated);
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
  if (has_unevaluated(gold) || has_unevaluated(answer)) {
    return Decision{Truth::unknown, "undecided: an integral, a derivative or a limit in it"};
  }
  return decision;
}

}  // namespace assay::math
