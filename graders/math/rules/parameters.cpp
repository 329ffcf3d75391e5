#include "graders/math/rules/parameters.hpp"

#include <algorithm>

#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

/// The tree holds the symbol, but no statement of where it lies.
bool is_free(const std::string& name, const Expression& e) {
  return symbols_of(e).count(name) != 0 && !contains(e, Kind::builder) &&
         !(e.kind == Kind::relation && e.text == "in" && e.args[0].text == name);
}

/// The tree holds the symbol beside what says where it lies.
bool uses(const std::string& name, const Expression& e) {
  if (e.kind == Kind::relation && e.text == "in" && e.args[0].text == name) {
    return false;
  }
  const bool index = e.kind == Kind::symbol && e.text.find('_') != std::string::npos &&
                     e.text.find(name, e.text.find('_')) != std::string::npos;
  return (e.kind == Kind::symbol && e.text == name) || index || e.kind == Kind::text ||
         std::any_of(e.args.begin(), e.args.end(),
                     [&](const Expression& part) { return uses(name, part); });
}

}  // namespace

Parsed in_parameters_of(const Parsed& gold, Parsed answer) {
  if (gold.parameters.size() != answer.parameters.size()) {
    return answer;
  }
  std::map<std::string, std::string> names;
  for (std::size_t i = 0; i < gold.parameters.size(); ++i) {
    if (gold.parameters[i].domain != answer.parameters[i].domain) {
      return answer;
    }
    names.emplace(answer.parameters[i].name, gold.parameters[i].name);
  }
  const std::set<std::string> used = symbols_of(answer.expression);
  const bool taken = std::any_of(names.begin(), names.end(), [&](const auto& renamed) {
    return used.count(renamed.second) != 0 && names.count(renamed.second) == 0;
  });
  if (taken) {
    return answer;
  }
  answer.expression = with_symbols(answer.expression, names);
  for (Expression& other : answer.others) {
    other = with_symbols(other, names);
  }
  return answer;
}

bool declares_unused(const Parsed& gold, const Parsed& answer) {
  return std::any_of(answer.parameters.begin(), answer.parameters.end(), [&](const Parameter& p) {
    const bool in_gold = std::any_of(gold.parameters.begin(), gold.parameters.end(),
                                     [&](const Parameter& other) { return other.name == p.name; });
    return !(in_gold && !uses(p.name, gold.expression)) && !uses(p.name, answer.expression) &&
           !symbols_of(answer.expression).empty();
  });
}

bool other_domain(const Parsed& gold, const Parsed& answer) {
  return std::any_of(gold.parameters.begin(), gold.parameters.end(), [&](const Parameter& p) {
    return is_free(p.name, gold.expression) && is_free(p.name, answer.expression) &&
           std::any_of(answer.parameters.begin(), answer.parameters.end(),
                       [&](const Parameter& other) {
                         return other.name == p.name && other.domain != p.domain;
                       });
  });
}

}  // namespace assay::math
