#include "graders/math/parse.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace assay::math {
namespace {

/// Each tree is known from the meaning of the notation.
struct Row {
  const char* text;
  const char* tree;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const Parsed parsed = parse_answer(row.text);
    INFO("answer " << row.text << ": " << parsed.problem);
    CHECK(parsed.ok);
    CHECK(to_text(parsed.expression) == row.tree);
  }
}

}  // namespace

TEST_CASE("numbers keep their digits, separators of thousands and spellings go") {
  check({
      {"42", "42"},
      {"009", "009"},
      {"-3.50", "negative(3.50)"},
      {".5", ".5"},
      {"5.", "5"},
      {"+2", "2"},
      {"\u22123", "negative(3)"},
      {"--3", "3"},
      {"1,234", "1234"},
      {"1{,}234", "1234"},
      {"1\\!,234", "1234"},
      {"10,\\!080", "10080"},
      {"11,\\! 111,\\! 111,\\! 100", "11111111100"},
      {"10\\,000", "10000"},
      {"\\$1{,}234.50", "quantity[dollar](1234.50)"},
      {"12,34", "list(12, 34)"},
      {"12,345,67", "list(12, 345, 67)"},
      {"3,5,100", "list(3, 5, 100)"},
      {"(1,234)", "tuple[()](1, 234)"},
      {"0.\\overline{3}", "0.(3)"},
      {"0.1\\overline{6}", "0.1(6)"},
      {"0.\\dot{3}", "0.(3)"},
      {"0.(3)", "0.(3)"},
      {"1.2e5", "product(1.2, power(10, 5))"},
      {"1e-5", "product(1, power(10, negative(5)))"},
      {"1.2 \\times 10^{5}", "product(1.2, power(10, 5))"},
      {"2.5 x 10^3", "product(2.5, power(10, 3))"},
      {"5 million", "product(5, 1000000)"},
      {"seven", "7"},
      {"1011_2", "based[1011](1011, 2)"},
      {"4210_{5}", "based[4210](4210, 5)"},
      {"3A_{16}", "based[3A](3A, 16)"},
      {"52_{\\text{eight}}", "based[52](52, 8)"},
      {"-1./3", "negative(quotient(1, 3))"},
  });
}

TEST_CASE("a text with two readings gives the likelier one first") {
  const Parsed number = parse_answer("58,500");
  CHECK(to_text(number.expression) == "58500");
  REQUIRE(number.others.size() == 1);
  CHECK(to_text(number.others[0]) == "list(58, 500)");
  const Parsed quotient = parse_answer("1/2x");
  CHECK(to_text(quotient.expression) == "quotient(product(1, x), 2)");
  REQUIRE(quotient.others.size() == 1);
  CHECK(to_text(quotient.others[0]) == "quotient(1, product(2, x))");
  CHECK(parse_answer("1,000").others.empty());  // 000 is no element of a list
  CHECK(parse_answer("\\frac{1}{2}x").others.empty());
  CHECK(parse_answer("1,2").others.empty());
}

TEST_CASE("fractions, mixed numbers and roots, in all their shorthands") {
  check({
      {"\\frac12", "quotient(1, 2)"},
      {"\\frac1{72}", "quotient(1, 72)"},
      {"\\frac{72}1", "quotient(72, 1)"},
      {"\\frac 59", "quotient(5, 9)"},
      {"\\dfrac{17}{50}", "quotient(17, 50)"},
      {"\\frac{270}7", "quotient(270, 7)"},
      {"\\frac\\pi2", "quotient(pi, 2)"},
      {"{1 \\over 2}", "quotient(1, 2)"},
      {"3/4", "quotient(3, 4)"},
      {"\u00bd", "quotient(1, 2)"},
      {"1\\frac12", "sum(1, quotient(1, 2))"},
      {"-2\\frac13", "negative(sum(2, quotient(1, 3)))"},
      {"137 \\frac{1}{2}", "sum(137, quotient(1, 2))"},
      {"3 1/2", "sum(3, quotient(1, 2))"},
      {"3\u00bd", "sum(3, quotient(1, 2))"},
      {"2\\frac{3}{2}", "product(2, quotient(3, 2))"},
      {"2\\frac{x}{3}", "product(2, quotient(x, 3))"},
      {"\\sqrt2", "sqrt(2)"},
      {"\\sqrt12", "sqrt(12)"},
      {"\u221a2", "sqrt(2)"},
      {"sqrt(2)", "sqrt(2)"},
      {"4\\sqrt(2)", "product(4, sqrt(2))"},
      {"\\sqrt[3]{2}", "root(2, 3)"},
      {"\\frac{3\\sqrt{3}}{4}", "quotient(product(3, sqrt(3)), 4)"},
      {"\\frac{\\sqrt6-\\sqrt2}{4}", "quotient(sum(sqrt(6), negative(sqrt(2))), 4)"},
  });
}

