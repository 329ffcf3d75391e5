#include "graders/math/parser/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "graders/math/parser/number_words.hpp"

namespace assay::math {

namespace {

struct Spelling {
  std::string_view written;
  std::string_view meant;
};

template <std::size_t N>
std::optional<std::string_view> look_up(const std::array<Spelling, N>& table,
                                        std::string_view written) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Spelling& s) { return s.written == written; });
  return found == table.end() ? std::nullopt : std::optional(found->meant);
}

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& table, std::string_view word) {
  return std::find(table.begin(), table.end(), word) != table.end();
}

constexpr auto commands = std::to_array<Spelling>({
    {"left", ""},
    {"right", ""},
    {"middle", ""},
    {"big", ""},
    {"Big", ""},
    {"bigg", ""},
    {"Bigg", ""},
    {"bigl", ""},
    {"bigr", ""},
    {"Bigl", ""},
    {"Bigr", ""},
    {"biggl", ""},
    {"biggr", ""},
    {"displaystyle", ""},
    {"textstyle", ""},
    {"scriptstyle", ""},
    {"limits", ""},
    {"nolimits", ""},
    {"boxed", ""},
    {"fbox", ""},
    {"quad", ""},
    {"qquad", ""},
    {"mathbf", ""},
    {"mathit", ""},
    {"mathcal", ""},
    {"mathscr", ""},
    {"mathfrak", ""},
    {"boldsymbol", ""},
    {"bm", ""},
    {"pmb", ""},
    {"rm", ""},
    {"bf", ""},
    {"it", ""},
    {"ensuremath", ""},
    {"nonumber", ""},
    {"hfill", ""},
    {"thinspace", ""},
    {"enspace", ""},
    {"vec", ""},
    {"overrightarrow", "\\overrightarrow"},
    {"phantom", ""},
    {"underline", ""},
    {"Large", ""},
    {"large", ""},
    {"dfrac", "\\frac"},
    {"tfrac", "\\frac"},
    {"cfrac", "\\frac"},
    {"nicefrac", "\\frac"},
    {"sfrac", "\\frac"},
    {"dbinom", "\\binom"},
    {"tbinom", "\\binom"},
    {"cdot", "*"},
    {"times", "*"},
    {"ast", "*"},
    {"bullet", "*"},
    {"div", "/"},
    {"over", "\\over"},
    {"leq", "\\le"},
    {"geq", "\\ge"},
    {"leqslant", "\\le"},
    {"geqslant", "\\ge"},
    {"leqq", "\\le"},
    {"geqq", "\\ge"},
    {"neq", "\\ne"},
    {"lt", "<"},
    {"gt", ">"},
    {"lbrace", "\\{"},
    {"rbrace", "\\}"},
    {"lbrack", "["},
    {"rbrack", "]"},
    {"lparen", "("},
    {"rparen", ")"},
    {"colon", ":"},
    {"degree", "\\degree"},
    {"degrees", "\\degree"},
    {"circ", "\\degree"},
    {"dollar", "\\$"},
    {"euro", "\\euro"},
    {"pounds", "\\pound"},
    {"percent", "\\%"},
    {"ldots", "\\dots"},
    {"cdots", "\\dots"},
    {"dotsc", "\\dots"},
    {"dotsb", "\\dots"},
    {"vdots", "\\dots"},
    {"ddots", "\\dots"},
    {"lvert", "|"},
    {"rvert", "|"},
    {"vert", "|"},
    {"lVert", "\\|"},
    {"rVert", "\\|"},
    {"Vert", "\\|"},
    {"rightarrow", "\\to"},
    {"longrightarrow", "\\to"},
    {"mapsto", "\\to"},
    {"implies", "\\Rightarrow"},
    {"Longrightarrow", "\\Rightarrow"},
    {"therefore", "\\Rightarrow"},
    {"Leftrightarrow", "\\iff"},
    {"wedge", "\\land"},
    {"vee", "\\lor"},
    {"lnot", "\\neg"},
    {"varnothing", "\\emptyset"},
    {"O", "\\emptyset"},
    {"smallsetminus", "\\setminus"},
    {"backslash", "\\setminus"},
    {"bigcup", "\\cup"},
    {"bigcap", "\\cap"},
    {"infin", "\\infty"},
    {"simeq", "\\approx"},
    {"cong", "\\cong"},
    {"thickapprox", "\\approx"},
    {"sphericalangle", "\\angle"},
    {"measuredangle", "\\angle"},
    {"varepsilon", "\\epsilon"},
    {"varphi", "\\phi"},
    {"vartheta", "\\theta"},
    {"varrho", "\\rho"},
    {"varsigma", "\\sigma"},
    {"imath", "\\imath"},
    {"widehat", "\\hat"},
    {"widetilde", "\\tilde"},
    {"pmod", "\\pmod"},
    {"bmod", "\\bmod"},
    {"mod", "\\bmod"},
    {"operatorname*", "\\operatorname"},
    {"newline", "\\\\"},
    {"cr", "\\\\"},
    {"textdollar", "\\$"},
    {"texteuro", "\\euro"},
    {"yen", "\\yen"},
    {"land", "\\land"},
});

