// Recursive descent over the tokens of one answer. Each method is in the file that its heading
// names below.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "graders/math/expression.hpp"
#include "graders/math/parser/tokens.hpp"

namespace assay::math {

/// The tokens are no mathematics: the answer is words.
struct NotMathematics : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The answer is mathematics of a size that we do not read.
struct TooLarge : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// k in Z, of a number set.
[[nodiscard]] bool names_domain(const Expression& expression);

class Parser {
 public:
  /// With `tight`, juxtaposed factors behind "/" belong to the denominator: 1/2x is 1/(2x).
  Parser(std::vector<Token> tokens, bool tight);

  /// Throws NotMathematics or TooLarge.
  [[nodiscard]] Expression answer();

  /// "cm", "hours"
  [[nodiscard]] static bool is_unit(std::string_view word);

  [[nodiscard]] bool ambiguous_quotient() const { return ambiguous_quotient_; }

 private:
  /// Counts how deep atoms are nested, for as long as it lives.
  class Nest {
   public:
    explicit Nest(Parser& parser);
    ~Nest() { --parser_.depth_; }
    Nest(const Nest&) = delete;
    Nest& operator=(const Nest&) = delete;

   private:
    Parser& parser_;
  };

  /// What "|" and ":" mean depends on the innermost bracket.
  struct Surroundings {
    int open_bars = 0;        ///< absolute values waiting for their end
    bool in_builder = false;  ///< "|" and ":" divide a set builder
    bool in_group = false;    ///< LaTeX braces: letters are symbols
  };
  class Within;

  // Tokens.
  [[nodiscard]] const Token& peek(std::size_t ahead = 0) const;
  [[nodiscard]] bool at(std::string_view text) const { return peek().is(text); }
  [[nodiscard]] bool at_any(std::initializer_list<std::string_view> texts,
                            std::size_t ahead = 0) const;
  Token take();
  bool skip(std::string_view text);
  void expect(std::string_view text);
  [[noreturn]] static void fail(std::string_view why);
  [[nodiscard]] Expression make(Kind kind, std::string text, std::vector<Expression> args = {});

  // statements.cpp, from the outermost in.
  Expression list(bool top);
  bool separator(bool top, std::string& joint);
  Expression derived(Expression premise, const std::string& arrow, Expression conclusion);
  Expression combine(std::vector<Expression> items, const std::vector<std::string>& joints);
  Expression relation();
  Expression related_operand();
  Expression operand();
  Expression ratio();
  Expression measured();
  [[nodiscard]] std::string relation_ahead() const;
  [[nodiscard]] bool in_ahead() const;
  [[nodiscard]] bool half_of_day_ahead() const;
  std::string half_of_day();

  // propositions.cpp, from the outermost in.
  Expression proposition(std::size_t level = 0);
  Expression literal();
  [[nodiscard]] bool proposition_ahead() const;

  // words.cpp
  Expression words();
  [[nodiscard]] bool word_ahead(std::size_t ahead = 0) const;
  [[nodiscard]] bool looks_like_word(std::string_view word, std::size_t ahead) const;
  [[nodiscard]] bool stands_alone(std::size_t ahead) const;
  [[nodiscard]] bool connective_ahead(std::size_t ahead = 0) const;
  [[nodiscard]] bool condition_ahead() const;

  // units.cpp
  [[nodiscard]] bool unit_ahead() const;
  [[nodiscard]] bool unit_by_spelling() const;
  std::string unit();
  std::string unit_power();

  // scalars.cpp, from the outermost in.
  Expression sum();
  Expression modulo(Expression value);
  Expression signed_term();
  Expression term();
  Expression quotient(std::vector<Expression> above, std::vector<Expression> below);
  Expression signed_factor();
  Expression factor();
  Expression postfix(Expression base);
  Expression raised(Expression base);
  Expression degrees(Expression base);
  Expression exponent();
  Expression exponent_part();
  Expression argument();
  Expression atom();
  Expression product(std::vector<Expression> factors);
  Expression negated(Expression value);
  [[nodiscard]] bool factor_ahead() const;
  [[nodiscard]] bool degree_ahead() const;
  int take_signs();

  // numerals.cpp
  Expression number();
  Expression plain_number(const Token& token);
  Expression mixed(Expression integer);
  Expression money();
  bool based(Expression& result);
  bool repeating(std::string& digits);
  std::string rest_of_dotted_cycle();
  std::string currency();
  [[nodiscard]] bool mixed_ahead() const;
  [[nodiscard]] bool ordinal_ahead() const;
  [[nodiscard]] bool currency_ahead() const;

  // names.cpp
  Expression letters();
  Expression split_letters();
  Expression symbol(std::string name);
  Expression accent(const std::string& name);
  Expression number_set();
  Expression figure(const std::string& name);
  std::string subscript();
  std::string primes();
  [[nodiscard]] bool applied(const std::string& name) const;

  // calls.cpp
  Expression command();
  Expression named_command(const std::string& name);
  Expression function(std::string name);
  Expression arguments_of(const std::string& name);
  Expression juxtaposed_argument(const std::string& name);
  Expression fraction();
  Expression root();
  Expression binomial();
  Expression permutations();
  Expression big_operator(const std::string& name);
  [[nodiscard]] bool function_ahead() const;

  // collections.cpp
  Expression bracketed();
  Expression group();
  Expression set();
  Expression bars(std::string_view close, const std::string& function);
  Expression matrix();
  Expression rows(const std::string& environment);

  std::vector<Token> tokens_;
  std::vector<bool> has_comma_;          ///< of each "(": a comma directly inside
  std::vector<std::size_t> bars_after_;  ///< of each token: bars at or after it
  std::size_t at_ = 0;
  std::size_t split_ = static_cast<std::size_t>(-1);  ///< run of letters that is being taken apart
  Surroundings around_;
  bool tight_;
  bool ambiguous_quotient_ = false;
  int depth_ = 0;
  int nodes_ = 0;
};

}  // namespace assay::math
