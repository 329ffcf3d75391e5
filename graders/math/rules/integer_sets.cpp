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
  return e.kind == Kind::builder && e.args.size() == 2 && is_integers_of(e.args[0]);
}

/// Of a bound that is written as an integer.
std::optional<std::int64_t> integer_at(const Bound& bound) {
  const bool minus = bound.value.kind == Kind::negative && bound.value.args.size() == 1;
  const Expression& number = minus ? bound.value.args.front() : bound.value;
  std::int64_t value = 0;
  const char* const end = number.text.data() + number.text.size();
  const auto [stopped, error] = std::from_chars(number.text.data(), end, value);
  if (bound.infinite != 0 || number.kind != Kind::number || number.text.size() > 15 ||
      error != std::errc() || stopped != end) {
    return std::nullopt;
  }
  return minus ? -value : value;
}

/// The elements one by one. Nothing if there is no end of them, or if 0 may be one of the naturals.
std::optional<Expression> listed(const Expression& builder, Work& work) {
  const auto reals = real_set(builder.args[1], work);
  if (!reals) {
    return std::nullopt;
  }
  Expression all = make(Kind::set, {});
  for (const Interval& part : *reals) {
    const auto low = integer_at(part.low);
    const auto high = integer_at(part.high);
    if (!low || !high || *high - *low > most_elements) {
      return std::nullopt;
    }
    const std::int64_t first = *low + (part.low.closed ? 0 : 1);
    const std::int64_t last = *high - (part.high.closed ? 0 : 1);
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
