#include "graders/math/rules/inequality.hpp"

#include <algorithm>

#include "graders/math/algebra/form_text.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

bool is_order(const std::string& relation) { return relation[0] == '<' || relation[0] == '>'; }

bool is_comparison(const std::string& relation) {
  return is_order(relation) || relation == "=" || relation == "!=";
}

/// a x + b of a polynomial in one symbol, as expressions of the coefficients.
struct Linear {
  Expression slope;
  Expression rest;
};

void collect(const Expression& e, bool negative, std::vector<std::pair<bool, Expression>>& terms) {
  if (e.kind == Kind::sum) {
    for (const Expression& arg : e.args) {
      collect(arg, negative, terms);
    }
  } else if (e.kind == Kind::negative) {
    collect(e.args.front(), !negative, terms);
  } else {
    terms.emplace_back(negative, e);
  }
}

/// c of c * x; nothing if it is of another form.
std::optional<Expression> coefficient(const Expression& term) {
  const Expression one{Kind::number, "1", {}};
  if (term.kind == Kind::symbol) {
    return one;
  }
  if (term.kind == Kind::quotient && symbols_of(term.args[1]).empty()) {
    const auto top = coefficient(term.args[0]);
    return top ? std::optional(make(Kind::quotient, {*top, term.args[1]})) : std::nullopt;
  }
  if (term.kind != Kind::product) {
    return std::nullopt;
  }
  std::vector<Expression> factors = {one};
  bool found = false;
  for (const Expression& factor : term.args) {
    if (factor.kind == Kind::symbol && !found) {
      found = true;
    } else if (symbols_of(factor).empty()) {
      factors.push_back(factor);
    } else {
      return std::nullopt;
    }
  }
  return found ? std::optional(make(Kind::product, std::move(factors))) : std::nullopt;
}

std::optional<Linear> linear(const Expression& e) {
  std::vector<std::pair<bool, Expression>> terms;
  collect(e, false, terms);
  const Expression zero{Kind::number, "0", {}};
  Linear result{make(Kind::sum, {zero}), make(Kind::sum, {zero})};
  for (const auto& [negative, term] : terms) {
    const bool constant = symbols_of(term).empty();
    const auto part = constant ? std::optional(term) : coefficient(term);
    if (!part) {
      return std::nullopt;
    }
    std::vector<Expression>& into = constant ? result.rest.args : result.slope.args;
    into.push_back(negative ? make(Kind::negative, {*part}) : *part);
  }
  return result;
}

/// a relation b with one variable in it, solved for it.
std::optional<Side> solve(const Expression& left, const std::string& relation,
                          const Expression& right, Work& work) {
  if (left.kind == Kind::symbol && symbols_of(right).empty()) {
    return Side{relation, right};
  }
  if (right.kind == Kind::symbol && symbols_of(left).empty()) {
    return Side{flipped(relation), left};
  }
  if (infinity_sign(left) != 0 || infinity_sign(right) != 0) {
    return std::nullopt;
  }
  const auto line = linear(difference(left, right));
  const auto sign = line ? sign_of(line->slope, work) : std::nullopt;
  if (!sign || *sign == 0) {
    return std::nullopt;
  }
  Expression value = make(Kind::negative, {make(Kind::quotient, {line->rest, line->slope})});
  return Side{*sign > 0 ? relation : flipped(relation), std::move(value)};
}

/// left - right over one denominator, without negative powers or a common constant.
struct Statement {
  Fraction whole;         ///< left - right as it is
  Polynomial difference;  ///< times its denominators
  bool exact = true;      ///< polynomials in symbols: proportional or different
  bool cleared = false;   ///< a denominator with symbols was taken away
};

/// Negative powers of symbols away: 1/x - y is 1 - x y. False if there were none.
bool clear_denominators(Algebra& algebra, Polynomial& form) {
  std::map<int, Rational> lowest;
  for (const Term& term : form) {
    for (const Factor& factor : term.monomial) {
      Rational& low = lowest.try_emplace(factor.atom, Rational()).first->second;
      low = std::min(low, factor.exponent);
    }
  }
  Monomial common;
  for (const auto& [atom, exponent] : lowest) {
    if (exponent.sign() < 0) {
      common.push_back({atom, -exponent});
    }
  }
  if (common.empty()) {
    return false;
  }
  form = algebra.multiply(form, {Term{std::move(common), 1}});
  return true;
}

bool only_symbols(const Algebra& algebra, const Polynomial& form) {
  return std::all_of(form.begin(), form.end(), [&](const Term& term) {
    return std::all_of(term.monomial.begin(), term.monomial.end(), [&](const Factor& factor) {
      return algebra.at(factor.atom).kind == AtomKind::symbol;
    });
  });
}

Statement statement(Algebra& algebra, const Expression& relation) {
  Normaliser reader(algebra, {});
  const Fraction left = reader.of(relation.args[0]);
  const Fraction right = reader.of(relation.args[1]);
  Statement result;
  result.whole = algebra.subtract(left, right);
  result.difference = result.whole.top;
  result.cleared =
      clear_denominators(algebra, result.difference) || !algebra.is_constant(result.whole.bottom);
  result.exact = only_symbols(algebra, result.difference);
  return result;
}

/// The ratio of constants a / b for a = c b with one sign; 0 if they are not proportional.
int proportional(Algebra& algebra, const Polynomial& a, const Polynomial& b) {
  if (a.empty() || b.empty()) {
    return a.empty() && b.empty() ? 1 : 0;
  }
  const Rational factor = a.front().coefficient * b.front().coefficient.inverse();
  const Polynomial rest = algebra.add(a, algebra.scale(b, -factor));
  return algebra.ok() && rest.empty() ? factor.sign() : 0;
}

