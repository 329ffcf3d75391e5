#include "graders/math/rules/trees.hpp"

#include <algorithm>
#include <sstream>

namespace assay::math {

bool contains(const Expression& expression, Kind kind) {
  return expression.kind == kind ||
         std::any_of(expression.args.begin(), expression.args.end(),
                     [&](const Expression& arg) { return contains(arg, kind); });
}

void collect_symbols(const Expression& expression, std::set<std::string>& names) {
  if (expression.kind == Kind::symbol) {
    names.insert(expression.text);
  }
  for (const Expression& arg : expression.args) {
    collect_symbols(arg, names);
  }
}

int infinity_sign(const Expression& expression) {
  if (expression.kind == Kind::constant && expression.text == "inf") {
    return 1;
  }
  if (expression.kind == Kind::negative && expression.args.size() == 1) {
    return -infinity_sign(expression.args.front());
  }
  return 0;
}

namespace {

Expression with_sign(const Expression& expression, bool upper) {
  Expression result{expression.kind, expression.text, {}};
  for (const Expression& arg : expression.args) {
    result.args.push_back(with_sign(arg, upper));
  }
  if (expression.kind != Kind::plus_minus || result.args.empty()) {
    return result;
  }
  const bool minus = (expression.text == "-+") == upper;
  Expression last = std::move(result.args.back());
  if (minus) {
    last = make(Kind::negative, {std::move(last)});
  }
  return result.args.size() == 1 ? last : make(Kind::sum, {std::move(result.args.front()), last});
}

}  // namespace

std::vector<Expression> both_signs(const Expression& expression) {
  return {with_sign(expression, true), with_sign(expression, false)};
}

std::vector<std::string> split_words(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) {
    words.push_back(word);
  }
  return words;
}

}  // namespace assay::math
