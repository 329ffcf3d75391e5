// "x = 5", equations, inequalities: which part of a relation is the answer, and whether two say
// the same.
#include <algorithm>
#include <cctype>

#include "graders/math/algebra/functions.hpp"
#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/inequality.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

bool is_upper_symbol(const Expression& e) {
  return e.kind == Kind::symbol && !e.text.empty() &&
         std::isupper(static_cast<unsigned char>(e.text[0])) != 0;
}

/// What a value can be given to: x, f(2), (x, y), AB, |AB|, "the area".
bool is_name(const Expression& e) {
  switch (e.kind) {
    case Kind::symbol:
    case Kind::text:
      return true;
    case Kind::function:
      return !is_known_function(e.text) || (is_series(e) && !symbols_of(e).empty()) ||
             (e.text == "abs" && e.args.size() == 1 && is_name(e.args.front()));
    case Kind::tuple:
    case Kind::list:
      return !e.args.empty() && std::all_of(e.args.begin(), e.args.end(), is_name);
    case Kind::product:
      return std::all_of(e.args.begin(), e.args.end(), is_upper_symbol);
    default:
      return false;
  }
}

/// "m + n": what a contest asks for.
bool is_sum_of_symbols(const Expression& e) {
  return e.kind == Kind::sum && std::all_of(e.args.begin(), e.args.end(), [](const Expression& a) {
           return a.kind == Kind::symbol ||
                  (a.kind == Kind::negative && a.args.front().kind == Kind::symbol) ||
                  (a.kind == Kind::product &&
                   std::all_of(a.args.begin(), a.args.end(),
                               [](const Expression& f) { return f.kind == Kind::symbol; }));
         });
}

bool is_constant(const Expression& e) { return is_scalar(e) && symbols_of(e).empty(); }

/// The operands joined by "=" before the first "approx".
std::vector<Expression> exact_chain(const Expression& relation,
                                    const std::vector<std::string>& steps) {
  std::vector<Expression> chain = {relation.args.front()};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool exact = steps[i] == "=" || steps[i] == "in" || steps[i] == "equiv";
    if (!exact && (steps[i] != "approx" || chain.size() > 1 || !is_name(chain.front()))) {
      break;
    }
    chain.push_back(relation.args[i + 1]);
  }
  return chain;
}

bool is_inequality(const Expression& e) {
  return e.kind == Kind::relation && e.text.find_first_of("<>!") != std::string::npos;
}

/// Of a chain of constants, all must be equal: "2 + 3 = 6" is no 6.
bool agrees(const std::vector<Expression>& chain, Context& context) {
  for (std::size_t i = 1; i + 1 < chain.size(); ++i) {
    const bool constants = is_constant(chain[i]) && is_constant(chain.back());
    if (constants && compare_scalars(chain[i], chain.back(), context.work).truth == Truth::no) {
      return false;
    }
  }
  return true;
}

/// The value of a relation, as the answer to a question for a value.
std::optional<Expression> value_of(const Expression& relation, Context& context) {
  if (const auto named = assignment(relation)) {
    const std::vector<std::string> steps = split_words(relation.text);
    return agrees(exact_chain(relation, steps), context) ? std::optional(named->value)
                                                         : std::nullopt;
  }
  const std::vector<std::string> steps = split_words(relation.text);
  const bool equations = !steps.empty() && steps.size() + 1 == relation.args.size() &&
                         (steps.front() == "=" || steps.front() == "approx");
  if (!equations) {
    return std::nullopt;
  }
  std::vector<Expression> chain = exact_chain(relation, steps);
  const Expression& first = chain.front();
  if (is_constant(first)) {
    chain.insert(chain.begin(), first);  // every operand is checked
    const bool constants = std::all_of(chain.begin(), chain.end(), is_constant);
    return constants && agrees(chain, context) ? std::optional(chain.back()) : std::nullopt;
  }
  if (is_sum_of_symbols(first) && chain.size() > 1 && is_constant(chain.back())) {
    const Expression zero{Kind::number, "0", {}};
    const bool is_zero = compare_scalars(chain.back(), zero, context.work).truth != Truth::no;
    return !is_zero && agrees(chain, context) ? std::optional(chain.back()) : std::nullopt;
  }
  return std::nullopt;
}

/// y = ... and f(x) = ... are one graph.
bool both_graphs(const std::string& a, const std::string& b) {
  const auto applied = [](const std::string& name) { return name == "f(x)" || name == "y(x)"; };
  return (a == "y" && applied(b)) || (b == "y" && applied(a));
}

