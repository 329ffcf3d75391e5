#include "graders/math/rules/real_set.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/inequality.hpp"
#include "graders/math/rules/polynomial_inequality.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

bool is_reals(const Expression& e) {
  if (e.kind == Kind::symbol) {
    return e.text == "reals";
  }
  constexpr std::array<const char*, 7> names = {
      "reals",      "all reals",       "real numbers",        "all real numbers",
      "all real x", "all real values", "all real values of x"};
  return e.kind == Kind::text &&
         std::any_of(names.begin(), names.end(), [&](const char* name) { return e.text == name; });
}

/// |f| < c as -c < f and f < c; |f| > c as f < -c or f > c.
std::optional<Expression> without_bars(const Expression& e) {
  const bool ordered = e.args.size() == 2 && e.text.find_first_of("<>") == 0 && e.text.size() <= 2;
  if (!ordered) {
    return std::nullopt;
  }
  const bool first = e.args[0].kind == Kind::function && e.args[0].text == "abs";
  const Expression& bars = e.args[first ? 0 : 1];
  const Expression& bound = e.args[first ? 1 : 0];
  if (bars.kind != Kind::function || bars.text != "abs" || bars.args.size() != 1 ||
      !symbols_of(bound).empty()) {
    return std::nullopt;
  }
  const bool below = (e.text[0] == '<') == first;
  const std::string equal = e.text.substr(1);
  const Expression& inside = bars.args.front();
  return make(
      Kind::logic,
      {make(Kind::relation, {inside, bound}, (below ? "<" : ">") + equal),
       make(Kind::relation, {inside, make(Kind::negative, {bound})}, (below ? ">" : "<") + equal)},
      below ? "and" : "or");
}

class Builder {
 public:
  explicit Builder(Work& work) : work_(&work) {}

  std::optional<RealSet> of(const Expression& e) {
    switch (e.kind) {
      case Kind::tuple:
        return interval(e);
      case Kind::union_of:
        return operation(e);
      case Kind::set:
        return points(e.args);
      case Kind::relation: {
        const auto without = without_bars(e);
        return without ? logic(*without) : relation(e);
      }
      case Kind::logic:
        return logic(e);
      case Kind::builder:
        return builder(e);
      default:
        return is_reals(e) ? std::optional(everything()) : std::nullopt;
    }
  }

 private:
  std::optional<Bound> bound(const Expression& e, bool closed) {
    const int infinite = infinity_sign(e);
    if (infinite != 0) {
      return infinity(infinite);
    }
    if (!is_scalar(e) || !symbols_of(e).empty() || !sign_of(e, *work_)) {
      return std::nullopt;
    }
    return end_at(e, closed);
  }

  std::optional<RealSet> interval(const Expression& e) {
    if (e.args.size() != 2 || e.text.size() != 2) {
      return std::nullopt;
    }
    const auto low = bound(e.args[0], e.text[0] == '[');
    const auto high = bound(e.args[1], e.text[1] == ']');
    return low && high ? checked(*low, *high) : std::nullopt;
  }

  /// Nothing for an interval that goes backwards: it is no set, but perhaps a point.
  std::optional<RealSet> checked(const Bound& low, const Bound& high) {
    const auto ordered = order(low, high, *work_);
    if (!ordered || *ordered > 0) {
      return std::nullopt;
    }
    const bool is_empty = *ordered == 0 && !(low.closed && high.closed);
    return is_empty ? RealSet() : one_interval(low, high);
  }

  std::optional<RealSet> points(const std::vector<Expression>& elements) {
    RealSet all;
    for (const Expression& element : elements) {
      const auto point = bound(element, true);
      if (!point || point->infinite != 0) {
        return std::nullopt;
      }
      all.push_back(one_interval(*point, *point).front());
    }
    return merged(std::move(all), *work_);
  }

  std::optional<RealSet> combined(const std::vector<Expression>& parts, const std::string& how) {
    std::optional<RealSet> result;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto part = of(parts[i]);
      if (!part) {
        return std::nullopt;
      }
      if (i == 0) {
        result = part;
      } else if (how == "cup") {
        result = united(*result, *part, *work_);
      } else {
        result = intersection(*result, how == "cap" ? *part : complement(*part), *work_);
      }
      if (!result) {
        return std::nullopt;
      }
    }
    return result;
  }

  std::optional<RealSet> operation(const Expression& e) { return combined(e.args, e.text); }

  std::optional<RealSet> logic(const Expression& e) {
    return combined(e.args, e.text == "and" ? "cap" : "cup");
  }

  std::optional<RealSet> builder(const Expression& e) {
    if (e.args.size() == 2 && e.args[0].kind == Kind::relation) {  // {x in S : ...}
      return combined(e.args, "cap");
    }
    const bool plain = e.args.size() == 2 && e.args[0].kind == Kind::symbol;
    return plain ? of(e.args[1]) : std::nullopt;
  }

  std::optional<RealSet> relation(const Expression& e) {
    if (e.text == "in" && e.args.size() == 2 && e.args[0].kind == Kind::symbol) {
      return of(e.args[1]);
    }
    const auto sides = solved_for_variable(e, *work_);
    if (!sides) {
      return solved_polynomials(e, *work_);
    }
    RealSet result = everything();
    for (const Side& side : *sides) {
      const auto at =
          bound(side.value, side.relation == "<=" || side.relation == ">=" || side.relation == "=");
      if (!at) {
        return std::nullopt;
      }
      const auto next = intersection(result, half_line(*at, side.relation), *work_);
      if (!next) {
        return std::nullopt;
      }
      result = *next;
    }
    return result;
  }

  static Bound closed(Bound bound) {
    bound.closed = true;
    return bound;
  }

  /// { x : x relation value }.
  static RealSet half_line(const Bound& at, const std::string& relation) {
    if (at.infinite != 0) {  // "x < inf" says nothing
      const bool all = (at.infinite > 0) == (relation[0] == '<');
      return all ? everything() : RealSet();
    }
    if (relation[0] == '<') {
      return one_interval(infinity(-1), at);
    }
    if (relation[0] == '>') {
      return one_interval(at, infinity(1));
    }
    const RealSet point = one_interval(at, at);
    return relation == "=" ? point : complement(one_interval(closed(at), closed(at)));
  }

  Work* work_;
};

