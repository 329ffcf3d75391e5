#include "graders/math/rules/canonical_text.hpp"

#include <algorithm>

#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/formulas.hpp"
#include "graders/math/rules/inequality.hpp"
#include "graders/math/rules/real_set.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

std::vector<std::string> texts_of(const std::vector<Expression>& elements, Work& work) {
  std::vector<std::string> texts;
  texts.reserve(elements.size());
  for (const Expression& element : elements) {
    texts.push_back(canonical_text(element, work));
  }
  return texts;
}

/// Sorted, since order says nothing.
std::string group_text(const Expression& group, Work& work) {
  std::vector<Expression> elements;
  for (const Expression& element : group.args) {
    if (contains(element, Kind::plus_minus)) {
      const auto both = both_signs(element);
      elements.insert(elements.end(), both.begin(), both.end());
    } else {
      elements.push_back(element);
    }
  }
  std::vector<std::string> texts = texts_of(elements, work);
  const bool ordered = std::any_of(elements.begin(), elements.end(),
                                   [](const Expression& e) { return e.kind == Kind::ellipsis; });
  if (!ordered) {
    std::sort(texts.begin(), texts.end());
  }
  if (group.kind == Kind::set) {
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  }
  return "{" + joined(texts) + "}";
}

std::string bound_text(const Bound& bound, Work& work) {
  if (bound.infinite != 0) {
    return bound.infinite > 0 ? "inf" : "-inf";
  }
  return canonical_text(bound.value, work);
}

std::string set_text(const RealSet& set, Work& work) {
  std::string text;
  for (const Interval& part : set) {
    text += (text.empty() ? "" : " u ") + std::string(part.low.closed ? "[" : "(") +
            bound_text(part.low, work) + ", " + bound_text(part.high, work) +
            (part.high.closed ? "]" : ")");
  }
  return text.empty() ? "{}" : text;
}

std::string relation_text(const Expression& relation, Work& work) {
  if (const auto named = assignment(relation)) {
    return canonical_text(named->value, work);
  }
  if (const auto set = real_set(relation, work)) {
    return set_text(*set, work);
  }
  const std::string statement = canonical_statement(relation, work);
  return statement.empty() ? to_text(relation) : statement;
}

}  // namespace

std::string canonical_text(const Expression& expression, Work& work) {
  work.spend(20);
  switch (expression.kind) {
    case Kind::text:
    case Kind::date:
    case Kind::choice:
      return expression.text;
    case Kind::relation:
      return relation_text(expression, work);
    case Kind::list:
    case Kind::set:
    case Kind::logic:
      return is_formula(expression) ? to_text(expression) : group_text(expression, work);
    case Kind::union_of:
    case Kind::builder: {
      const auto set = real_set(expression, work);
      return set ? set_text(*set, work) : to_text(expression);
    }
    case Kind::tuple: {
      const bool row = expression.text.size() != 2;
      const std::string inside = joined(texts_of(expression.args, work));
      return row ? inside : expression.text.substr(0, 1) + inside + expression.text.substr(1);
    }
    case Kind::matrix:
      if (expression.text == "matrix") {
        std::string text;
        for (const Expression& row : expression.args) {
          text += (text.empty() ? "[" : "; ") + canonical_text(row, work);
        }
        return text + "]";
      }
      break;
    case Kind::quantity:
      if (expression.args.size() == 1) {
        return canonical_text(expression.args.front(), work) +
               (expression.text == "percent" ? "%" : "");
      }
      break;
    default:
      break;
  }
  const int infinity = infinity_sign(expression);
  if (infinity != 0) {
    return infinity > 0 ? "inf" : "-inf";
  }
  if (contains(expression, Kind::plus_minus)) {
    return group_text(make(Kind::set, {expression}), work);
  }
  const std::string scalar = is_scalar(expression) ? canonical_scalar(expression, work) : "";
  return scalar.empty() ? to_text(expression) : scalar;
}

}  // namespace assay::math
