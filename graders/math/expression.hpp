// An answer as a tree: what its text says, before anything is computed. The parser (parse.hpp)
// makes it, the equivalence engine reads it. Numbers stay the digits that were written, so nothing
// here can grow beyond its text.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace assay::math {

enum class Kind {
  // Scalars.
  number,    ///< text: "12", "0.50", "1234" (separators removed), "0.1(6)" for a repeating part
  constant,  ///< text: "pi", "e", "i", "inf", "undefined"
  symbol,    ///< text: "x", "x_1", "alpha"; a Greek letter by its name
  sum,       ///< args: the terms; a difference has a `negative` term
  product,   ///< args: the factors
  quotient,  ///< args: numerator, denominator
  power,     ///< args: base, exponent; also "x^{\circ}"-free roots: \sqrt[n]{x} is function "root"
  negative,  ///< args: one
  plus_minus,  ///< args: {b} for "\pm b", {a, b} for "a \pm b"; text: "+-" or "-+"
  function,    ///< text: canonical name; args. Names: sqrt root(x, n) exp ln log(x[, base]) sin cos
               ///< tan cot sec csc arcsin ... sinh ... abs floor ceil factorial factorial2 binom
               ///< gcd lcm min max mod(a, n) conj re im det, else as written ("f", "Theta", "O")
  based,       ///< args: number, base number: 1011_2; text: the digits as written, "3A_{16}" too
  // A scalar with what stands around it.
  quantity,  ///< args: the value; text: the unit, one spelling ("cm", "m^2", "percent", "degree",
             ///< "dollar", "euro", "th" of an ordinal)
  // Collections.
  tuple,    ///< args; text: the brackets, "()" "[]" "(]" "[)"; also points, open intervals, vectors
            ///< \langle \rangle as "()"; which of tuple or interval it is, the gold's type decides
  list,     ///< args: "1, 2", "1 and 2", "x = 1 or x = 2"; no brackets; text: "or" or empty
  set,      ///< args: \{ ... \}; \emptyset has none
  builder,  ///< set builder \{ x : condition \}: args: element, condition
  union_of,  ///< args: operands of \cup; text "cup", "cap", "setminus"
  matrix,    ///< args: the rows, each a tuple with text "row"; text: "matrix", "det" or "cases"
  ratio,     ///< args: 2:3, 3:30, 1:2:3; never a division. Clock times too; text: "am" or "pm"
  date,      ///< text: "2024-01-05"
  // Statements.
  relation,  ///< args: n + 1 operands; text: n operators with a space between, each one of
             ///< = != < <= > >= in notin approx equiv ~ to | subset parallel perp
  logic,     ///< args; text: "and", "or", "not", "implies", "iff", "forall", "exists"
  ellipsis,  ///< "..." in a list or sum
  // Words.
  text,    ///< text: words in lower case with one space between; "yes", "no solution"
  choice,  ///< text: one letter A-Z as in "(A)", "A.", "\text{(A)}"; args: {content} of "(A) 5"
};

struct Expression {
  Kind kind = Kind::text;
  std::string text;
  std::vector<Expression> args;

  friend bool operator==(const Expression&, const Expression&) = default;
};

/// One spelling of the tree, for messages and tests: "sum(x, negative(1))".
[[nodiscard]] std::string to_text(const Expression& expression);

}  // namespace assay::math