Decision compare_bounds(const Bound& gold, const Bound& answer, Context& context) {
  if (gold.infinite != answer.infinite) {
    return no("another end");
  }
  if (gold.infinite != 0) {
    return yes("infinity");
  }
  return gold.closed == answer.closed ? compare(gold.value, answer.value, context)
                                      : no("an end is open in one only");
}

bool is_set_like(const Expression& e) {
  return e.kind == Kind::union_of || e.kind == Kind::relation || e.kind == Kind::builder ||
         e.kind == Kind::logic || e.kind == Kind::list || e.kind == Kind::set ||
         e.kind == Kind::tuple || e.kind == Kind::symbol || e.kind == Kind::text;
}

/// "x < 1 or x > 2" as a list, too.
Expression as_logic(const Expression& e) {
  const bool relations = e.kind == Kind::list && e.args.size() > 1 &&
                         std::all_of(e.args.begin(), e.args.end(), [](const Expression& arg) {
                           return arg.kind == Kind::relation && arg.text != "=";
                         });
  return relations ? make(Kind::logic, e.args, e.text == "and" ? "and" : "or") : e;
}

}  // namespace

namespace {

/// The symbols that are not the name of a set.
std::set<std::string> unknowns_of(const Expression& e) {
  std::set<std::string> names = symbols_of(e);
  for (const char* set : {"reals", "integers", "naturals", "rationals", "complexes"}) {
    names.erase(set);
  }
  return names;
}

/// x < 1, and not { x : x < 1 }: the name of its unknown counts.
bool is_statement(const Expression& e) {
  return e.kind == Kind::relation || e.kind == Kind::logic || e.kind == Kind::list;
}

bool is_everything(const RealSet& set) {
  return set.size() == 1 && set[0].low.infinite < 0 && set[0].high.infinite > 0;
}

}  // namespace

std::optional<RealSet> real_set(const Expression& expression, Work& work) {
  if (unknowns_of(expression).size() > 1) {
    return std::nullopt;  // x < 1 or y > 2
  }
  const Expression logic = as_logic(expression);
  auto set = Builder(work).of(logic);
  const bool comma = expression.kind == Kind::list && logic.kind == Kind::logic;
  if (comma && set && is_everything(*set)) {  // "x > 1, x < 5": both
    set = Builder(work).of(make(Kind::logic, logic.args, "and"));
  }
  return set;
}

Ruling compare_real_sets(const Expression& gold, const Expression& answer, Context& context) {
  const auto simple = [](const Expression& e) {
    if (is_reals(e)) {
      return false;
    }
    return e.kind == Kind::tuple || e.kind == Kind::set || e.kind == Kind::list ||
           e.kind == Kind::symbol || e.kind == Kind::text ||
           (e.kind == Kind::relation && e.text == "=");
  };
  if (!is_set_like(gold) || !is_set_like(answer) ||
      (simple(as_logic(gold)) && simple(as_logic(answer)))) {
    return std::nullopt;
  }
  const auto left = real_set(gold, context.work);
  const auto right = left ? real_set(answer, context.work) : std::nullopt;
  if (!left || !right) {
    return std::nullopt;
  }
  if (is_statement(gold) && is_statement(answer) && unknowns_of(gold) != unknowns_of(answer)) {
    return no("an inequality of other variables");
  }
  if (left->size() != right->size()) {
    return no("another set of reals");
  }
  Decision result = yes("the same set of reals");
  for (std::size_t i = 0; i < left->size(); ++i) {
    const Decision ends[] = {compare_bounds((*left)[i].low, (*right)[i].low, context),
                             compare_bounds((*left)[i].high, (*right)[i].high, context)};
    for (const Decision& end : ends) {
      if (end.truth == Truth::no) {
        return no("another set of reals: " + end.rule);
      }
      result = end.yes() ? result : end;
    }
  }
  return result;
}

}  // namespace assay::math
