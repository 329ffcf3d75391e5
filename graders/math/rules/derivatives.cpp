#include "graders/math/rules/derivatives.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "graders/math/algebra/functions.hpp"
#include "graders/math/algebra/normal_form.hpp"
#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

constexpr std::size_t most_nodes = 2'000;
constexpr int most_order = 4;

Expression number(int n) { return make(Kind::number, {}, std::to_string(n)); }
Expression minus(Expression e) { return make(Kind::negative, {std::move(e)}); }
Expression times(Expression a, Expression b) {
  return make(Kind::product, {std::move(a), std::move(b)});
}
Expression over(Expression a, Expression b) {
  return make(Kind::quotient, {std::move(a), std::move(b)});
}
Expression power(Expression a, Expression b) {
  return make(Kind::power, {std::move(a), std::move(b)});
}
Expression call(const std::string& name, const Expression& x) {
  return make(Kind::function, {x}, name);
}
Expression plus(Expression a, Expression b) {
  return make(Kind::sum, {std::move(a), std::move(b)});
}

/// f'(u) of a function of one argument.
std::optional<Expression> outer_derivative(const std::string& name, const Expression& u) {
  const Expression square = times(u, u);
  if (name == "sin") {
    return call("cos", u);
  }
  if (name == "cos") {
    return minus(call("sin", u));
  }
  if (name == "tan") {
    return power(call("sec", u), number(2));
  }
  if (name == "cot") {
    return minus(power(call("csc", u), number(2)));
  }
  if (name == "sec") {
    return times(call("sec", u), call("tan", u));
  }
  if (name == "csc") {
    return minus(times(call("csc", u), call("cot", u)));
  }
  if (name == "exp") {
    return call("exp", u);
  }
  if (name == "ln") {
    return over(number(1), u);
  }
  if (name == "sqrt") {
    return over(number(1), times(number(2), call("sqrt", u)));
  }
  if (name == "sinh" || name == "cosh") {
    return call(name == "sinh" ? "cosh" : "sinh", u);
  }
  if (name == "arctan") {
    return over(number(1), plus(number(1), square));
  }
  if (name == "arcsin" || name == "arccos") {
    Expression slope = over(number(1), call("sqrt", plus(number(1), minus(square))));
    return name == "arcsin" ? slope : minus(std::move(slope));
  }
  return std::nullopt;
}

class Differentiation {
 public:
  Differentiation(std::string by, Work& work) : by_(std::move(by)), work_(&work) {}

  std::optional<Expression> of(const Expression& e) {
    if (!work_->spend(20 + 2 * static_cast<std::int64_t>(size_of(e)))) {
      return std::nullopt;
    }
    if (symbols_of(e).count(by_) == 0) {
      return is_scalar(e) ? std::optional(number(0)) : std::nullopt;
    }
    switch (e.kind) {
      case Kind::symbol:
        return number(1);
      case Kind::sum:
      case Kind::negative:
        return termwise(e);
      case Kind::product:
        return product(e);
      case Kind::quotient:
        return quotient(e);
      case Kind::power:
        return power_rule(e);
      case Kind::function:
        return chain(e);
      default:
        return std::nullopt;
    }
  }

 private:
  std::optional<Expression> termwise(const Expression& e) {
    Expression result = make(e.kind, {});
    for (const Expression& term : e.args) {
      auto one = of(term);
      if (!one) {
        return std::nullopt;
      }
      result.args.push_back(std::move(*one));
    }
    return result;
  }

  std::optional<Expression> product(const Expression& e) {
    if (e.args.size() * size_of(e) > most_nodes) {
      return std::nullopt;
    }
    Expression result = make(Kind::sum, {number(0)});
    for (std::size_t i = 0; i < e.args.size(); ++i) {
      Expression term = e;
      auto one = of(e.args[i]);
      if (!one) {
        return std::nullopt;
      }
      term.args[i] = std::move(*one);
      result.args.push_back(std::move(term));
    }
    return result;
  }

  std::optional<Expression> quotient(const Expression& e) {
    const auto top = of(e.args[0]);
    const auto bottom = top ? of(e.args[1]) : std::nullopt;
    if (!bottom) {
      return std::nullopt;
    }
    return over(plus(times(*top, e.args[1]), minus(times(e.args[0], *bottom))),
                power(e.args[1], number(2)));
  }

