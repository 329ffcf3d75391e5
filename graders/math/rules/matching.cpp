// Tuples, lists and sets: matched element by element.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "graders/math/rules/canonical_text.hpp"
#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

constexpr std::size_t most_unsorted = 60;  // elements that are matched each with each

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

std::string key_of(const Expression& element, Context& context) {
  return canonical_text(element, context.work);
}

/// Equal elements of a set once.
std::vector<Expression> without_repeats(const std::vector<Expression>& elements, Context& context) {
  std::vector<Expression> result;
  std::set<std::string> keys;
  for (const Expression& element : elements) {
    std::string key = key_of(element, context);
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
  return have_names(elements) && !strip_one_name(elements, Indices::aside);
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
    return compare_in_order(left, right, context);
  }
  if (has_set(left) != has_set(right)) {
    return no("a set of sets, and another");
  }
  const bool alternatives = (gold.text == "or") != (answer.text == "or");
  if (alternatives && have_unknowns(left) && have_unknowns(right)) {
    return no("values of several unknowns: all of them, and one of them");
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

Decision compare_in_order(const std::vector<Expression>& gold,
                          const std::vector<Expression>& answer, Context& context) {
  if (gold.size() != answer.size()) {
    return no(fmt::format("{} elements, not {}", answer.size(), gold.size()));
  }
  Decision unknown{Truth::yes, "the same elements in order"};
  for (std::size_t i = 0; i < gold.size(); ++i) {
    if (gold.size() > 1 && (gold[i].kind == Kind::set) != (answer[i].kind == Kind::set)) {
      return no(fmt::format("element {}: a set and another type", i + 1));
    }
    const Decision one = compare(gold[i], answer[i], context);
    if (one.truth == Truth::no) {
      return no(fmt::format("element {}: {}", i + 1, one.rule));
    }
    if (one.truth == Truth::unknown) {
      unknown = one;
    }
  }
  if (unknown.yes() && gold.size() == 1) {
    return compare(gold.front(), answer.front(), context);
  }
  return unknown;
}

namespace {

/// Augmenting paths: whether every left element has a right one of its own.
class Matching {
 public:
  explicit Matching(std::vector<std::vector<Truth>> allowed) : allowed_(std::move(allowed)) {}

  bool complete(bool with_unknown) {
    with_unknown_ = with_unknown;
    owner_.assign(allowed_.size(), -1);
    for (std::size_t i = 0; i < allowed_.size(); ++i) {
      visited_.assign(allowed_.size(), false);
      if (!place(i)) {
        return false;
      }
    }
    return true;
  }

 private:
  bool place(std::size_t left) {
    for (std::size_t right = 0; right < allowed_.size(); ++right) {
      const Truth truth = allowed_[left][right];
      const bool edge = truth == Truth::yes || (with_unknown_ && truth == Truth::unknown);
      if (!edge || visited_[right]) {
        continue;
      }
      visited_[right] = true;
      if (owner_[right] < 0 || place(static_cast<std::size_t>(owner_[right]))) {
        owner_[right] = static_cast<int>(left);
        return true;
      }
    }
    return false;
  }

  std::vector<std::vector<Truth>> allowed_;
  std::vector<int> owner_;
  std::vector<bool> visited_;
  bool with_unknown_ = false;
};

/// Takes pairs of one canonical text out of both.
void cancel_alike(std::vector<Expression>& left, std::vector<Expression>& right, Context& context) {
  std::multimap<std::string, std::size_t> keys;
  for (std::size_t i = 0; i < right.size(); ++i) {
    keys.emplace(key_of(right[i], context), i);
  }
  std::vector<bool> used(right.size(), false);
  std::vector<Expression> rest;
  for (Expression& element : left) {
    const auto found = keys.find(key_of(element, context));
    // The texts are equal; the comparison still says whether the values are (0/0 is not).
    if (found != keys.end() && !found->first.empty() &&
        compare(element, right[found->second], context).yes()) {
      used[found->second] = true;
      keys.erase(found);
    } else {
      rest.push_back(std::move(element));
    }
  }
  left = std::move(rest);
  std::vector<Expression> others;
  for (std::size_t i = 0; i < right.size(); ++i) {
    if (!used[i]) {
      others.push_back(std::move(right[i]));
    }
  }
  right = std::move(others);
}

}  // namespace

Decision compare_in_any_order(const std::vector<Expression>& gold,
                              const std::vector<Expression>& answer, Context& context) {
  if (gold.size() != answer.size()) {
    return no(fmt::format("{} elements, not {}", answer.size(), gold.size()));
  }
  if (gold.size() == 1) {
    return compare(gold.front(), answer.front(), context);
  }
  std::vector<Expression> left = gold;
  std::vector<Expression> right = answer;
  cancel_alike(left, right, context);
  if (left.size() > most_unsorted) {
    return {Truth::unknown, "undecided: too many elements"};
  }
  std::vector<std::vector<Truth>> allowed;
  for (const Expression& one : left) {
    allowed.emplace_back();
    for (const Expression& other : right) {
      allowed.back().push_back(compare(one, other, context).truth);
    }
  }
  Matching matching(std::move(allowed));
  if (matching.complete(false)) {
    return yes("the same elements in any order");
  }
  return matching.complete(true)
             ? Decision{Truth::unknown, "undecided: some elements could not be compared"}
             : no("other elements");
}

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
