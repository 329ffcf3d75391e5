// Brackets, sets, absolute values and matrices.
#include <algorithm>
#include <array>
#include <utility>

#include "graders/math/parser/parser.hpp"

namespace assay::math {

/// A bracket has its own meaning of "|" and ":".
class Parser::Within {
 public:
  Within(Parser& parser, Surroundings inside)
      : parser_(parser), outside_(std::exchange(parser.around_, inside)) {}
  ~Within() { parser_.around_ = outside_; }
  Within(const Within&) = delete;
  Within& operator=(const Within&) = delete;

 private:
  Parser& parser_;
  Surroundings outside_;
};

namespace {

bool is_matrix(const Expression& e) { return e.kind == Kind::matrix; }

/// [[1, 2], [3, 4]]
bool are_rows(const std::vector<Expression>& args) {
  return !args.empty() && std::all_of(args.begin(), args.end(), [&](const Expression& e) {
    return e.kind == Kind::tuple && e.text == "[]" && e.args.size() == args[0].args.size();
  });
}

}  // namespace

/// A tuple, an interval, or one grouped value.
Expression Parser::bracketed() {
  const Within within(*this, {0, false, around_.in_group});
  const Token open = take();
  std::vector<Expression> args;
  while (!at_any({")", "]", "\\rangle"})) {
    args.push_back(relation());
    if (!at_any({",", ";"})) {
      break;
    }
    take();
  }
  if (!at_any({")", "]", "\\rangle"})) {
    fail("a bracket is not closed");
  }
  const Token close = take();
  const bool round = open.is("(");
  if (args.size() == 1 && round == close.is(")") && !open.is("\\langle")) {
    if (!round && args[0].kind == Kind::tuple && args[0].text == "[]") {
      args[0].text = "row";
      return make(Kind::matrix, "matrix", std::move(args));
    }
    return std::move(args[0]);
  }
  if (args.size() == 1 && !(open.is("\\langle"))) {
    fail("a bracket is closed by another");
  }
  std::string text = open.is("[") ? "[" : "(";
  text += close.is("]") ? "]" : ")";
  if (text == "[]" && are_rows(args)) {
    for (Expression& row : args) {
      row.text = "row";
    }
    return make(Kind::matrix, "matrix", std::move(args));
  }
  return make(Kind::tuple, std::move(text), std::move(args));
}

/// LaTeX braces. With a comma inside they are a set in plain text.
Expression Parser::group() {
  if (peek(1).is_letters("O") && peek(2).is("}") && peek(3).is("(")) {  // \\mathcal{O}(n)
    take();
    take();
    take();
    return symbol("O");
  }
  const bool has_comma = has_comma_[at_];
  const Within within(*this, {0, false, true});
  expect("{");
  if (at("}")) {
    fail("an empty group");
  }
  Expression inside = list(false);
  if (at_any({"\\over", "\\choose"})) {
    const bool over = take().is("\\over");
    Expression below = list(false);
    inside = over ? make(Kind::quotient, "", {std::move(inside), std::move(below)})
                  : make(Kind::function, "binom", {std::move(inside), std::move(below)});
  }
  expect("}");
  if (has_comma && inside.kind == Kind::list) {
    inside.kind = Kind::set;
  } else if (inside.kind == Kind::relation && inside.text.substr(0, 2) == "| ") {  // {x | x > 0}
    Expression element = std::move(inside.args.front());
    inside.args.erase(inside.args.begin());
    inside.text.erase(0, 2);
    return make(Kind::builder, "", {std::move(element), std::move(inside)});
  }
  return inside;
}

Expression Parser::set() {
  const Within within(*this, {0, true, false});
  expect("\\{");
  if (skip("\\}")) {
    return make(Kind::set, "");
  }
  Expression first = relation();
  if (at_any({":", "|", "\\mid"})) {
    take();
    around_.in_builder = false;
    Expression condition = list(false);
    expect("\\}");
    return make(Kind::builder, "", {std::move(first), std::move(condition)});
  }
  if (is_matrix(first) && !at("\\}")) {  // a brace over lines, which nothing closes
    return first;
  }
  std::vector<Expression> args{std::move(first)};
  while (at_any({",", ";"})) {
    take();
    if (at("\\}")) {
      break;
    }
    args.push_back(relation());
  }
  expect("\\}");
  return make(Kind::set, "", std::move(args));
}

/// |x|, \lfloor x \rfloor; bars around a matrix are its determinant.
Expression Parser::bars(std::string_view close, const std::string& function) {
  if (close == "|") {
    take();
  }
  const Within within(*this, {close == "|" || close == "\\|" ? 1 : 0, false, around_.in_group});
  Expression inside = sum();
  expect(close);
  if (function == "abs" && is_matrix(inside)) {
    inside.text = "det";
    return inside;
  }
  return make(Kind::function, function, {std::move(inside)});
}

/// Behind \begin.
Expression Parser::matrix() {
  const Within within(*this, {});
  expect("{");
  const std::string environment(take().text);
  skip("*");
  expect("}");
  if (environment == "array" || environment == "aligned" || environment == "tabular") {
    int depth = 0;
    while (at("{") || depth > 0) {  // {cc|c}
      const Token token = take();
      depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
      if (token.kind == TokenKind::end) {
        fail("the columns are not closed");
      }
    }
  }
  Expression result = rows(environment);
  expect("{");
  take();
  skip("*");
  expect("}");
  return result;
}

/// Rows up to \end, which it takes.
Expression Parser::rows(const std::string& environment) {
  std::vector<Expression> table;
  std::vector<Expression> row;
  const bool lines = environment == "cases" || environment == "aligned" || environment == "align" ||
                     environment == "gathered" || environment == "split";
  const auto end_row = [&] {
    if (!row.empty()) {
      table.push_back(make(Kind::tuple, "row", std::exchange(row, {})));
    }
  };
  while (!skip("\\end")) {
    if (skip("\\\\")) {
      end_row();
    } else if (!skip("&") && !skip("\\hline") && !(lines && (skip(",") || skip(".")))) {
      if (peek().is_letters("if") || peek().is_letters("when") || peek().is_letters("for")) {
        take();
      }
      row.push_back(relation());
    }
  }
  end_row();
  const bool single = std::all_of(table.begin(), table.end(),
                                  [](const Expression& r) { return r.args.size() == 1; });
  const bool statements = std::all_of(table.begin(), table.end(), [](const Expression& r) {
    return r.args[0].kind == Kind::relation;
  });
  if (single && !table.empty() && (lines || statements)) {
    for (Expression& line : table) {
      Expression statement = std::move(line.args[0]);
      line = std::move(statement);
    }
    return make(Kind::list, "", std::move(table));
  }
  const bool bars = environment == "vmatrix";
  return make(Kind::matrix, bars ? "det" : lines ? "cases" : "matrix", std::move(table));
}

}  // namespace assay::math
