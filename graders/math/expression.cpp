#include "graders/math/expression.hpp"

#include <array>
#include <string_view>

namespace assay::math {

namespace {

constexpr std::array<std::string_view, 26> names = {
    "number",   "constant",   "symbol",   "sum",    "product",  "quotient", "power",
    "negative", "plus_minus", "function", "based",  "quantity", "tuple",    "list",
    "set",      "builder",    "union",    "matrix", "ratio",    "date",     "relation",
    "logic",    "ellipsis",   "text",     "choice", ""};

void write(const Expression& e, std::string& out) {
  switch (e.kind) {
    case Kind::number:
    case Kind::constant:
    case Kind::symbol:
      out += e.text;
      return;
    case Kind::text:
    case Kind::date:
      out += '"' + e.text + '"';
      return;
    case Kind::function:
      out += e.text;
      break;
    default:
      out += names[static_cast<std::size_t>(e.kind)];
      if (!e.text.empty()) {
        out += '[' + e.text + ']';
      }
  }
  out += '(';
  for (std::size_t i = 0; i < e.args.size(); ++i) {
    out += i > 0 ? ", " : "";
    write(e.args[i], out);
  }
  out += ')';
}

}  // namespace

std::string to_text(const Expression& expression) {
  std::string text;
  write(expression, text);
  return text;
}

}  // namespace assay::math
