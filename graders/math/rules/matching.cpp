// Tuples, lists and sets: matched element by element.
#include <algorithm>
#include <set>

#include "graders/math/rules/canonical_text.hpp"
#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

bool is_group(const Expression& e) { return e.kind == Kind::list || e.kind == Kind::set; }

/// The elements of a list, both values of each "\pm" for one.
std::vector<Expression> spread_signs(const std::vector<Expression>& elements) {
  std::vector<Expression> result;
  for (const Expression& element : elements) {
    if (contains(element, Kind::plus_minus)) {
      for (Expression& value : both_signs(element)) {
        result.push_back(std::move(value));
      }
    } else {
      result.push_back(element);
    }
  }
  return result;
}

bool has_ellipsis(const std::vector<Expression>& elements) {
  return std::any_of(elements.begin(), elements.end(),
                     [](const Expression& e) { return e.kind == Kind::ellipsis; });
}

bool has_set(const std::vector<Expression>& elements) {
  return std::any_of(elements.begin(), elements.end(),
                     [](const Expression& e) { return e.kind == Kind::set; });
}

enum class Indices { count, aside };

/// Without the names, if all elements are "name = value" with one name; x_1 and x_2 are one where
/// indices are left aside.
bool strip_one_name(std::vector<Expression>& elements, Indices indices) {
  std::vector<Expression> values;
  std::string name;
  for (const Expression& element : elements) {
    const auto named = assignment(element);
    if (!named) {
      return false;
    }
    const std::string own = named->name.substr(
        0, indices == Indices::aside ? named->name.find('_') : std::string::npos);
    if (!name.empty() && own != name) {
      return false;
    }
    name = own;
    values.push_back(named->value);
  }
  elements = std::move(values);
  return !elements.empty();
}

/// The values of "y = 2, x = 1" in the order of their names.
std::optional<std::vector<Expression>> values_by_name(const std::vector<Expression>& elements) {
  std::vector<Assignment> named;
  for (const Expression& element : elements) {
    auto one = assignment(element);
    if (!one) {
      return std::nullopt;
    }
    named.push_back(std::move(*one));
  }
  std::sort(named.begin(), named.end(),
            [](const Assignment& a, const Assignment& b) { return a.name < b.name; });
  std::vector<Expression> values;
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (i > 0 && named[i].name == named[i - 1].name) {
      return std::nullopt;
    }
    values.push_back(std::move(named[i].value));
  }
  return values;
}

bool has_assignment(const std::vector<Expression>& elements) {
  return std::any_of(elements.begin(), elements.end(),
                     [](const Expression& e) { return e.kind == Kind::relation; });
}

/// "(x, y) = (3, 4)" as "x = 3", "y = 4".
std::optional<std::vector<Expression>> each_assignment(const Expression& e) {
  const bool tuples = e.kind == Kind::relation && e.text == "=" && e.args.size() == 2 &&
                      e.args[0].kind == Kind::tuple && e.args[1].kind == Kind::tuple &&
                      e.args[0].args.size() == e.args[1].args.size();
  if (!tuples) {
    return std::nullopt;
  }
  std::vector<Expression> each;
  for (std::size_t i = 0; i < e.args[0].args.size(); ++i) {
    if (e.args[0].args[i].kind != Kind::symbol) {
      return std::nullopt;
    }
    each.push_back(make(Kind::relation, {e.args[0].args[i], e.args[1].args[i]}, "="));
  }
  return each;
}

/// The elements of an answer that can be a group of values; of "x = 1, 2" one relation for each.
std::vector<Expression> elements_of(const Expression& expression) {
  if (is_group(expression) || expression.kind == Kind::logic) {
    return spread_signs(expression.args);
  }
  if (expression.kind == Kind::relation && expression.args.size() == 2 &&
      is_group(expression.args[1])) {
    std::vector<Expression> each;
    for (const Expression& value : spread_signs(expression.args[1].args)) {
      each.push_back(make(Kind::relation, {expression.args[0], value}, expression.text));
    }
    return each;
  }
  if (auto each = each_assignment(expression)) {
    return *each;
  }
  return spread_signs({expression});
}

/// Equal elements of a set once.
std::vector<Expression> without_repeats(const std::vector<Expression>& elements, Context& context) {
  std::vector<Expression> result;
  std::set<std::string> keys;
  for (const Expression& element : elements) {
    std::string key = canonical_text(element, context.work);
    if (key.empty() || keys.insert(std::move(key)).second) {
      result.push_back(element);
    }
  }
  return result;
}

/// Names that differ: "x = 3, y = 4".
bool have_names(const std::vector<Expression>& elements) {
  return elements.size() > 1 && values_by_name(elements).has_value();
}

/// Values of several unknowns, "x = 3 and y = 4"; x_1 and x_2 may be two values of one.
bool have_unknowns(std::vector<Expression> elements) {
  return std::all_of(elements.begin(), elements.end(),
                     [](const Expression& e) { return assignment(e).has_value(); }) &&
         !strip_one_name(elements, Indices::aside);
}