constexpr auto text_commands = std::to_array<std::string_view>(
    {"text", "textbf", "textit", "textrm", "textsf", "texttt", "textnormal", "textup", "textsc",
     "mathrm", "mathsf", "mathtt", "mbox", "hbox", "operatorname", "emph", "mathnormal"});

constexpr auto operators = std::to_array<std::string_view>(
    {"\\}",      "\\\\",       "\\pm",     "\\mp",     "\\cup",    "\\cap",        "\\setminus",
     "\\to",     "\\in",       "\\notin",  "\\le",     "\\ge",     "\\ne",         "\\approx",
     "\\equiv",  "\\parallel", "\\perp",   "\\cong",   "\\sim",    "\\propto",     "\\mid",
     "\\subset", "\\subseteq", "\\land",   "\\lor",    "\\iff",    "\\Rightarrow", "\\rfloor",
     "\\rceil",  "\\rangle",   "\\end",    "\\choose", "\\over",   "\\pmod",       "\\bmod",
     "\\cross",  "\\compose",  "\\degree", "\\%",      "\\forall", "\\hline",      "\\prime"});

constexpr auto functions = std::to_array<Spelling>({
    {"sin", "sin"},         {"cos", "cos"},
    {"tan", "tan"},         {"cot", "cot"},
    {"sec", "sec"},         {"csc", "csc"},
    {"tg", "tan"},          {"ctg", "cot"},
    {"cosec", "csc"},       {"arcsin", "arcsin"},
    {"arccos", "arccos"},   {"arctan", "arctan"},
    {"arccot", "arccot"},   {"arcsec", "arcsec"},
    {"arccsc", "arccsc"},   {"asin", "arcsin"},
    {"acos", "arccos"},     {"atan", "arctan"},
    {"arctg", "arctan"},    {"sinh", "sinh"},
    {"cosh", "cosh"},       {"tanh", "tanh"},
    {"coth", "coth"},       {"sech", "sech"},
    {"csch", "csch"},       {"arcsinh", "arcsinh"},
    {"arccosh", "arccosh"}, {"arctanh", "arctanh"},
    {"asinh", "arcsinh"},   {"acosh", "arccosh"},
    {"atanh", "arctanh"},   {"arsinh", "arcsinh"},
    {"arcosh", "arccosh"},  {"artanh", "arctanh"},
    {"exp", "exp"},         {"ln", "ln"},
    {"log", "log"},         {"lg", "lg"},
    {"sqrt", "sqrt"},       {"cbrt", "cbrt"},
    {"abs", "abs"},         {"floor", "floor"},
    {"ceil", "ceil"},       {"gcd", "gcd"},
    {"lcm", "lcm"},         {"min", "min"},
    {"max", "max"},         {"det", "det"},
    {"arg", "arg"},         {"sgn", "sgn"},
    {"sign", "sgn"},        {"factorial", "factorial"},
    {"binom", "binom"},     {"binomial", "binom"},
    {"dim", "dim"},         {"ker", "ker"},
    {"deg", "deg"},         {"Re", "re"},
    {"Im", "im"},           {"conj", "conj"},
    {"trace", "tr"},        {"tr", "tr"},
    {"Var", "Var"},         {"erf", "erf"},
    {"sup", "sup"},         {"inf", "inf"},
    {"Tr", "tr"},           {"cis", "cis"},
    {"comb", "binom"},      {"nCr", "binom"},
    {"perm", "perm"},       {"nPr", "perm"},
});