TEST_CASE("sums, products and powers bind as in print") {
  check({
      {"1+2*3", "sum(1, product(2, 3))"},
      {"2xy", "product(2, x, y)"},
      {"xy", "product(x, y)"},
      {"2(x+1)", "product(2, sum(x, 1))"},
      {"(a+5)(b+2)", "product(sum(a, 5), sum(b, 2))"},
      {"a/b c", "quotient(product(a, c), b)"},
      {"a/b/c", "quotient(a, product(b, c))"},
      {"-2^2", "negative(power(2, 2))"},
      {"(-2)^2", "power(negative(2), 2)"},
      {"x^10", "power(x, 10)"},
      {"x^{10}", "power(x, 10)"},
      {"x^2y", "product(power(x, 2), y)"},
      {"x**2+1", "sum(power(x, 2), 1)"},
      {"x\u00b2\u2070", "power(x, 20)"},
      {"x^-1", "power(x, negative(1))"},
      {"2^(n+1)", "power(2, sum(n, 1))"},
      {"2003^{2002^{2001}}", "power(2003, power(2002, 2001))"},
      {"9^9^9", "power(9, power(9, 9))"},
      {"1 \\pm \\sqrt{19}", "plus_minus[+-](1, sqrt(19))"},
      {"\\pm2021", "plus_minus[+-](2021)"},
      {"14.0+-1.0i", "sum(14.0, negative(product(1.0, i)))"},
      {"-2 + 7i", "sum(negative(2), product(7, i))"},
      {"e^{16}-1", "sum(power(e, 16), negative(1))"},
      {"\\frac{d !}{2 k(d-k) !}",
       "quotient(factorial(d), product(2, k, factorial(sum(d, negative(k)))))"},
      {"1/2004!", "quotient(1, factorial(2004))"},
      {"7!!", "factorial2(7)"},
      {"5! = 120", "relation[=](factorial(5), 120)"},
      {"3 (mod 7)", "mod(3, 7)"},
  });
}

