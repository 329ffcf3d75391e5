#include "graders/math/parser/number_words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "graders/math/parser/parser.hpp"
#include "graders/text.hpp"

namespace assay::math {

namespace {

constexpr auto numerals = std::to_array<std::string_view>(
    {"zero",     "one",     "two",     "three",     "four",     "five",     "six",
     "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",   "thirteen",
     "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"});

constexpr auto tens = std::to_array<std::string_view>(
    {"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"});

constexpr auto ordinals = std::to_array<std::string_view>(
    {"first",     "second",      "third",      "fourth",     "fifth",
     "sixth",     "seventh",     "eighth",     "ninth",      "tenth",
     "eleventh",  "twelfth",     "thirteenth", "fourteenth", "fifteenth",
     "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"});

struct Scale {
  std::string_view word;
  std::string_view digits;
};

constexpr auto scales = std::to_array<Scale>({
    {"dozen", "12"},
    {"hundred", "100"},
    {"thousand", "1000"},
    {"million", "1000000"},
    {"billion", "1000000000"},
    {"trillion", "1000000000000"},
});

template <std::size_t N>
std::int64_t index_of(std::string_view word, const std::array<std::string_view, N>& words) {
  const auto found = std::find(words.begin(), words.end(), word);
  return found == words.end() ? -1 : found - words.begin();
}

/// "seven", "twelve" or "forty".
std::int64_t simple_numeral(std::string_view word) {
  const std::int64_t small = index_of(word, numerals);
  const std::int64_t ten = index_of(word, tens);
  return small >= 0 || ten < 0 ? small : 10 * ten + 20;
}

std::string_view next_word(std::string_view& words) {
  const std::size_t end = std::min(words.find_first_of(" -"), words.size());
  const std::string_view word = words.substr(0, end);
  words.remove_prefix(std::min(end + 1, words.size()));
  return word;
}

/// 2 of "half", 3 of "third" and "thirds"; 0 for any other word. "second" is none.
std::int64_t parts_of(std::string_view word, bool several) {
  if (word == (several ? "halves" : "half")) {
    return 2;
  }
  if (word == (several ? "quarters" : "quarter")) {
    return 4;
  }
  if (several && word.size() > 1 && word.back() == 's') {
    word.remove_suffix(1);
  } else if (several) {
    return 0;
  }
  if (word == "hundredth" || word == "thousandth") {
    return word == "hundredth" ? 100 : 1000;
  }
  const std::int64_t place = ordinal(word);
  return place >= 3 ? place : 0;
}

bool is_article(std::string_view word) { return word == "a" || word == "an"; }

Expression integer(std::int64_t n) { return {Kind::number, std::to_string(n), {}}; }

/// Reads the words at the start of an answer.
class AmountReader {
 public:
  explicit AmountReader(const std::vector<Token>& tokens) : tokens_(tokens) {}

  std::optional<Expression> read() {
    const bool minus = skip("negative") || skip("minus");
    std::optional<Expression> value = amount();
    if (!value || !in_words_) {
      return std::nullopt;
    }
    if (minus) {
      value = Expression{Kind::negative, "", {std::move(*value)}};
    }
    return measured(std::move(*value));
  }

 private:
  [[nodiscard]] std::string word(std::size_t ahead = 0) const {
    const Token& token = tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
    return token.kind == TokenKind::letters ? lower(token.text) : "";
  }

  bool skip(std::string_view wanted) {
    const bool found = word() == wanted;
    at_ += found ? 1 : 0;
    return found;
  }

  void skip_hyphen() { at_ += tokens_[at_].is("-") && !tokens_[at_].spaced ? 1 : 0; }

  /// Digits, or the longest run of words that is a numeral; -1 if there is none.
  std::int64_t cardinal() {
    const Token& first = tokens_[at_];
    const bool digits = first.kind == TokenKind::number && first.text.size() <= 9 &&
                        first.text.find_first_not_of("0123456789") == std::string_view::npos;
    if (digits) {
      ++at_;
      return std::stoll(std::string(first.text));
    }
    std::string words;
    std::int64_t best = -1;
    std::size_t end = at_;
    for (std::size_t i = at_; i < tokens_.size() && i < at_ + 24; ++i) {
      const bool hyphen = tokens_[i].is("-") && !tokens_[i].spaced;
      if (tokens_[i].kind != TokenKind::letters && !hyphen) {
        break;
      }
      if (hyphen) {
        continue;
      }
      words += (words.empty() ? "" : " ") + lower(tokens_[i].text);
      if (const std::int64_t value = numeral(words); value >= 0) {
        best = value;
        end = i + 1;
      }
    }
    in_words_ = in_words_ || best >= 0;
    at_ = end;
    return best;
  }

  /// "a" and "one" before "half", "third", "dozen" or "hundred"; else a numeral.
  std::int64_t count() {
    const std::string next = word(1);
    if (is_article(word()) && (parts_of(next, false) > 0 || !scale_of(next).empty())) {
      ++at_;
      return 1;
    }
    return cardinal();
  }