constexpr auto inverses = std::to_array<Spelling>({
    {"sin", "arcsin"},
    {"cos", "arccos"},
    {"tan", "arctan"},
    {"cot", "arccot"},
    {"sec", "arcsec"},
    {"csc", "arccsc"},
    {"sinh", "arcsinh"},
    {"cosh", "arccosh"},
    {"tanh", "arctanh"},
});

constexpr auto greek = std::to_array<std::string_view>(
    {"alpha", "beta",    "gamma",  "delta",   "epsilon", "zeta",    "eta",   "theta",
     "iota",  "kappa",   "lambda", "mu",      "nu",      "xi",      "rho",   "sigma",
     "tau",   "upsilon", "phi",    "chi",     "psi",     "omega",   "Gamma", "Delta",
     "Theta", "Lambda",  "Xi",     "Pi",      "Sigma",   "Upsilon", "Phi",   "Psi",
     "Omega", "hbar",    "ell",    "partial", "nabla",   "mho",     "aleph"});

constexpr auto constants = std::to_array<Spelling>({
    {"pi", "pi"},
    {"infty", "inf"},
    {"infinity", "inf"},
    {"inf", "inf"},
    {"undefined", "undefined"},
    {"Infinity", "inf"},
    {"oo", "inf"},
    {"infinite", "inf"},
});

constexpr auto hedges = std::to_array<std::string_view>(
    {"or",       "and",       "maybe",    "perhaps",  "possibly", "probably", "not",
     "than",     "if",        "to",       "plus",     "minus",    "less",     "more",
     "except",   "either",    "but",      "is",       "are",      "was",      "when",
     "unless",   "otherwise", "likely",   "zero",     "one",      "two",      "three",
     "four",     "five",      "six",      "seven",    "eight",    "nine",     "ten",
     "eleven",   "twelve",    "thirteen", "fourteen", "fifteen",  "sixteen",  "seventeen",
     "eighteen", "nineteen",  "twenty",   "thirty",   "forty",    "fifty",    "hundred",
     "thousand", "million",   "billion",  "trillion", "half",     "twice",    "double",
     "dozen",    "times",     "between",  "least",    "most",     "over",     "under",
     "no",       "none",      "for",      "where",    "then",     "so",       "because",
     "wait",     "actually",  "rather",   "instead",  "mod",      "modulo"});

constexpr auto short_words = std::to_array<std::string_view>(
    {"no", "up", "on", "in", "of", "to", "is", "it", "he", "we", "me", "my", "by", "or", "if",
     "at", "as", "an", "do", "go", "so", "us", "No", "It", "He", "We", "Ed", "Al", "Jo"});

constexpr auto months =
    std::to_array<std::string_view>({"january", "february", "march", "april", "may", "june", "july",
                                     "august", "september", "october", "november", "december"});

}  // namespace

std::optional<std::string_view> command_meaning(std::string_view name) {
  return look_up(commands, name);
}

bool is_operator(std::string_view command) { return contains(operators, command); }

bool is_text_command(std::string_view name) { return contains(text_commands, name); }

std::optional<std::string_view> function_meaning(std::string_view name) {
  return look_up(functions, name);
}

std::string_view inverse_function(std::string_view function) {
  return look_up(inverses, function).value_or("");
}

bool is_trigonometric(std::string_view function) { return !inverse_function(function).empty(); }

bool is_greek(std::string_view name) { return contains(greek, name); }

std::optional<std::string_view> constant_meaning(std::string_view name) {
  return look_up(constants, name);
}

int base_of(std::string_view word) {
  if (const std::int64_t value = numeral(word); value >= 2) {
    return value <= 36 ? static_cast<int>(value) : 0;
  }
  int base = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), base);
  return error == std::errc() && end == word.data() + word.size() && base >= 2 && base <= 36 ? base
                                                                                             : 0;
}

int month_of(std::string_view word) {
  for (std::size_t i = 0; i < months.size(); ++i) {
    if (word == months[i] || (word.size() == 3 && word == months[i].substr(0, 3))) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

bool is_hedge(std::string_view word) { return contains(hedges, word); }

bool is_short_word(std::string_view word) { return contains(short_words, word); }

}  // namespace assay::math