/// "p, q": what may be statements.
bool are_letters(const std::vector<Expression>& elements) {
  return std::all_of(elements.begin(), elements.end(),
                     [](const Expression& e) { return e.kind == Kind::symbol; });
}

/// "x = 3, y = 4" and values alone: a list in this order, never a set.
Decision without_names(const Expression& gold, const Expression& answer,
                       std::vector<Expression> left, std::vector<Expression> right,
                       Context& context) {
  if (gold.kind == Kind::set || answer.kind == Kind::set || gold.text == "or" ||
      answer.text == "or") {
    return no("values of several names, and a set");
  }
  for (std::vector<Expression>* elements : {&left, &right}) {
    for (Expression& element : *elements) {
      if (const auto named = assignment(element)) {
        element = named->value;
      }
    }
  }
  return compare_in_order(left, right, context);
}

Decision compare_groups(const Expression& gold, const Expression& answer, Context& context) {
  std::vector<Expression> left = elements_of(gold);
  std::vector<Expression> right = elements_of(answer);
  if (has_ellipsis(left) || has_ellipsis(right)) {
    const auto series = compare_progressions(left, right, context);
    return series ? *series : compare_in_order(left, right, context);
  }
  if (has_set(left) != has_set(right)) {
    return no("a set of sets, and another");
  }
  const bool alternatives = (gold.text == "or") != (answer.text == "or");
  if (alternatives && have_unknowns(left) && have_unknowns(right)) {
    return no("values of several unknowns: all of them, and one of them");
  }
  if (alternatives && left.size() > 1 && are_letters(left) && are_letters(right)) {
    return no("several letters: all of them, and one of them");
  }
  const bool left_named = has_assignment(left);
  if (left_named != has_assignment(right)) {
    if (!strip_one_name(left_named ? left : right, Indices::aside) &&
        have_names(left_named ? left : right)) {
      return without_names(gold, answer, left, right, context);
    }
  } else if (left_named) {
    std::vector<Expression> left_values = left;
    std::vector<Expression> right_values = right;
    if (strip_one_name(left_values, Indices::count) &&
        strip_one_name(right_values, Indices::count) &&
        assignment(left.front())->name == assignment(right.front())->name) {
      left = std::move(left_values);
      right = std::move(right_values);
    }
  }
  const bool set = gold.kind == Kind::set || answer.kind == Kind::set ||
                   contains(gold, Kind::plus_minus) || contains(answer, Kind::plus_minus);
  if (set) {
    left = without_repeats(left, context);
    right = without_repeats(right, context);
  }
  return compare_in_any_order(left, right, context);
}

/// "P(3, 4)": a point with its name.
bool is_labelled_point(const Expression& e) {
  return e.kind == Kind::function && e.args.size() > 1 && e.text.size() == 1 && e.text[0] >= 'A' &&
         e.text[0] <= 'Z';
}

/// A tuple's values written as a list: "1, 2", or "x = 1, y = 2".
Decision tuple_and_list(const Expression& tuple, const Expression& list, bool tuple_is_gold,
                        Context& context) {
  if (tuple.text != "()" || list.text == "and" || list.text == "or") {
    return no("a tuple and a list");
  }
  std::vector<Expression> values = list.args;
  if (has_assignment(values)) {
    const auto named = values_by_name(values);
    if (!named) {
      return no("a tuple and a list");
    }
    values = *named;
  }
  Decision decision = tuple_is_gold ? compare_in_order(tuple.args, values, context)
                                    : compare_in_order(values, tuple.args, context);
  decision.rule = "a tuple, parentheses aside: " + decision.rule;
  return decision;
}

}  // namespace

Ruling compare_collections(const Expression& gold, const Expression& answer, Context& context) {
  const bool signs = contains(gold, Kind::plus_minus) || contains(answer, Kind::plus_minus);
  const auto scalar_like = [](const Expression& e) {
    return e.kind != Kind::tuple && e.kind != Kind::matrix && e.kind != Kind::union_of &&
           e.kind != Kind::builder;
  };
  if (is_group(gold) || is_group(answer) || (signs && scalar_like(gold) && scalar_like(answer))) {
    if (gold.kind == Kind::tuple && answer.kind == Kind::list) {
      return tuple_and_list(gold, answer, true, context);
    }
    if (gold.kind == Kind::list && answer.kind == Kind::tuple) {
      return tuple_and_list(answer, gold, false, context);
    }
    return compare_groups(gold, answer, context);
  }
  if (gold.kind == Kind::tuple && is_labelled_point(answer)) {
    return compare_collections(gold, make(Kind::tuple, answer.args, "()"), context);
  }
  if (gold.kind == Kind::tuple && answer.kind == Kind::tuple) {
    if (gold.text != answer.text) {
      return no("other brackets");
    }
    return compare_in_order(gold.args, answer.args, context);
  }
  return std::nullopt;
}

}  // namespace assay::math
