#include "graders/math/rules/real_set.hpp"

#include <algorithm>
#include <array>

#include "graders/math/rules/inequality.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

constexpr std::size_t most_intervals = 64;

Bound infinity(int sign) {
  Bound bound;
  bound.infinite = sign;
  return bound;
}

Bound end_at(const Expression& value, bool closed) {
  Bound bound;
  bound.value = value;
  bound.closed = closed;
  return bound;
}

RealSet one_interval(const Bound& low, const Bound& high) {
  RealSet set(1);
  set.front().low = low;
  set.front().high = high;
  return set;
}

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
  static RealSet everything() { return one_interval(infinity(-1), infinity(1)); }

  /// -1, 0, 1; nothing if it cannot be told.
  std::optional<int> order(const Bound& a, const Bound& b) {
    if (a.infinite != 0 || b.infinite != 0) {
      return a.infinite == b.infinite ? 0 : (a.infinite < b.infinite ? -1 : 1);
    }
    if (a.value == b.value) {
      return 0;
    }
    const Decision same = compare_scalars(a.value, b.value, *work_);
    if (same.yes()) {
      return 0;
    }
    return sign_of(difference(a.value, b.value), *work_);
  }

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
    const auto ordered = order(low, high);
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
    return merged(std::move(all));
  }

  /// Sorted, with what overlaps or touches made one.
  std::optional<RealSet> merged(RealSet parts) {
    if (parts.size() > most_intervals) {
      return std::nullopt;
    }
    bool known = true;
    // By hand: a comparison that may fail is none for std::sort.
    for (std::size_t i = 1; i < parts.size() && known; ++i) {
      for (std::size_t j = i; j > 0; --j) {
        const auto before = order(parts[j].low, parts[j - 1].low);
        known = known && before.has_value();
        const bool earlier =
            before &&
            (*before < 0 || (*before == 0 && parts[j].low.closed && !parts[j - 1].low.closed));
        if (!earlier) {
          break;
        }
        std::swap(parts[j], parts[j - 1]);
      }
    }
    RealSet result;
    for (Interval& part : parts) {
      if (result.empty()) {
        result.push_back(std::move(part));
        continue;
      }
      Interval& last = result.back();
      const auto gap = order(last.high, part.low);
      const auto longer = order(last.high, part.high);
      if (!known || !gap || !longer) {
        return std::nullopt;
      }
      if (*gap < 0 || (*gap == 0 && !last.high.closed && !part.low.closed)) {
        result.push_back(std::move(part));
      } else if (*longer < 0) {
        last.high = part.high;
      } else if (*longer == 0) {
        last.high.closed = last.high.closed || part.high.closed;
      }
    }
    return known ? std::optional(result) : std::nullopt;
  }

  std::optional<RealSet> united(RealSet a, const RealSet& b) {
    a.insert(a.end(), b.begin(), b.end());
    return merged(std::move(a));
  }

  static RealSet complement(const RealSet& set) {
    RealSet result;
    Bound low = infinity(-1);
    for (const Interval& part : set) {
      if (part.low.infinite == 0) {
        const Bound high = end_at(part.low.value, !part.low.closed);
        result.push_back(one_interval(low, high).front());
      }
      low = part.high;
      low.closed = !part.high.closed;
    }
    if (low.infinite <= 0) {
      result.push_back(one_interval(low, infinity(1)).front());
    }
    return result;
  }

  std::optional<RealSet> intersection(const RealSet& a, const RealSet& b) {
    const auto outside = united(complement(a), complement(b));
    return outside ? std::optional(complement(*outside)) : std::nullopt;
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
        result = united(*result, *part);
      } else {
        result = intersection(*result, how == "cap" ? *part : complement(*part));
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
      return std::nullopt;
    }
    RealSet result = everything();
    for (const Side& side : *sides) {
      const auto at =
          bound(side.value, side.relation == "<=" || side.relation == ">=" || side.relation == "=");
      if (!at) {
        return std::nullopt;
      }
      const auto next = intersection(result, half_line(*at, side.relation));
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

bool is_everything(const RealSet& set) {
  return set.size() == 1 && set[0].low.infinite < 0 && set[0].high.infinite > 0;
}

}  // namespace

std::optional<RealSet> real_set(const Expression& expression, Work& work) {
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
