// Elements of two collections, matched in order or each with its own equal.
#include <fmt/format.h>

#include <map>
#include <utility>

#include "graders/math/rules/canonical_text.hpp"
#include "graders/math/rules/compare.hpp"

namespace assay::math {

namespace {

constexpr std::size_t most_unsorted = 60;  // elements that are matched each with each

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
    keys.emplace(canonical_text(right[i], context.work), i);
  }
  std::vector<bool> used(right.size(), false);
  std::vector<Expression> rest;
  for (Expression& element : left) {
    const auto found = keys.find(canonical_text(element, context.work));
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

}  // namespace assay::math