  /// n u^(n-1) u', a^u ln(a) u', or u^v (v' ln u + v u'/u).
  std::optional<Expression> power_rule(const Expression& e) {
    const Expression& base = e.args[0];
    const Expression& exponent = e.args[1];
    const auto inner = of(base);
    const auto outer = inner ? of(exponent) : std::nullopt;
    if (!outer) {
      return std::nullopt;
    }
    if (symbols_of(exponent).count(by_) == 0) {
      return times(times(exponent, power(base, plus(exponent, minus(number(1))))), *inner);
    }
    const Expression growth = times(*outer, call("ln", base));
    return times(e, symbols_of(base).count(by_) == 0
                        ? growth
                        : plus(growth, over(times(exponent, *inner), base)));
  }

  std::optional<Expression> chain(const Expression& e) {
    if (e.args.size() != 1) {
      return std::nullopt;
    }
    const auto outer = outer_derivative(e.text, e.args.front());
    const auto inner = outer ? of(e.args.front()) : std::nullopt;
    return inner ? std::optional(times(*outer, *inner)) : std::nullopt;
  }

  std::string by_;
  Work* work_;
};

/// "derivative" or "partial" of one function by one variable, so many times.
bool is_derivative(const Expression& e) {
  return e.kind == Kind::function && (e.text == "derivative" || e.text == "partial") &&
         e.args.size() == 3 && e.args[1].kind == Kind::symbol && e.args[2].kind == Kind::number &&
         e.args[2].text.size() == 1;
}

bool has_derivative(const Expression& e) {
  return is_derivative(e) || std::any_of(e.args.begin(), e.args.end(), has_derivative);
}

int order_of(const Expression& derivative) { return derivative.args[2].text[0] - '0'; }

bool has_mark(const Expression& e, const char* mark) {
  const bool name = e.kind == Kind::symbol || e.kind == Kind::function;
  return (name && e.text.find(mark) != std::string::npos) ||
         std::any_of(e.args.begin(), e.args.end(),
                     [&](const Expression& arg) { return has_mark(arg, mark); });
}

}  // namespace

std::optional<Expression> derivative_of(const Expression& e, const std::string& by, bool partial,
                                        Work& work) {
  const std::set<std::string> names = symbols_of(e);
  if (names.count(by) == 0 || (!partial && names.size() > 1)) {
    return std::nullopt;
  }
  auto result = Differentiation(by, work).of(e);
  return result && size_of(*result) <= most_nodes ? result : std::nullopt;
}

Expression with_derivatives(const Expression& e, Work& work) {
  Expression result{e.kind, e.text, {}};
  for (const Expression& arg : e.args) {
    result.args.push_back(with_derivatives(arg, work));
  }
  if (!is_derivative(result) || order_of(result) > most_order) {
    return result;
  }
  std::optional<Expression> value = result.args.front();
  for (int i = 0; i < order_of(result) && value; ++i) {
    value = derivative_of(*value, result.args[1].text, result.text == "partial", work);
  }
  return value ? *value : result;
}

Expression in_primes(const Expression& e, bool dots) {
  Expression result{e.kind, e.text, {}};
  for (const Expression& arg : e.args) {
    result.args.push_back(in_primes(arg, dots));
  }
  if (!is_derivative(result) || result.text != "derivative" || order_of(result) > 3) {
    return result;
  }
  const Expression& of = result.args.front();
  const Expression& by = result.args[1];
  const auto order = static_cast<std::size_t>(order_of(result));
  const bool applied = of.kind == Kind::function && !is_known_function(of.text) &&
                       of.args.size() == 1 && of.args.front() == by;
  if (of.kind != Kind::symbol && !applied) {
    return result;
  }
  const std::size_t index = std::min(of.text.find('_'), of.text.size());  // dot(v)_o, v'_o
  const bool by_time = dots && by.text == "t" && order < 3;
  const std::string base = of.text.substr(0, index);
  const std::string name =
      by_time ? (order == 1 ? "dot(" : "ddot(") + base + ")" : base + std::string(order, '\'');
  return {of.kind, name + of.text.substr(index), of.args};
}

Ruling compare_derivatives(const Expression& gold, const Expression& answer, Context& context) {
  const bool left = has_derivative(gold);
  const bool right = has_derivative(answer);
  if (!left && !right) {
    return std::nullopt;
  }
  const Expression computed = with_derivatives(gold, context.work);
  const Expression other = with_derivatives(answer, context.work);
  if (computed != gold || other != answer) {
    return compare(computed, other, context);
  }
  const Expression& marked = left ? answer : gold;
  const bool dots = has_mark(marked, "dot(");
  if (left == right || (!dots && !has_mark(marked, "'"))) {
    return std::nullopt;
  }
  return compare(in_primes(gold, dots), in_primes(answer, dots), context);
}

}  // namespace assay::math
