#include "graders/verify/arithmetic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "graders/text.hpp"
#include "graders/verify/rational.hpp"

namespace assay {

namespace {

constexpr std::size_t longest_answer = 2000;
constexpr std::size_t longest_number = 15;
constexpr int deepest = 100;

struct Spelling {
  std::string_view from, to;
};
constexpr std::array<Spelling, 22> spellings = {Spelling{"\\dfrac", "\\frac"},
                                                {"\\tfrac", "\\frac"},
                                                {"\\times", "*"},
                                                {"\\cdot", "*"},
                                                {"\\div", "/"},
                                                {"\\left", ""},
                                                {"\\right", ""},
                                                {"\\text", ""},
                                                {"\\,", ""},
                                                {"\\;", ""},
                                                {"\\!", ""},
                                                {"\\(", ""},
                                                {"\\)", ""},
                                                {"\\[", ""},
                                                {"\\]", ""},
                                                {"\u00d7", "*"},
                                                {"\u00b7", "*"},
                                                {"\u00f7", "/"},
                                                {"\u2212", "-"},
                                                {"\u2013", "-"},
                                                {"\u22c5", "*"},
                                                {"\\ ", ""}};

/// In plain characters, without blanks and delimiters of formulas.
std::string plain(std::string_view answer) {
  std::string text(answer);
  for (const Spelling& spelling : spellings) {
    for (std::size_t at = 0; (at = text.find(spelling.from, at)) != std::string::npos;) {
      text.replace(at, spelling.from.size(), spelling.to);
    }
  }
  text.erase(
      std::remove_if(text.begin(), text.end(),
                     [](unsigned char c) { return std::isspace(c) != 0 || c == '$' || c == '`'; }),
      text.end());
  std::replace(text.begin(), text.end(), '[', '(');
  std::replace(text.begin(), text.end(), ']', ')');
  while (!text.empty() && (text.back() == '.' || text.back() == '*')) {
    text.pop_back();
  }
  return text;
}

/// Recursive descent over sums, products and atoms. What goes wrong first is kept.
class Evaluator {
 public:
  explicit Evaluator(std::string_view text) : text_(text) {}

  std::optional<Rational> value() {
    const std::optional<Rational> result = sum(0);
    if (result && at_ < text_.size()) {
      return fail(fmt::format("'{}' is no arithmetic", text_.substr(at_, 12)));
    }
    return result;
  }

  [[nodiscard]] const std::vector<long long>& numbers() const { return numbers_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  using Value = std::optional<Rational>;

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    const bool taken = peek() == c && at_ < text_.size();
    at_ += taken ? 1 : 0;
    return taken;
  }

  Value fail(std::string why) {
    if (problem_.empty()) {
      problem_ = std::move(why);
    }
    return std::nullopt;
  }

  Value applied(char operation, const Value& a, const Value& b) {
    if (!a || !b) {
      return std::nullopt;
    }
    const Value result = Rational::apply(operation, *a, *b);
    return result ? result
                  : fail(operation == '/' && *b == Rational(0) ? "divides by zero"
                                                               : "a value is too large");
  }

  Value sum(int depth) {
    Value result = product(depth);
    while (result && (peek() == '+' || peek() == '-')) {
      const char operation = text_[at_++];
      result = applied(operation, result, product(depth));
    }
    return result;
  }

  Value product(int depth) {
    Value result = atom(depth);
    while (result && (peek() == '*' || peek() == '/')) {
      const char operation = text_[at_++];
      result = applied(operation, result, atom(depth));
    }
    return result;
  }

  Value atom(int depth) {
    if (depth > deepest) {
      return fail("too deep");
    }
    if (take('-')) {
      return applied('-', Rational(0), atom(depth + 1));
    }
    if (take('(')) {
      return closed(')', sum(depth + 1));
    }
    constexpr std::string_view fraction = "\\frac";
    if (text_.substr(at_, fraction.size()) == fraction) {
      at_ += fraction.size();
      const Value numerator = braced(depth);
      return applied('/', numerator, numerator ? braced(depth) : std::nullopt);
    }
    return number();
  }

  Value closed(char close, const Value& value) {
    return !value || take(close) ? value : fail(fmt::format("a '{}' is missing", close));
  }

