// Functions and LaTeX commands with their arguments.
#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "graders/math/parser/parser.hpp"
#include "graders/math/parser/vocabulary.hpp"

namespace assay::math {

namespace {

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr auto accents =
    std::to_array<std::string_view>({"\\dot", "\\ddot", "\\hat", "\\tilde", "\\check", "\\breve",
                                     "\\bar", "\\overline", "\\overrightarrow"});

constexpr auto big_operators = std::to_array<std::string_view>(
    {"\\sum", "\\prod", "\\int", "\\iint", "\\oint", "\\lim", "\\limsup", "\\liminf"});

/// d^n y of a derivative, or d x^n: what stands behind the sign, and n.
struct Differential {
  std::string sign;  ///< "d" or "partial"
  std::string order = "1";
  std::vector<Expression> of;
};

std::optional<Differential> differential(const Expression& e) {
  const bool product = e.kind == Kind::product && !e.args.empty();
  const Expression& first = product ? e.args.front() : e;
  const bool power = first.kind == Kind::power && first.args[1].kind == Kind::number;
  const Expression& sign = power ? first.args.front() : first;
  if (sign.kind != Kind::symbol || (sign.text != "d" && sign.text != "partial")) {
    return std::nullopt;
  }
  Differential result{sign.text, power ? first.args[1].text : "1", {}};
  if (product) {
    result.of.assign(e.args.begin() + 1, e.args.end());
  }
  return result;
}

/// Takes "d v" off the end of an integrand; empty if it does not stand there.
std::string take_differential(Expression& integrand) {
  if (integrand.kind == Kind::sum || integrand.kind == Kind::negative) {
    return take_differential(integrand.args.back());
  }
  const std::size_t size = integrand.kind == Kind::product ? integrand.args.size() : 0;
  const bool differential = size >= 2 && integrand.args[size - 2].kind == Kind::symbol &&
                            integrand.args[size - 2].text == "d" &&
                            integrand.args[size - 1].kind == Kind::symbol;
  if (!differential) {
    return "";
  }
  std::string variable = std::move(integrand.args.back().text);
  integrand.args.resize(size - 2);
  if (size == 2) {
    integrand = {Kind::number, "1", {}};
  } else if (size == 3) {
    integrand = Expression(integrand.args.front());
  }
  return variable;
}

}  // namespace

/// A quotient, or a derivative: of dy/dx, d^2y/dx^2, or of what stands behind d/dx.
Expression Parser::fraction() {
  Expression numerator = argument();
  Expression denominator = argument();
  const auto above = differential(numerator);
  const auto below = differential(denominator);
  if (!above || !below || above->sign != below->sign || below->of.empty()) {
    return make(Kind::quotient, "", {std::move(numerator), std::move(denominator)});
  }
  std::string name = above->sign == "d" ? "derivative" : "partial";
  Expression variable = below->of.front();
  std::string order = "1";
  if (variable.kind == Kind::power && variable.args[1].kind == Kind::number) {
    order = variable.args[1].text;
    variable = Expression(variable.args.front());
  }
  const bool plain = below->of.size() == 1 && below->order == "1" && order == above->order &&
                     variable.kind == Kind::symbol;
  if (!plain) {  // by several variables
    return make(Kind::function, std::move(name), {std::move(numerator), std::move(denominator)});
  }
  std::vector<Expression> args;
  if (!above->of.empty()) {
    args.push_back(product(above->of));
  } else if (factor_ahead()) {
    args.push_back(at_any({"(", "["}) ? factor() : term());
  }
  args.push_back(std::move(variable));
  args.push_back(make(Kind::number, std::move(order)));
  return make(Kind::function, std::move(name), std::move(args));
}

bool Parser::function_ahead() const {
  const Token& token = peek();
  const std::string_view name =
      token.kind == TokenKind::command ? token.text.substr(1) : token.text;
  return (token.kind == TokenKind::letters || token.kind == TokenKind::command) && at_ != split_ &&
         function_meaning(name).has_value();
}

/// What a function without parentheses takes in: "sin 2x cos x" is sin(2x) cos x.
Expression Parser::juxtaposed_argument(const std::string& name) {
  const bool minus = take_signs() % 2 == 1;
  const bool nested = function_ahead();
  std::vector<Expression> factors{factor()};
  const auto goes_on = [&] {
    if (!factor_ahead() || function_ahead()) {
      return false;
    }
    const bool letter = peek().kind == TokenKind::letters;
    const bool bracket = at("(") && factors.back().kind == Kind::number;
    const bool greek =
        peek().kind == TokenKind::command && (is_greek(peek().text.substr(1)) || at("\\pi"));
    return letter || bracket || greek;
  };
  while (!nested && goes_on()) {
    factors.push_back(factor());
  }
  const bool has_pi = std::any_of(factors.begin(), factors.end(), [](const Expression& e) {
    return e.kind == Kind::constant && e.text == "pi";
  });
  Expression value = product(std::move(factors));
  if (has_pi && is_trigonometric(name) && at("/") && peek(1).kind == TokenKind::number) {
    take();  // sin pi / 3
    value = make(Kind::quotient, "", {std::move(value), plain_number(take())});
  }
  return minus ? negated(std::move(value)) : value;
}

Expression Parser::arguments_of(const std::string& name) {
  std::vector<Expression> args;
  if (at("(")) {
    Expression inside = bracketed();
    if (inside.kind == Kind::tuple && inside.text == "()") {
      std::move(inside.args.begin(), inside.args.end(), std::back_inserter(args));
    } else {
      args.push_back(std::move(inside));
    }
  } else if (at("{")) {
    args.push_back(group());
  } else if (at("\\{")) {  // \max\{a, b\}
    args = set().args;
  } else if (name == "sqrt" || name == "cbrt") {
    args.push_back(peek().kind == TokenKind::number ? number() : argument());
  } else {
    args.push_back(juxtaposed_argument(name));
  }
  return make(Kind::function, name, std::move(args));
}

/// Behind the name of a function: \sin^2 x, \log_2 8, \sin^{-1} x, exp(2).
Expression Parser::function(std::string name) {
  std::vector<Expression> base;
  if (at("_") && name == "log") {
    take();
    base.push_back(peek().kind == TokenKind::number ? plain_number(take()) : argument());
  } else if (at("_")) {
    name += subscript();
  }
  std::vector<Expression> power;
  if (at("^") && !peek(1).is("\\degree")) {
    take();
    power.push_back(exponent());
  }
  const bool minus_one =
      !power.empty() && power[0].kind == Kind::negative && power[0].args[0].text == "1";
  const std::string inverse(minus_one ? inverse_function(name) : "");
  if (!inverse.empty()) {
    name = inverse;
    power.clear();
  }
  Expression result = arguments_of(name);
  if (name == "lg") {
    result.text = "log";
    result.args.push_back(make(Kind::number, "10"));
  } else if (name == "cis" && result.args.size() == 1) {
    Expression angle =
        make(Kind::product, "", {make(Kind::constant, "i"), std::move(result.args.front())});
    result = make(Kind::function, "exp", {std::move(angle)});
  } else if (name == "cbrt") {
    result.text = "root";
    result.args.push_back(make(Kind::number, "3"));
  } else if (!base.empty()) {
    result.args.push_back(std::move(base[0]));
  }
  return power.empty() ? std::move(result)
                       : make(Kind::power, "", {std::move(result), std::move(power[0])});
}

/// \sqrt2, \sqrt[3]{2}, sqrt(2)
Expression Parser::root() {
  std::vector<Expression> index;
  if (skip("[")) {
    index.push_back(sum());
    expect("]");
  }
  Expression result = arguments_of("sqrt");
  if (!index.empty()) {
    result.text = "root";
    result.args.push_back(std::move(index[0]));
  }
  return result;
}

Expression Parser::binomial() {
  Expression upper = argument();
  Expression lower = argument();
  return make(Kind::function, "binom", {std::move(upper), std::move(lower)});
}

/// {}_nP_k
Expression Parser::permutations() {
  Expression result = binomial();
  result.text = "perm";
  return result;
}

/// \sum_{k=1}^n k: body, lower and upper limit; \int_0^1 x dx: integrand, x, limits.
Expression Parser::big_operator(const std::string& name) {
  std::vector<Expression> limits;
  bool upper_first = false;
  while (at_any({"_", "^"}) && limits.size() < 2) {
    upper_first = upper_first || (limits.empty() && at("^"));
    take();
    limits.push_back(argument());
  }
  if (upper_first && limits.size() == 2) {
    std::swap(limits[0], limits[1]);
  }
  const bool of_terms = name == "sum" || name == "prod";  // "\sum a + b" is (\sum a) + b
  std::vector<Expression> args{of_terms ? signed_term() : sum()};
  const std::string variable = name == "int" ? take_differential(args.front()) : "";
  if (!variable.empty()) {
    args.push_back(make(Kind::symbol, variable));
  }
  std::move(limits.begin(), limits.end(), std::back_inserter(args));
  return make(Kind::function, variable.empty() ? name : "integral", std::move(args));
}

/// A command with arguments of its own kind; a function, a constant, or a symbol.
Expression Parser::command() {
  struct Handler {
    std::string_view name;
    Expression (*read)(Parser&);
  };
  static constexpr auto handlers = std::to_array<Handler>({
      {"\\frac", [](Parser& p) { return p.fraction(); }},
      {"\\sqrt", [](Parser& p) { return p.root(); }},
      {"\\binom", [](Parser& p) { return p.binomial(); }},
      {"\\perm", [](Parser& p) { return p.permutations(); }},
      {"\\lfloor", [](Parser& p) { return p.bars("\\rfloor", "floor"); }},
      {"\\lceil", [](Parser& p) { return p.bars("\\rceil", "ceil"); }},
      {"\\|", [](Parser& p) { return p.bars("\\|", "norm"); }},
      {"\\begin", [](Parser& p) { return p.matrix(); }},
      {"\\emptyset", [](Parser& p) { return p.make(Kind::set, ""); }},
      {"\\dots", [](Parser& p) { return p.make(Kind::ellipsis, ""); }},
      {"\\mathbb", [](Parser& p) { return p.number_set(); }},
      {"\\angle", [](Parser& p) { return p.figure("angle"); }},
      {"\\triangle", [](Parser& p) { return p.figure("triangle"); }},
      {"\\nabla",
       [](Parser& p) {
         const std::string name = p.skip("*")         ? "divergence"
                                  : p.skip("\\cross") ? "curl"
                                                      : "gradient";
         return name != "gradient" || p.factor_ahead() ? p.make(Kind::function, name, {p.factor()})
                                                       : p.symbol("nabla");
       }},
      {"\\imath", [](Parser& p) { return p.symbol("imath"); }},
  });
  if (currency_ahead()) {
    return money();
  }
  if (at("\\{")) {
    return set();
  }
  if (at("\\langle")) {
    return bracketed();
  }
  const std::string name(take().text);
  const auto handler = std::find_if(handlers.begin(), handlers.end(),
                                    [&](const Handler& h) { return h.name == name; });
  return handler == handlers.end() ? named_command(name) : handler->read(*this);
}

Expression Parser::named_command(const std::string& name) {
  const std::string word = name.substr(1);
  if (one_of(name, accents)) {
    return accent(word);
  }
  if (one_of(name, big_operators)) {
    return big_operator(word);
  }
  if (const auto meant = function_meaning(word)) {
    return function(std::string(*meant));
  }
  if (const auto constant = constant_meaning(word)) {
    return make(Kind::constant, std::string(*constant));
  }
  const bool letters =
      std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
  if (!letters || is_operator(name)) {
    fail("no value here");
  }
  return symbol(word);
}

}  // namespace assay::math