/// The symbols of a term, and what stands before them.
Term without_constants(const Algebra& algebra, const Term& term, Term& constants) {
  Term symbols{{}, 1};
  constants = {{}, term.coefficient};
  for (const Factor& factor : term.monomial) {
    const bool constant = algebra.at(factor.atom).constant;
    (constant ? constants : symbols).monomial.push_back(factor);
  }
  return symbols;
}

/// The constant before these symbols.
Polynomial coefficient_of(Algebra& algebra, const Polynomial& form, const Monomial& symbols) {
  Polynomial sum;
  for (const Term& term : form) {
    Term constants;
    const Term rest = without_constants(algebra, term, constants);
    if (compare(rest.monomial, symbols) == 0) {
      sum = algebra.add(sum, {constants});
    }
  }
  return sum;
}

/// By a constant that is no rational: a / b at one term, cross-multiplied.
int proportional_by_constant(Algebra& algebra, const Polynomial& a, const Polynomial& b) {
  // Of constants alone any is a multiple of any: f(1) - 2 of f(2) - 5.
  if (a.empty() || b.empty() || algebra.is_constant(a) || algebra.is_constant(b)) {
    return 0;
  }
  Term unused;
  const Monomial symbols = without_constants(algebra, a.front(), unused).monomial;
  const Fraction left{coefficient_of(algebra, a, symbols), {Term{{}, 1}}};
  const Fraction right{coefficient_of(algebra, b, symbols), {Term{{}, 1}}};
  const Polynomial rest =
      algebra.add(algebra.multiply(a, right.top), algebra.scale(algebra.multiply(b, left.top), -1));
  if (!algebra.ok() || left.top.empty() || right.top.empty() || !rest.empty()) {
    return 0;
  }
  return sign_of(algebra, algebra.divide(left, right));
}

/// The sign of the constant that the one difference is of the other, denominators kept: they may be
/// negative. 0 if it is none.
int proportional_as_written(Algebra& algebra, const Fraction& a, const Fraction& b) {
  return proportional(algebra, algebra.multiply(a.top, b.bottom),
                      algebra.multiply(b.top, a.bottom));
}

}  // namespace

std::string flipped(const std::string& relation) {
  if (!is_order(relation)) {
    return relation;
  }
  return (relation[0] == '<' ? ">" : "<") + relation.substr(1);
}

std::optional<std::vector<Side>> solved_for_variable(const Expression& relation, Work& work) {
  const std::vector<std::string> steps = split_words(relation.text);
  if (steps.size() + 1 != relation.args.size() || symbols_of(relation).size() != 1) {
    return std::nullopt;
  }
  std::vector<Side> result;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!is_comparison(steps[i]) || !is_scalar(relation.args[i + 1])) {
      return std::nullopt;
    }
    const auto side = solve(relation.args[i], steps[i], relation.args[i + 1], work);
    if (!side) {
      return std::nullopt;
    }
    result.push_back(*side);
  }
  return result;
}

Decision compare_statements(const Expression& gold, const Expression& answer, Work& work) {
  const bool single = gold.args.size() == 2 && answer.args.size() == 2;
  const bool scalars = std::all_of(gold.args.begin(), gold.args.end(), is_scalar) &&
                       std::all_of(answer.args.begin(), answer.args.end(), is_scalar);
  if (!single || !scalars || !is_comparison(gold.text) || !is_comparison(answer.text)) {
    return {Truth::unknown, "undecided: statements of another form"};
  }
  const bool same_direction = gold.text == answer.text;
  if (!same_direction && gold.text != flipped(answer.text)) {
    return {Truth::no, "another relation"};
  }
  Algebra algebra(work);
  const Statement left = statement(algebra, gold);
  const Statement right = statement(algebra, answer);
  if (!algebra.ok()) {
    return undecided(algebra.failure());
  }
  if (is_order(gold.text) && (left.cleared || right.cleared)) {
    const int ratio = proportional_as_written(algebra, left.whole, right.whole);
    return ratio != 0 && (ratio > 0) == same_direction
               ? Decision{Truth::yes, "the same statement, sides proportional"}
               : Decision{Truth::unknown, "undecided: inequalities with a variable below"};
  }
  int sign = proportional(algebra, left.difference, right.difference);
  sign = sign != 0 ? sign : proportional_by_constant(algebra, left.difference, right.difference);
  if (sign != 0) {
    const bool fits = !is_order(gold.text) || (sign > 0) == same_direction;
    return {fits ? Truth::yes : Truth::no,
            fits ? "the same statement, sides proportional" : "the other direction"};
  }
  return left.exact && right.exact
             ? Decision{Truth::no, "another statement: sides are not proportional"}
             : Decision{Truth::unknown, "undecided: statements that are not proportional"};
}

std::string canonical_statement(const Expression& relation, Work& work) {
  if (relation.args.size() != 2 || !is_comparison(relation.text) || !is_scalar(relation.args[0]) ||
      !is_scalar(relation.args[1])) {
    return "";
  }
  Algebra algebra(work);
  const Statement read = statement(algebra, relation);
  Polynomial form = read.difference;
  if (!algebra.ok() || form.empty() || (is_order(relation.text) && read.cleared)) {
    return "";
  }
  Rational factor = content(form).inverse();
  std::string sign = relation.text;
  if (leading_coefficient(algebra, form).sign() < 0) {
    factor = -factor;
    sign = flipped(sign);
  }
  return to_text(algebra, algebra.scale(form, factor)) + " " + sign + " 0";
}

}  // namespace assay::math