TEST_CASE("functions take in what print gives them") {
  check({
      {"exp(16)", "exp(16)"},
      {"\\ln 2 + i\\pi / 3", "sum(ln(2), quotient(product(i, pi), 3))"},
      {"\\log_2 8", "log(8, 2)"},
      {"-\\log _{10} 250", "negative(log(250, 10))"},
      {"O(log log n)", "O(log(log(n)))"},
      {"\\sin^2 x", "power(sin(x), 2)"},
      {"\\sin^{-1} x", "arcsin(x)"},
      {"tan^2 y+1", "sum(power(tan(y), 2), 1)"},
      {"sin 2x cos x", "product(sin(product(2, x)), cos(x))"},
      {"sinx", "sin(x)"},
      {"\\sin(x)^2", "power(sin(x), 2)"},
      {"\\sin x^2", "sin(power(x, 2))"},
      {"\\sin \\pi/3", "sin(quotient(pi, 3))"},
      {"-\\sin (3 t) / 5", "negative(quotient(sin(product(3, t)), 5))"},
      {"\\sin 15^\\circ", "sin(quantity[degree](15))"},
      {"\\arcsin{1.3 \\sin{\\theta_w}}", "arcsin(product(1.3, sin(theta_w)))"},
      {"np.arcsin(10/13)", "arcsin(quotient(10, 13))"},
      {"1/\\tan 1", "quotient(1, tan(1))"},
      {"\\binom{5}{2}", "binom(5, 2)"},
      {"\\dbinom52", "binom(5, 2)"},
      {"{5 \\choose 2}", "binom(5, 2)"},
      {"C(5,2)", "binom(5, 2)"},
      {"\\lfloor x \\rfloor", "floor(x)"},
      {"|x|+|y|", "sum(abs(x), abs(y))"},
      {"|2x+|y||", "abs(sum(product(2, x), abs(y)))"},
      {"2|x|", "product(2, abs(x))"},
      {"\\gcd(12, 18)", "gcd(12, 18)"},
      {"\\min\\{a,b\\}", "min(a, b)"},
      {"I(0)", "I(0)"},
      {"n(n+1)", "product(n, sum(n, 1))"},
      {"f^{-1}(x)", "f^-1(x)"},
      {"m \\frac{d v}{d t}", "product(m, derivative(v, t, 1))"},
      {"\\frac{d^2}{dx^2} \\sin x", "derivative(sin(x), x, 2)"},
      {"dy/dx", "derivative(y, x, 1)"},
      {"\\int_0^1 x\\,dx", "integral(x, x, 0, 1)"},
      {"\\nabla\\times F", "curl(F)"},
      {"\\nabla\\cdot F", "divergence(F)"},
      {"\\bar x_1", "bar(x)_1"},
      {"y^{\\prime}+r y-r x(t)", "sum(y', product(r, y), negative(product(r, x(t))))"},
      {"\\sum_{k=1}^{n} k^2", "sum(power(k, 2), relation[=](k, 1), n)"},
  });
}

TEST_CASE("names: letters multiply, words do not, indices belong to their symbol") {
  check({
      {"x_{12}", "x_12"},
      {"m_{\\max }", "m_max"},
      {"\\lambda_{\\text {red}}", "lambda_red"},
      {"\\dot{x}_{0}", "dot(x)_0"},
      {"\u03c0", "pi"},
      {"2\\pi r", "product(2, pi, r)"},
      {"\\frac{abc}{4}", "quotient(product(a, b, c), 4)"},
      {"2RC+R+C", "sum(product(2, R, C), R, C)"},
      {"MR=SRMC", "relation[=](MR, SRMC)"},
      {"K2", "K_2"},
      {"speed", "\"speed\""},
      {"Area = 5", "relation[=](area, 5)"},
      {"\\mathbb{R}", "reals"},
      {"all real numbers", "reals"},
      {"i", "i"},
      {"x_i", "x_i"},
      {"\\overline{AB}", "overline(AB)"},
      {"\\angle B E A_{1}=90", "relation[=](angle BEA_1, 90)"},
  });
}

TEST_CASE("a value carries its unit, a hedge makes it prose") {
  check({
      {"12\\, \\text{cm}", "quantity[cm](12)"},
      {"5 cm^2", "quantity[cm^2](5)"},
      {"864 \\mbox{ inches}^2", "quantity[in^2](864)"},
      {"7 \\text{ square units}", "quantity[unit^2](7)"},
      {"60\\text{ miles per hour}", "quantity[mi/h](60)"},
      {"5\\text{ m/s}", "quantity[m/s](5)"},
      {"12^{\\mathrm{th}}", "quantity[th](12)"},
      {"12th", "quantity[th](12)"},
      {"18 eggs", "quantity[egg](18)"},
      {"5 million dollars", "quantity[dollar](product(5, 1000000))"},
      {"\\$36", "quantity[dollar](36)"},
      {"$25", "quantity[dollar](25)"},
      {"$25$", "25"},
      {"-\\$5", "quantity[dollar](negative(5))"},
      {"5 \u20ac", "quantity[euro](5)"},
      {"62.5%", "quantity[percent](62.5)"},
      {"-5\\%", "quantity[percent](negative(5))"},
      {"5\\frac{1}{2}\\%", "quantity[percent](sum(5, quotient(1, 2)))"},
      {"90^\\circ", "quantity[degree](90)"},
      {"90\u00b0", "quantity[degree](90)"},
      {"\\frac{270}7\\text{ degrees}", "quantity[degree](quotient(270, 7))"},
      {"20\u00b0C", "quantity[celsius](20)"},
      {"3 hours 20 minutes", "list(quantity[h](3), quantity[min](20))"},
      {"\\frac{37}{4} m", "product(quotient(37, 4), m)"},
      {"12\\text{ (or maybe 13)}", "\"12 (or maybe 13)\""},
      {"12\\text{ (maybe)}", "\"12 (maybe)\""},
      {"5 or more", "list[or](5, \"more\")"},
  });
}

