#include "reports/gate/policy.hpp"

#include <algorithm>

namespace assay {

namespace {

const Bound* find_bound(const std::vector<Bound>& bounds, Metric metric) {
  const auto found = std::find_if(bounds.begin(), bounds.end(),
                                  [&](const Bound& bound) { return bound.field.metric == metric; });
  return found == bounds.end() ? nullptr : &*found;
}

}  // namespace

const std::vector<BoundField>& bound_fields() {
  static const std::vector<BoundField> fields = {
      {Metric::pass_at_1, "max_drop", false},
      {Metric::pass_at_k, "max_pass_at_k_drop", false},
      {Metric::cons_at_k, "max_cons_at_k_drop", false},
      {Metric::thinking, "max_thinking_growth", true},
      {Metric::truncated, "max_truncated_growth", false},
      {Metric::unparsed, "max_unparsed_growth", false},
      {Metric::cost, "max_cost_growth", true},
  };
  return fields;
}

std::vector<Bound> Policy::bounds_of(const std::string& suite) const {
  const auto own = suites.find(suite);
  std::vector<Bound> bounds;
  for (const BoundField& field : bound_fields()) {
    const Bound* bound =
        own == suites.end() ? nullptr : find_bound(own->second.bounds, field.metric);
    if (bound == nullptr) {
      bound = find_bound(all, field.metric);
    }
    if (bound != nullptr) {
      bounds.push_back(*bound);
    }
  }
  return bounds;
}

}  // namespace assay
