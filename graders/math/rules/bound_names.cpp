// The variable of a limit or an integral has no name of its own.
#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

/// x of \lim_{x \to a} and of \int f dx; null where it is written otherwise.
const Expression* variable_of(const Expression& e) {
  if (e.kind != Kind::function || e.args.size() < 2) {
    return nullptr;
  }
  const bool limit = (e.text == "lim" || e.text == "limsup" || e.text == "liminf") &&
                     e.args[1].kind == Kind::relation && e.args[1].text == "to";
  const Expression* variable = limit ? &e.args[1].args.front() : &e.args[1];
  return (limit || e.text == "integral") && variable->kind == Kind::symbol ? variable : nullptr;
}

}  // namespace

/// Proven equal if they are limits or integrals of equal values, between ends written the same.
Ruling compare_bound_names(const Expression& gold, const Expression& answer, Context& context) {
  const Expression* wanted = variable_of(gold);
  const Expression* written = variable_of(answer);
  if (wanted == nullptr || written == nullptr || gold.text != answer.text ||
      gold.args.size() != answer.args.size()) {
    return std::nullopt;
  }
  const bool taken = wanted->text != written->text && symbols_of(answer).count(wanted->text) != 0;
  const Expression other = taken ? answer : with_symbols(answer, {{written->text, wanted->text}});
  for (std::size_t i = 1; i < gold.args.size(); ++i) {
    if (gold.args[i] != other.args[i]) {
      return std::nullopt;
    }
  }
  const Decision bodies = compare(gold.args.front(), other.args.front(), context);
  return bodies.yes() ? Ruling(bodies) : std::nullopt;
}

}  // namespace assay::math
