// Small helpers on expression trees.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "graders/math/expression.hpp"

namespace assay::math {

[[nodiscard]] inline Expression make(Kind kind, std::vector<Expression> args,
                                     std::string text = "") {
  return {kind, std::move(text), std::move(args)};
}
[[nodiscard]] inline Expression difference(const Expression& a, const Expression& b) {
  return make(Kind::sum, {a, make(Kind::negative, {b})});
}

/// The nodes of the tree.
[[nodiscard]] std::size_t size_of(const Expression& expression);
[[nodiscard]] bool contains(const Expression& expression, Kind kind);
/// \sum_{k=1}^n a_k or a product, with both limits.
[[nodiscard]] bool is_series(const Expression& expression);

void collect_symbols(const Expression& expression, std::set<std::string>& names);
[[nodiscard]] inline std::set<std::string> symbols_of(const Expression& expression) {
  std::set<std::string> names;
  collect_symbols(expression, names);
  return names;
}

/// Symbols under other names, all at once.
[[nodiscard]] Expression with_symbols(const Expression& e,
                                      const std::map<std::string, std::string>& names);

/// 1 or -1 for plus or minus infinity, 0 for all else.
[[nodiscard]] int infinity_sign(const Expression& expression);

/// Both values of an expression with "\pm" in it: all upper signs, all lower signs.
[[nodiscard]] std::vector<Expression> both_signs(const Expression& expression);

/// "< <=" as its words.
[[nodiscard]] std::vector<std::string> split_words(const std::string& text);

}  // namespace assay::math