  Value braced(int depth) {
    return take('{') ? closed('}', sum(depth + 1)) : fail("\\frac needs its braces");
  }

  Value number() {
    const std::size_t begin = at_;
    while (std::isdigit(static_cast<unsigned char>(peek())) != 0) {
      ++at_;
    }
    const std::string digits(text_.substr(begin, at_ - begin));
    if (digits.empty() || digits.size() > longest_number) {
      return fail(at_ >= text_.size() && digits.empty()
                      ? "ends where a number must stand"
                      : fmt::format("'{}' is no arithmetic", text_.substr(begin, 12)));
    }
    numbers_.push_back(std::stoll(digits));
    return Rational(numbers_.back());
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<long long> numbers_;
  std::string problem_;
};

/// The integers of "4 4 6 8", "[4, 4, 6, 8]"; nothing if there is anything else.
std::optional<std::vector<long long>> integers_of(std::string_view text) {
  std::vector<long long> numbers;
  for (std::size_t i = 0; i < text.size();) {
    if (std::string_view(" \t\n,[]()").find(text[i]) != std::string_view::npos) {
      ++i;
      continue;
    }
    const std::size_t end = std::min(text.find_first_of(" \t\n,[]()", i), text.size());
    const std::string word(text.substr(i, end - i));
    const std::size_t digits = word[0] == '-' ? 1 : 0;
    if (word.size() == digits || word.size() > longest_number ||
        word.find_first_not_of("0123456789", digits) != std::string::npos) {
      return std::nullopt;
    }
    numbers.push_back(std::stoll(word));
    i = end;
  }
  return numbers;
}

std::string listed(std::vector<long long> numbers) {
  std::sort(numbers.begin(), numbers.end());
  std::string text;
  for (const long long number : numbers) {
    text += (text.empty() ? "" : " ") + std::to_string(number);
  }
  return text;
}

struct Puzzle {
  std::vector<long long> numbers;
  long long target = 0;
};

Puzzle puzzle_of(const Problem& problem) {
  const auto numbers = integers_of(field_of(problem, "numbers"));
  const auto target = integers_of(field_of(problem, "target"));
  if (!numbers || numbers->empty() || *std::min_element(numbers->begin(), numbers->end()) < 0) {
    throw DataError(fmt::format("problem '{}': numbers '{}' must be integers of 0 or more",
                                problem.id, field_of(problem, "numbers")));
  }
  if (!target || target->size() != 1) {
    throw DataError(fmt::format("problem '{}': target '{}' must be an integer", problem.id,
                                field_of(problem, "target")));
  }
  return {*numbers, target->front()};
}

/// Each side of "(8 - 4) * 6 = 24" apart; the first is the expression.
std::pair<std::string, std::string> sides(const std::string& text) {
  const std::size_t equals = text.find('=');
  return equals == std::string::npos ? std::pair(text, std::string())
                                     : std::pair(text.substr(0, equals), text.substr(equals + 1));
}

}  // namespace

Finding ArithmeticVerifier::verify(const Problem& problem, std::string_view answer) const {
  const Puzzle puzzle = puzzle_of(problem);
  if (answer.size() > longest_answer) {
    return {false, "is too long to be an expression", ""};
  }
  const auto [expression, claimed] = sides(plain(answer));
  Evaluator evaluator(expression);
  const std::optional<Rational> value = evaluator.value();
  if (!value) {
    return {false, evaluator.problem(), ""};
  }
  if (listed(evaluator.numbers()) != listed(puzzle.numbers)) {
    return {false,
            fmt::format("uses {}, not {}", listed(evaluator.numbers()), listed(puzzle.numbers)),
            expression};
  }
  if (!(*value == Rational(puzzle.target))) {
    return {false, fmt::format("the value is {}, not {}", value->text(), puzzle.target),
            expression};
  }
  if (!claimed.empty() && claimed != std::to_string(puzzle.target)) {
    return {false,
            fmt::format("'= {}' stands behind it, not {}", claimed.substr(0, 20), puzzle.target),
            expression};
  }
  return {true, fmt::format("uses each number once, the value is {}", puzzle.target), expression};
}

void ArithmeticVerifier::check(const Problem& problem) const { (void)puzzle_of(problem); }

}  // namespace assay
