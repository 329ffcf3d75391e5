// Sets of the integers within bounds: {n in Z : 1 <= n <= 3} is {1, 2, 3}, never [1, 3].
#include <charconv>
#include <optional>
#include <string>

#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/inequality.hpp"
#include "graders/math/rules/real_set.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

constexpr std::int64_t most_elements = 100;

bool is_integers_of(const Expression& e) {
  return e.kind == Kind::relation && e.text == "in" && e.args.size() == 2 &&
         e.args[0].kind == Kind::symbol && e.args[1].kind == Kind::symbol &&
         (e.args[1].text == "integers" || e.args[1].text == "naturals");
}

/// {n in Z : condition}
bool is_integer_set(const Expression& e) {
  return e.kind == Kind::builder && e.args.size() == 2 && is_integers_of(e.args[0]) &&
         symbols_of(e.args[1]) == symbols_of(e.args[0].args[0]);
}

/// The largest integer that is at most the bound.
struct Floor {
  std::int64_t value = 0;
  bool exact = false;  ///< the bound is this integer
};

/// Nothing if it is not known, or not small.
std::optional<Floor> floor_of(const Bound& bound, Work& work) {
  if (bound.infinite != 0) {
    return std::nullopt;
  }
  const std::string text = canonical_scalar(make(Kind::function, {bound.value}, "floor"), work);
  Floor floor;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, floor.value);
  if (text.empty() || text.size() > 15 || error != std::errc() || stopped != end) {
    return std::nullopt;
  }
  const Expression size = make(Kind::number, {}, text.substr(text[0] == '-' ? 1 : 0));
  const Expression integer = text[0] == '-' ? make(Kind::negative, {size}) : size;
  const Decision same = compare_scalars(bound.value, integer, work);
  floor.exact = same.yes();
  return same.truth == Truth::unknown ? std::nullopt : std::optional(floor);
}

/// The elements one by one. Nothing if there is no end of them, or if 0 may be one of the naturals.
std::optional<Expression> listed(const Expression& builder, Work& work) {
  const auto reals = real_set(builder.args[1], work);
  if (!reals) {
    return std::nullopt;
  }
  Expression all = make(Kind::set, {});
  for (const Interval& part : *reals) {
    const auto low = floor_of(part.low, work);
    const auto high = floor_of(part.high, work);
    if (!low || !high || high->value - low->value > most_elements) {
      return std::nullopt;
    }
    const std::int64_t first = low->value + (low->exact && part.low.closed ? 0 : 1);
    const std::int64_t last = high->value - (high->exact && !part.high.closed ? 1 : 0);
    if (first < 1 && builder.args[0].args[1].text == "naturals") {
      return std::nullopt;
    }
    for (std::int64_t n = first; n <= last; ++n) {
      Expression size = make(Kind::number, {}, std::to_string(n < 0 ? -n : n));
      all.args.push_back(n < 0 ? make(Kind::negative, {std::move(size)}) : std::move(size));
    }
  }
  return all;
}

}  // namespace

Ruling compare_integer_sets(const Expression& gold, const Expression& answer, Context& context) {
  const bool left = is_integer_set(gold);
  const bool right = is_integer_set(answer);
  if (!left && !right) {
    return std::nullopt;
  }
  const auto left_listed = left ? listed(gold, context.work) : std::nullopt;
  const auto right_listed = right ? listed(answer, context.work) : std::nullopt;
  const bool either = left_listed || right_listed;
  if (either && bool(left_listed) == left && bool(right_listed) == right) {
    return compare(left ? *left_listed : gold, right ? *right_listed : answer, context);
  }
  if (left && right && gold.args[0].args[1] == answer.args[0].args[1]) {
    const auto bounds = compare_real_sets(gold.args[1], answer.args[1], context);
    return bounds && bounds->yes() ? bounds : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace assay::math
