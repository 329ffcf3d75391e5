// Lists, relations, unions and ratios.
#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "graders/math/parser/number_words.hpp"
#include "graders/math/parser/parser.hpp"
#include "graders/math/parser/vocabulary.hpp"
#include "graders/text.hpp"

namespace assay::math {

bool names_domain(const Expression& e) {
  constexpr auto domains =
      std::to_array<std::string_view>({"integers", "naturals", "reals", "rationals", "complexes"});
  return e.kind == Kind::relation && e.text == "in" && e.args[0].kind == Kind::symbol &&
         e.args[1].kind == Kind::symbol &&
         (std::find(domains.begin(), domains.end(), e.args[1].text) != domains.end() ||
          e.args[1].text == "Z" || e.args[1].text == "N");
}

namespace {

struct Operator {
  std::string_view token;
  std::string_view name;
};

constexpr auto relations = std::to_array<Operator>({
    {"=", "="},
    {"\\ne", "!="},
    {"<", "<"},
    {"\\le", "<="},
    {">", ">"},
    {"\\ge", ">="},
    {"\\in", "in"},
    {"\\notin", "notin"},
    {"\\approx", "approx"},
    {"\\equiv", "equiv"},
    {"\\cong", "equiv"},
    {"\\sim", "~"},
    {"\\propto", "~"},
    {"\\to", "to"},
    {"\\mid", "|"},
    {"\\subset", "subset"},
    {"\\parallel", "parallel"},
    {"\\perp", "perp"},
    {"\\subseteq", "subset"},
});

bool is_relation(const Expression& e, bool equation) {
  return e.kind == Kind::relation &&
         (e.text.find_first_not_of("= ") == std::string::npos) == equation;
}

/// "x = 1" in front of values: its last operand takes them in.
bool takes_values(const Expression& e) {
  return e.kind == Kind::relation && (is_relation(e, true) || e.text == "!=");
}

/// "k in Z" behind a statement that is not about k itself: says what a symbol stands for.
bool is_domain(const Expression& e, const Expression& first) {
  if (!names_domain(e) || first.kind != Kind::relation) {
    return names_domain(e);
  }
  const bool bounds = is_relation(first, false) && e.args[1].text != "reals";
  const bool bounded =
      bounds && std::find(first.args.begin(), first.args.end(), e.args[0]) != first.args.end();
  return first.args[0] != e.args[0] && !bounded;
}

bool is_sentence(const Expression& e) {
  return e.kind == Kind::text && std::count(e.text.begin(), e.text.end(), ' ') > 3;
}

bool is_statement(const Expression& e) {
  return e.kind == Kind::relation || e.kind == Kind::logic || e.kind == Kind::text;
}

bool has_number(const Expression& e) {
  return e.kind == Kind::number || e.kind == Kind::constant ||
         std::any_of(e.args.begin(), e.args.end(), has_number);
}

bool is_upper(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

std::string Parser::relation_ahead() const {
  const auto found = std::find_if(relations.begin(), relations.end(),
                                  [&](const Operator& o) { return at(o.token); });
  if (found != relations.end() && !(around_.in_builder && at("\\mid"))) {
    return std::string(found->name);
  }
  if (in_ahead()) {
    return "in";
  }
  const bool divides = at("|") && around_.open_bars == 0 && !around_.in_builder;
  return divides ? "|" : "";
}

/// "x in (1, 2)" in plain text.
bool Parser::in_ahead() const {
  const Token& next = peek(1);
  return at_ > 0 && peek().is_letters("in") && peek().spaced && next.spaced &&
         tokens_[at_ - 1].kind == TokenKind::letters &&
         (next.is("(") || next.is("[") || next.is("\\{") || next.is("\\mathbb"));
}

/// Takes what separates two items and says how: ",", "and", "or", "implies", "iff".
bool Parser::separator(bool top, std::string& joint) {
  bool found = false;
  joint = ",";
  for (;;) {
    if (at_any({",", ";"}) || (top && at("\\\\"))) {
      take();
    } else if (connective_ahead()) {
      const Token token = take();
      joint = token.is("\\lor") || lower(token.text) == "or" ? "or" : "and";
    } else if (top && at_any({"\\Rightarrow", "\\iff"})) {
      joint = take().is("\\iff") ? "iff" : "implies";
    } else {
      return found;
    }
    found = true;
  }
}

Expression Parser::list(bool top) {
  std::vector<Expression> items{relation()};
  std::vector<std::string> joints;
  std::string joint;
  std::optional<Expression> premise;
  std::string arrow;
  for (;;) {
    const bool separated = separator(top, joint);
    if (top && condition_ahead()) {
      at_ = tokens_.size() - 1;
    }
    const bool ended = peek().kind == TokenKind::end || at_any({")", "]", "}", "\\}", "."});
    if (!separated || ended) {
      break;
    }
    if (joint == "implies" || joint == "iff") {  // "x^2 = 4, therefore x = 2"
      Expression part = items.size() == 1 ? std::move(items.front())
                                          : make(Kind::list, "", std::exchange(items, {}));
      premise = premise ? derived(std::move(*premise), arrow, std::move(part)) : std::move(part);
      arrow = joint;
      items.clear();
      joints.clear();
    } else {
      joints.push_back(joint);
    }
    items.push_back(relation());
  }
  Expression conclusion = combine(std::move(items), joints);
  return premise ? derived(std::move(*premise), arrow, std::move(conclusion))
                 : std::move(conclusion);
}

Expression Parser::derived(Expression premise, const std::string& arrow, Expression conclusion) {
  return make(Kind::logic, arrow, {std::move(premise), std::move(conclusion)});
}

/// Items as one statement: alternatives of inequalities, or a list in which "=" takes in the
/// values behind it.
Expression Parser::combine(std::vector<Expression> items, const std::vector<std::string>& joints) {
  if (items.size() == 1) {
    return std::move(items.front());
  }
  if (std::any_of(items.begin(), items.end(), is_sentence)) {
    fail("a comma in a sentence");
  }
  while (items.size() > 1 && is_domain(items.back(), items.front())) {
    items.pop_back();
  }
  const bool about_reals = items.size() > 1 && names_domain(items.front()) &&
                           items.front().args[1].text == "reals" && is_relation(items[1], false) &&
                           items[1].args[0] == items.front().args[0];
  if (about_reals) {  // x in R, x != 2
    items.erase(items.begin());
  }
  if (items.size() == 1) {
    return std::move(items.front());
  }
  const bool any_or = std::find(joints.begin(), joints.end(), "or") != joints.end();
  const bool any_and = std::find(joints.begin(), joints.end(), "and") != joints.end();
  const bool relations_only = std::all_of(
      items.begin(), items.end(), [](const Expression& e) { return e.kind == Kind::relation; });
  const bool inequality = std::any_of(items.begin(), items.end(),
                                      [](const Expression& e) { return is_relation(e, false); });
  if (relations_only && inequality && any_or != any_and) {
    return make(Kind::logic, any_or ? "or" : "and", std::move(items));
  }
  std::vector<Expression> result;
  for (std::size_t i = 0; i < items.size();) {
    Expression item = std::move(items[i++]);
    std::vector<Expression> values;
    while (takes_values(item) && i < items.size() && !is_statement(items[i])) {
      values.push_back(std::move(items[i++]));
    }
    if (!values.empty()) {
      values.insert(values.begin(), std::move(item.args.back()));
      item.args.back() = make(Kind::list, "", std::move(values));
    }
    result.push_back(std::move(item));
  }
  return result.size() == 1 ? std::move(result.front())
                            : make(Kind::list, any_or ? "or" : "", std::move(result));
}

Expression Parser::relation() {
  while (at_any({"=", "\\approx"})) {
    take();  // "= 5" without its left side
  }
  std::vector<Expression> operands{related_operand()};
  std::string operators;
  for (std::string name = relation_ahead(); !name.empty(); name = relation_ahead()) {
    if (operators.empty() && operands.front().kind == Kind::text) {
      operands.front().kind = Kind::symbol;  // "area = 5"
    }
    take();
    operators += (operators.empty() ? "" : " ") + name;
    operands.push_back(related_operand());
  }
  return operands.size() == 1 ? std::move(operands.front())
                              : make(Kind::relation, operators, std::move(operands));
}

/// In a relation a run of capitals is the name of a quantity: MR = SRMC.
Expression Parser::related_operand() {
  const std::size_t begin = at_;
  const Token token = peek();
  Expression value = operand();
  const bool name =
      value.kind == Kind::text && at_ == begin + 1 && !token.in_text && is_upper(token.text);
  const bool related = !relation_ahead().empty() || (begin > 0 && tokens_[begin - 1].is("="));
  if (name && related) {
    return make(Kind::symbol, std::string(token.text));
  }
  return value;
}

Expression Parser::operand() {
  Expression left = ratio();
  int changes = 0;
  const bool reals = left.kind == Kind::symbol && left.text == "reals";
  if (reals && (peek().is_letters("except") || peek().is_letters("excluding"))) {
    take();
    Expression without = list(false);
    const bool listed = without.kind == Kind::list;
    left = make(
        Kind::union_of, "setminus",
        {std::move(left),
         make(Kind::set, "", listed ? std::move(without.args) : std::vector{std::move(without)})});
  }
  while (at_any({"\\cup", "\\cap", "\\setminus"}) || (reals && at("-") && peek(1).is("\\{")) ||
         (peek().is_letters("U") && left.kind == Kind::tuple)) {
    const Token token = take();
    const std::string name = token.is("\\cap")                         ? "cap"
                             : token.is("\\setminus") || token.is("-") ? "setminus"
                                                                       : "cup";
    Expression right = ratio();
    if (right.kind == Kind::number) {  // "{1}" in plain text
      right = make(Kind::set, "", {std::move(right)});
    }
    if (left.kind == Kind::union_of && left.text == name && name != "setminus") {
      left.args.push_back(std::move(right));
      continue;
    }
    if (++changes > 16) {
      fail("too many different set operations");
    }
    left = make(Kind::union_of, name, {std::move(left), std::move(right)});
  }
  return left;
}

bool Parser::half_of_day_ahead() const {
  const std::string word =
      peek().kind == TokenKind::letters && at_ != split_ ? lower(peek().text) : "";
  const bool twelve = at_ > 0 && tokens_[at_ - 1].text == "12";
  return word == "am" || word == "pm" || (twelve && (word == "noon" || word == "midnight"));
}

std::string Parser::half_of_day() {
  const std::string word = lower(take().text);
  return word == "noon" ? "pm" : word == "midnight" ? "am" : word;
}

/// 2:3, 3:30 p.m.
Expression Parser::ratio() {
  Expression first = measured();
  if (half_of_day_ahead() && first.kind == Kind::number) {  // 3 p.m.
    return make(Kind::ratio, half_of_day(), {std::move(first), make(Kind::number, "00")});
  }
  if (!at(":") || around_.in_builder) {
    return first;
  }
  std::vector<Expression> parts{std::move(first)};
  while (skip(":")) {
    parts.push_back(measured());
  }
  std::string half = half_of_day_ahead() ? half_of_day() : "";
  return make(Kind::ratio, std::move(half), std::move(parts));
}

/// A scalar or words, with its unit.
Expression Parser::measured() {
  if ((peek().is_letters("approximately") || peek().is_letters("about") ||
       peek().is_letters("exactly")) &&
      !word_ahead(1)) {
    take();
  }
  const bool counted = peek().kind == TokenKind::letters && numeral(lower(peek().text)) >= 0 &&
                       peek(1).kind == TokenKind::letters && is_unit(peek(1).text) &&
                       peek(1).text.size() > 1;
  if (word_ahead() && !counted) {
    return words();
  }
  Expression value =
      counted ? make(Kind::number, std::to_string(numeral(lower(take().text)))) : sum();
  if (unit_ahead()) {
    if (!is_unit(peek().text) && !has_number(value)) {
      fail("words behind a symbol");
    }
    std::string name = unit();
    value = make(Kind::quantity, std::move(name), {std::move(value)});
    if (peek().kind == TokenKind::number) {  // "3 hours 20 minutes"
      Expression rest = measured();
      if (rest.kind == Kind::list) {  // "3 hours 20 minutes 5 seconds"
        rest.args.insert(rest.args.begin(), std::move(value));
        return rest;
      }
      return make(Kind::list, "", {std::move(value), std::move(rest)});
    }
  }
  return value;
}

}  // namespace assay::math
