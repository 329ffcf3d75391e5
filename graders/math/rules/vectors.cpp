#include "graders/math/rules/vectors.hpp"

#include <algorithm>
#include <array>

#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

/// 0, 1, 2 for i, j, k; -1 for all else.
int axis_of(const Expression& e) {
  constexpr auto letters = std::to_array<std::string_view>({"i", "j", "k"});
  constexpr auto hats =
      std::to_array<std::string_view>({"hat(i)", "hat(j)", "hat(k)", "hat(imath)", "hat(jmath)"});
  if (e.kind == Kind::function && e.text == "hat" && e.args.size() == 1) {
    return axis_of(e.args.front());  // the constant i
  }
  if (e.kind != Kind::symbol && e.kind != Kind::constant) {
    return -1;
  }
  const auto letter = std::find(letters.begin(), letters.end(), e.text);
  if (letter != letters.end()) {
    return static_cast<int>(letter - letters.begin());
  }
  const auto hat = std::find(hats.begin(), hats.end(), e.text);
  return hat == hats.end() ? -1 : static_cast<int>((hat - hats.begin()) % 3);
}

bool has_hat(const Expression& e) { return e.text.substr(0, 3) == "hat"; }

/// Adds a multiple of one unit vector.
bool add_term(const Expression& term, bool minus, std::vector<std::vector<Expression>>& sums,
              bool& vector) {
  if (term.kind == Kind::negative) {
    return add_term(term.args.front(), !minus, sums, vector);
  }
  std::vector<Expression> factors =
      term.kind == Kind::product ? term.args : std::vector<Expression>{term};
  const auto unit = std::find_if(factors.begin(), factors.end(),
                                 [](const Expression& e) { return axis_of(e) >= 0; });
  if (unit == factors.end()) {
    return false;
  }
  const auto axis = static_cast<std::size_t>(axis_of(*unit));
  vector = vector || has_hat(*unit);
  factors.erase(unit);
  Expression factor = factors.empty()       ? make(Kind::number, {}, "1")
                      : factors.size() == 1 ? std::move(factors.front())
                                            : make(Kind::product, std::move(factors));
  sums[axis].push_back(minus ? make(Kind::negative, {std::move(factor)}) : std::move(factor));
  return true;
}

}  // namespace

std::optional<std::vector<Expression>> coordinates_of(const Expression& expression, bool plane) {
  std::vector<std::vector<Expression>> sums(3);
  bool vector = false;
  const std::vector<Expression> terms =
      expression.kind == Kind::sum ? expression.args : std::vector<Expression>{expression};
  for (const Expression& term : terms) {
    if (!add_term(term, false, sums, vector)) {
      return std::nullopt;
    }
  }
  const auto used =
      std::count_if(sums.begin(), sums.end(), [](const auto& s) { return !s.empty(); });
  if (!vector && used < 2) {
    return std::nullopt;
  }
  if (plane && sums[2].empty()) {
    sums.pop_back();
  }
  std::vector<Expression> result;
  for (std::vector<Expression>& parts : sums) {
    result.push_back(parts.empty()       ? make(Kind::number, {}, "0")
                     : parts.size() == 1 ? std::move(parts.front())
                                         : make(Kind::sum, std::move(parts)));
  }
  return result;
}

}  // namespace assay::math