  /// The parts that are counted: "third" of one, "thirds" of several.
  std::int64_t parts(std::int64_t count) {
    const std::size_t before = at_;
    skip_hyphen();
    const std::int64_t parts = parts_of(word(), count > 1);
    if (parts == 0 || count < 1) {
      at_ = before;
      return 0;
    }
    ++at_;
    in_words_ = true;
    return parts;
  }

  static Expression fraction(std::int64_t above, std::int64_t below) {
    return {Kind::quotient, "", {integer(above), integer(below)}};
  }

  std::optional<Expression> amount() {
    if (skip("half")) {
      in_words_ = true;
      const bool dozen = is_article(word()) && word(1) == "dozen";
      at_ += dozen ? 2 : 0;
      return dozen ? integer(6) : fraction(1, 2);
    }
    const std::int64_t whole = count();
    if (whole < 0) {
      return std::nullopt;
    }
    if (const std::int64_t below = parts(whole); below > 0) {
      return fraction(whole, below);
    }
    if (const std::string_view scale = scale_of(word()); !scale.empty()) {
      in_words_ = true;
      ++at_;
      return Expression{
          Kind::product, "", {integer(whole), {Kind::number, std::string(scale), {}}}};
    }
    return with_fraction(whole);
  }

  /// "and a half" behind a whole number.
  Expression with_fraction(std::int64_t whole) {
    const std::size_t before = at_;
    const bool words_before = in_words_;
    if (skip("and")) {
      const std::int64_t above = count();
      if (const std::int64_t below = parts(above); below > above) {
        return {Kind::sum, "", {integer(whole), fraction(above, below)}};
      }
    }
    at_ = before;
    in_words_ = words_before;
    return integer(whole);
  }

  /// With a known unit behind it, or nothing but the end.
  std::optional<Expression> measured(Expression value) {
    skip("of");
    at_ += is_article(word()) && !word(1).empty() ? 1 : 0;
    std::vector<Token> rest(tokens_.begin() + static_cast<std::ptrdiff_t>(at_), tokens_.end());
    while (rest.size() > 1 && rest.front().is(".")) {
      rest.erase(rest.begin());
    }
    if (rest.front().kind == TokenKind::end) {
      return value;
    }
    if (rest.front().kind != TokenKind::letters || !Parser::is_unit(rest.front().text)) {
      return std::nullopt;
    }
    rest.insert(rest.begin(), Token{TokenKind::number, "1", false, false});
    Expression unit = Parser(std::move(rest), false).answer();
    if (unit.kind != Kind::quantity || unit.args.front().kind != Kind::number) {
      return std::nullopt;
    }
    unit.args.front() = std::move(value);
    return unit;
  }

  const std::vector<Token>& tokens_;
  std::size_t at_ = 0;
  bool in_words_ = false;
};

}  // namespace

std::string_view scale_of(std::string_view word) {
  const auto found =
      std::find_if(scales.begin(), scales.end(), [&](const Scale& s) { return s.word == word; });
  return found == scales.end() ? std::string_view() : found->digits;
}

std::int64_t numeral(std::string_view words) {
  std::int64_t total = 0;        // of what stands before the last scale
  std::int64_t group = -1;       // below the next scale; -1: nothing yet
  std::size_t last_scale = 100;  // digits of it; they fall
  while (!words.empty()) {
    const std::string_view word = next_word(words);
    const std::int64_t value = simple_numeral(word);
    const std::int64_t last = group % 100;
    const std::string_view scale = scale_of(word);
    if (value >= 0) {
      const bool ones = value >= 1 && value < 10 && last >= 20 && last % 10 == 0;
      if (group >= 0 && last != 0 && !ones) {
        return -1;
      }
      group = std::max<std::int64_t>(group, 0) + value;
    } else if (word == "hundred" && group >= 1 && group < 100) {
      group *= 100;
    } else if (scale.size() > 3 && scale.size() < last_scale && group >= 1) {
      total += group * std::stoll(std::string(scale));
      group = 0;
      last_scale = scale.size();
    } else if (word != "and" || last != 0 || group < 0 || words.empty()) {
      return -1;
    }
  }
  return group < 0 ? -1 : total + group;
}

std::int64_t ordinal(std::string_view words) {
  if (words.substr(0, 4) == "the ") {
    words.remove_prefix(4);
  }
  const std::size_t hyphen = words.find('-');
  const std::int64_t ten =
      hyphen == std::string_view::npos ? -1 : index_of(words.substr(0, hyphen), tens);
  const std::int64_t place = index_of(ten < 0 ? words : words.substr(hyphen + 1), ordinals) + 1;
  if (ten < 0 || place == 0) {
    return place;
  }
  return place < 10 ? 10 * ten + 20 + place : 0;
}

std::optional<Expression> read_amount(const std::vector<Token>& tokens) {
  return tokens.size() < 2 ? std::nullopt : AmountReader(tokens).read();
}

}  // namespace assay::math
