// Whether two answers of any type say the same, by rules for each type. compare() takes the first
// rule that knows both types; the rules call it for the parts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "graders/math/algebra/scalar.hpp"
#include "graders/math/algebra/work.hpp"
#include "graders/math/equivalence.hpp"
#include "graders/math/expression.hpp"

namespace assay::math {

struct Context {
  Work& work;
  Tolerance tolerance;
  int depth = 0;
};

[[nodiscard]] Decision compare(const Expression& gold, const Expression& answer, Context& context);

// Each rule: nothing if the pair is not of its types.
using Ruling = std::optional<Decision>;
Ruling compare_derivatives(const Expression& gold, const Expression& answer, Context& context);
Ruling compare_bound_names(const Expression& gold, const Expression& answer, Context& context);
Ruling compare_formulas(const Expression& gold, const Expression& answer, Context& context);
Ruling compare_integer_sets(const Expression& gold, const Expression& answer, Context& context);
Ruling compare_choices(const Expression& gold, const Expression& answer, Context& context);
Ruling compare_words(const Expression& gold, const Expression& answer, Context& context);
Ruling compare_relations(const Expression& gold, const Expression& answer, Context& context);
Ruling compare_measures(const Expression& gold, const Expression& answer, Context& context);
Ruling compare_real_sets(const Expression& gold, const Expression& answer, Context& context);
Ruling compare_collections(const Expression& gold, const Expression& answer, Context& context);
Ruling compare_vectors(const Expression& gold, const Expression& answer, Context& context);
Ruling compare_matrices(const Expression& gold, const Expression& answer, Context& context);
Ruling compare_infinities(const Expression& gold, const Expression& answer, Context& context);
Ruling compare_numbers(const Expression& gold, const Expression& answer, Context& context);

/// Elements one by one, in this order.
[[nodiscard]] Decision compare_in_order(const std::vector<Expression>& gold,
                                        const std::vector<Expression>& answer, Context& context);
/// Of elements with dots among them: both are one arithmetic progression, of which they show more
/// or fewer terms. Nothing if they are of another form.
[[nodiscard]] Ruling compare_progressions(const std::vector<Expression>& gold,
                                          const std::vector<Expression>& answer, Context& context);
/// Each element of one has its own equal in the other.
[[nodiscard]] Decision compare_in_any_order(const std::vector<Expression>& gold,
                                            const std::vector<Expression>& answer,
                                            Context& context);

[[nodiscard]] inline Decision yes(std::string rule) { return {Truth::yes, std::move(rule)}; }
[[nodiscard]] inline Decision no(std::string rule) { return {Truth::no, std::move(rule)}; }

/// "x = 5" as name and value; also "x \in S", "x = 2 + 3 = 5" and "5 = x".
struct Assignment {
  std::string name;
  Expression value;
};
[[nodiscard]] std::optional<Assignment> assignment(const Expression& expression);

}  // namespace assay::math
