#include "graders/math/rules/compare.hpp"

#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

constexpr int most_depth = 40;

using Rule = Ruling (*)(const Expression&, const Expression&, Context&);
// Before scalars, what only looks like one; sets of reals before lists.
constexpr Rule rules[] = {compare_derivatives, compare_bound_names, compare_formulas,
                          compare_choices,     compare_relations,   compare_integer_sets,
                          compare_real_sets,   compare_words,       compare_measures,
                          compare_vectors,     compare_collections, compare_matrices,
                          compare_infinities,  compare_numbers};

}  // namespace

Decision compare(const Expression& gold, const Expression& answer, Context& context) {
  const std::size_t nodes = size_of(gold) + size_of(answer);
  if (!context.work.spend(10 + 2 * static_cast<std::int64_t>(nodes))) {
    return undecided(Failure::work);
  }
  if (context.depth >= most_depth) {
    return undecided(Failure::too_large);
  }
  ++context.depth;
  Ruling ruling;
  for (const Rule rule : rules) {
    ruling = rule(gold, answer, context);
    if (ruling) {
      break;
    }
  }
  --context.depth;
  // What no rule can compute is still itself.
  if ((!ruling || ruling->truth == Truth::unknown) && gold == answer) {
    return yes("written the same");
  }
  return ruling ? *ruling : no("another type");
}

}  // namespace assay::math
