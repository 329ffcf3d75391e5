#include <utility>

#include "datasets/builtin/builtin.hpp"
#include "datasets/robustness/perturbation.hpp"

namespace assay::robustness {

bool change_numbers(Problem& problem, PhiloxStream& random) {
  std::optional<Problem> changed = builtin::renumbered(problem, random);
  if (!changed) {
    return false;
  }
  problem.question = std::move(changed->question);
  problem.gold = std::move(changed->gold);
  return true;
}

}  // namespace assay::robustness