TEST_CASE("tuples, intervals, sets and matrices") {
  check({
      {"\\left( 3, \\frac{\\pi}{2} \\right)", "tuple[()](3, quotient(pi, 2))"},
      {"(3,4]", "tuple[(]](3, 4)"},
      {"(-\\infty, 0]", "tuple[(]](negative(inf), 0)"},
      {"[-1,-\\frac{1}{2}]", "tuple[[]](negative(1), negative(quotient(1, 2)))"},
      {"(0,9) \\cup (9,36)", "union[cup](tuple[()](0, 9), tuple[()](9, 36))"},
      {"(-\\infty, 0) \\cup\\{1\\}.", "union[cup](tuple[()](negative(inf), 0), set(1))"},
      {"\\mathbb{R} \\setminus \\{0\\}", "union[setminus](reals, set(0))"},
      {"\\langle 1,2,3\\rangle", "tuple[()](1, 2, 3)"},
      {"(5)", "5"},
      {"\\{1\\pm\\sqrt{5},-2\\}", "set(plus_minus[+-](1, sqrt(5)), negative(2))"},
      {"{1,2,3}", "set(1, 2, 3)"},
      {"\\emptyset", "set()"},
      {"\\{\\}", "set()"},
      {"\\{x : x > 0\\}", "builder(x, relation[>](x, 0))"},
      {"\\{x \\mid x > 0\\}", "builder(x, relation[>](x, 0))"},
      {"\\{x | x > 0\\}", "builder(x, relation[>](x, 0))"},
      {"{x | x > 0}", "builder(x, relation[>](x, 0))"},
      {"\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\\\ \\end{pmatrix}",
       "matrix[matrix](tuple[row](1, 2), tuple[row](3, 4))"},
      {"\\left[\\begin{array}{cc} 1 & 2\\\\ 3 & 4 \\end{array}\\right]",
       "matrix[matrix](tuple[row](1, 2), tuple[row](3, 4))"},
      {"[[1,2],[3,4]]", "matrix[matrix](tuple[row](1, 2), tuple[row](3, 4))"},
      {"\\begin{vmatrix} 1 \\end{vmatrix}", "matrix[det](tuple[row](1))"},
      {"\\begin{cases} x=1 \\\\ y=2 \\end{cases}", "list(relation[=](x, 1), relation[=](y, 2))"},
      {"\\begin{aligned} x &= 1 \\\\ y &= 2 \\end{aligned}",
       "list(relation[=](x, 1), relation[=](y, 2))"},
  });
}