/// The argument of "f(t) = ..."; nothing if the left side is no function of one variable.
const Expression* variable_of(const Expression& relation) {
  const bool defines =
      relation.text == "=" && relation.args.size() == 2 &&
      relation.args[0].kind == Kind::function && !is_known_function(relation.args[0].text) &&
      relation.args[0].args.size() == 1 && relation.args[0].args[0].kind == Kind::symbol;
  return defines ? &relation.args[0].args[0] : nullptr;
}

/// f(t) = t^2 as f(x) = x^2 beside f(x) = ...
Expression in_variable_of(const Expression& gold, const Expression& answer) {
  const Expression* wanted = variable_of(gold);
  const Expression* written = variable_of(answer);
  const bool renames = wanted != nullptr && written != nullptr && wanted->text != written->text &&
                       symbols_of(answer).count(wanted->text) == 0;
  return renames ? with_symbols(answer, {{written->text, wanted->text}}) : answer;
}

/// "overline(AB)" for AB: where it has a value, both are the length of a segment.
std::string length_name(const std::string& name) {
  const bool segment = name.size() == 12 && name.rfind("overline(", 0) == 0;
  const std::string ends = segment ? name.substr(9, 2) : "";
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return segment && capital(ends[0]) && capital(ends[1]) ? ends : name;
}

bool one_name(const Assignment& a, const Assignment& b) {
  return a.name == b.name || both_graphs(a.name, b.name) ||
         (is_constant(a.value) && is_constant(b.value) &&
          length_name(a.name) == length_name(b.name));
}

Decision compare_both(const Expression& gold, const Expression& written, Context& context) {
  const Expression answer = in_variable_of(gold, written);
  if (is_inequality(gold) || is_inequality(answer)) {
    if (symbols_of(gold) != symbols_of(answer)) {
      return no("an inequality of other variables");
    }
    if (const auto sets = compare_real_sets(gold, answer, context)) {
      return *sets;
    }
  }
  if (is_inequality(gold) != is_inequality(answer)) {
    return no("an inequality and an equation");
  }
  const auto left = assignment(gold);
  const auto right = assignment(answer);
  if (right && !agrees(exact_chain(answer, split_words(answer.text)), context)) {
    return no("a chain that does not hold");
  }
  Decision values = no("a value of another name");
  if (left && right && one_name(*left, *right)) {
    values = compare(left->value, right->value, context);
    if (values.yes()) {
      return values;
    }
  }
  Decision statements = compare_statements(gold, answer, context.work);
  if (statements.truth != Truth::unknown) {
    return statements;
  }
  const bool chains = gold.text == answer.text && gold.args.size() == answer.args.size();
  if (chains && !left) {
    const Decision operands = compare_in_order(gold.args, answer.args, context);
    return operands.yes() ? operands : statements;
  }
  return left && right ? values : statements;
}

}  // namespace

std::optional<Assignment> assignment(const Expression& relation) {
  const std::vector<std::string> steps = split_words(relation.text);
  if (relation.kind != Kind::relation || steps.empty() ||
      steps.size() + 1 != relation.args.size()) {
    return std::nullopt;
  }
  const bool equation = steps.front() == "=" || steps.front() == "in" ||
                        steps.front() == "approx" || steps.front() == "equiv";
  if (!equation) {
    return std::nullopt;
  }
  const std::vector<Expression> chain = exact_chain(relation, steps);
  if (chain.size() < 2) {
    return std::nullopt;
  }
  const Expression& first = chain.front();
  if (is_name(first)) {
    return Assignment{to_text(first), chain.back()};
  }
  const bool reversed =
      chain.size() == 2 && steps.front() == "=" && is_constant(first) && is_name(chain.back());
  return reversed ? std::optional(Assignment{to_text(chain.back()), first}) : std::nullopt;
}

Ruling compare_relations(const Expression& gold, const Expression& answer, Context& context) {
  const bool left = gold.kind == Kind::relation;
  const bool right = answer.kind == Kind::relation;
  if (!left && !right) {
    return std::nullopt;
  }
  if (left && right) {
    return compare_both(gold, answer, context);
  }
  const Expression& relation = left ? gold : answer;
  const Expression& other = left ? answer : gold;
  if (other.kind == Kind::list || other.kind == Kind::logic || other.kind == Kind::set) {
    const auto named = assignment(relation);
    if (!named) {
      return std::nullopt;
    }
    const bool names = std::any_of(other.args.begin(), other.args.end(),
                                   [](const Expression& e) { return e.kind == Kind::relation; });
    if (names) {
      return std::nullopt;
    }
  }
  if (const auto value = value_of(relation, context)) {
    return left ? compare(*value, other, context) : compare(other, *value, context);
  }
  if (auto sets = compare_real_sets(gold, answer, context)) {
    return sets;
  }
  return no("a statement and a value");
}

}  // namespace assay::math
