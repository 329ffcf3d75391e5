#include "graders/math/rules/trees.hpp"

#include <algorithm>
#include <sstream>

namespace assay::math {

std::size_t size_of(const Expression& expression) {
  std::size_t nodes = 1;
  for (const Expression& arg : expression.args) {
    nodes += size_of(arg);
  }
  return nodes;
}

bool contains(const Expression& expression, Kind kind) {
  return expression.kind == kind ||
         std::any_of(expression.args.begin(), expression.args.end(),
                     [&](const Expression& arg) { return contains(arg, kind); });
}

bool is_series(const Expression& expression) {
  const bool named =
      expression.kind == Kind::function && (expression.text == "sum" || expression.text == "prod");
  return named && expression.args.size() == 3 && expression.args[1].kind == Kind::relation &&
         expression.args[1].args.size() == 2;
}

void collect_symbols(const Expression& expression, std::set<std::string>& names) {
  if (expression.kind == Kind::symbol) {
    names.insert(expression.text);
  }
  if (is_series(expression)) {  // its index is nobody else's
    std::set<std::string> inside;
    collect_symbols(expression.args[0], inside);
    inside.erase(expression.args[1].args[0].text);
    names.insert(inside.begin(), inside.end());
    collect_symbols(expression.args[1].args[1], names);
    collect_symbols(expression.args[2], names);
    return;
  }
  for (const Expression& arg : expression.args) {
    collect_symbols(arg, names);
  }
}

Expression with_symbols(const Expression& e, const std::map<std::string, std::string>& names) {
  const auto found = e.kind == Kind::symbol ? names.find(e.text) : names.end();
  Expression result{e.kind, found == names.end() ? e.text : found->second, {}};
  result.args.reserve(e.args.size());
  for (const Expression& arg : e.args) {
    result.args.push_back(with_symbols(arg, names));
  }
  return result;
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