TEST_CASE("equations, inequalities, lists and ratios") {
  check({
      {"x=5", "relation[=](x, 5)"},
      {"5x - 7y + 4 = 0", "relation[=](sum(product(5, x), negative(product(7, y)), 4), 0)"},
      {"x = 2 + 3 = 5", "relation[= =](x, sum(2, 3), 5)"},
      {"1 < x \\le 2", "relation[< <=](1, x, 2)"},
      {"m\\ge\\sqrt2", "relation[>=](m, sqrt(2))"},
      {"x != 3", "relation[!=](x, 3)"},
      {"x \\in [-2,7]", "relation[in](x, tuple[[]](negative(2), 7))"},
      {"t(0,4]", "relation[in](t, tuple[(]](0, 4))"},
      {"n=2,3,4", "relation[=](n, list(2, 3, 4))"},
      {"x=1, y=2", "list(relation[=](x, 1), relation[=](y, 2))"},
      {"x=1 or x=-2", "list[or](relation[=](x, 1), relation[=](x, negative(2)))"},
      {"x = 3 or 4", "relation[=](x, list(3, 4))"},
      {"x<1 \\text{ or } x>2", "logic[or](relation[<](x, 1), relation[>](x, 2))"},
      {"D=(0,1)", "relation[=](D, tuple[()](0, 1))"},
      {"x \\equiv 3 \\pmod{7}", "relation[equiv](x, mod(3, 7))"},
      {"x^2=4 \\Rightarrow x = 2",
       "logic[implies](relation[=](power(x, 2), 4), relation[=](x, 2))"},
      {"f(x)=x, where $x$ is real", "relation[=](f(x), x)"},
      {"2^{k} \\text{ for } k \\geq 1", "power(2, k)"},
      {"\\approx 5", "5"},
      {"1,-2", "list(1, negative(2))"},
      {"1 \\text{ and } -2", "list(1, negative(2))"},
      {"$69$,$84$", "list(69, 84)"},
      {"1,2,...,n", "list(1, 2, ellipsis(), n)"},
      {"2:3", "ratio(2, 3)"},
      {"3:30 p.m.", "ratio[pm](3, 30)"},
      {"3 pm", "ratio[pm](3, 00)"},
      {"10:30 \\text{ AM}", "ratio[am](10, 30)"},
      {"x = 2k\\pi, k \\in \\mathbb{Z}", "relation[=](x, product(2, k, pi))"},
      {"x>0, x \\in \\mathbb{Z}", "list(relation[>](x, 0), relation[in](x, integers))"},
      {"Alice, Bob, and Carol", "list(\"alice\", \"bob\", \"carol\")"},
  });
}

TEST_CASE("words, letters of choices and dates") {
  check({
      {"\\text{Evelyn}", "\"evelyn\""},
      {"no solution", "\"no solution\""},
      {"two-thirds", "quotient(2, 3)"},
      {"They aren't buried.", "\"they aren't buried\""},
      {"The rooster cannot lay an egg, so it does not roll.",
       "\"the rooster cannot lay an egg, so it does not roll\""},
      {"A", "choice[A]()"},
      {"(A)", "choice[A]()"},
      {"A.", "choice[A]()"},
      {"\\text{(A)}", "choice[A]()"},
      {"{A}", "choice[A]()"},
      {"\\text{A and B}", "list(A, B)"},
      {"\\textbf{(A) } 5", "choice[A](5)"},
      {"C) 7", "choice[C](7)"},
      {"Option (C)", "choice[C]()"},
      {"A+B", "sum(A, B)"},
      {"(A)(B)", "product(A, B)"},
      {"All of them", "\"all of them\""},
      {"2024-01-05", "\"2024-01-05\""},
      {"\\text{2024-01-05}", "\"2024-01-05\""},
      {"January 5, 2024", "\"2024-01-05\""},
      {"01/05/2024", "\"2024-01-05\""},
      {"undefined", "undefined"},
  });
}

TEST_CASE("wrappers of a value leave no trace") {
  check({
      {"\\boxed{5}", "5"},
      {"\\(5\\)", "5"},
      {"\\[ x = 5 \\]", "relation[=](x, 5)"},
      {"$$5$$", "5"},
      {"**73**", "73"},
      {"`5`", "5"},
      {"**Answer: 5**", "5"},
      {"\\displaystyle 5", "5"},
      {"{5}", "5"},
      {"\\text{5}", "5"},
      {"\\mathbf{5}", "5"},
      {"\\quad(2, 1)", "tuple[()](2, 1)"},
  });
}

}  // namespace assay::math
