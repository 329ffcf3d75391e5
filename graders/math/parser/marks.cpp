#include "graders/math/parser/marks.hpp"

#include <algorithm>

#include "graders/math/parser/parser.hpp"

namespace assay::math {

namespace {

class Marks {
 public:
  explicit Marks(const std::vector<Token>& tokens) : tokens_(tokens) {}

  std::vector<Token> read() {
    dollars_ahead();
    while (at_ < tokens_.size()) {
      if (!number_with_marks() && !degree_letter() && !fraction_of_units()) {
        result_.push_back(tokens_[at_++]);
      }
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }

  void push_unit(std::string_view name) {
    result_.push_back({TokenKind::letters, name, true, true});
  }

  /// USD 5, US\$5
  void dollars_ahead() {
    if (peek().is_letters("USD") && peek(1).kind == TokenKind::number) {
      result_.push_back({TokenKind::command, "\\$", false, false});
      at_ = 1;
    } else if (peek().is_letters("US") && peek(1).is("\\$")) {
      at_ = 1;
    }
  }

  /// How many tokens behind the number are a degree sign: "^ \circ", "^ { \circ }" or "\degree".
  [[nodiscard]] std::size_t degree_size() const {
    if (peek(1).is("\\degree")) {
      return 1;
    }
    const bool braced = peek(2).is("{");
    const bool power = peek(1).is("^") && peek(braced ? 3 : 2).is("\\degree");
    return !power || (braced && !peek(4).is("}")) ? 0 : braced ? 4 : 2;
  }

  struct Primes {
    int count = 0;
    std::size_t size = 0;  ///< tokens
  };

  /// ', '', ^\prime, ^{\prime\prime}
  [[nodiscard]] Primes primes_at(std::size_t ahead) const {
    Primes found;
    while (found.count < 2 && peek(ahead + found.size).is("'")) {
      ++found.count;
      ++found.size;
    }
    if (found.count > 0 || !peek(ahead).is("^")) {
      return found;
    }
    const bool braced = peek(ahead + 1).is("{");
    found.size = braced ? 2 : 1;
    while (found.count < 2 && peek(ahead + found.size).is("\\prime")) {
      ++found.count;
      ++found.size;
    }
    const bool whole = found.count > 0 && (!braced || peek(ahead + found.size).is("}"));
    found.size += braced ? 1 : 0;
    return whole ? found : Primes{};
  }

  /// A number that measures: not an index, as in x2'.
  [[nodiscard]] bool number_ahead(std::size_t ahead) const {
    const std::size_t here = at_ + ahead;
    const bool index = here > 0 && (tokens_[here - 1].kind == TokenKind::letters ||
                                    tokens_[here - 1].is("_") || tokens_[here - 1].is("^"));
    return peek(ahead).kind == TokenKind::number && (!index || in_angle_ || in_feet_);
  }

  bool number_with_marks() {
    if (!number_ahead(0)) {
      in_angle_ = in_feet_ = false;
      return false;
    }
    const std::size_t degree = degree_size();
    if (degree > 0) {
      const bool minutes =
          peek(1 + degree).kind == TokenKind::number && primes_at(2 + degree).count > 0;
      if (!minutes) {
        return false;
      }
      result_.push_back(peek());
      push_unit("degree");
      at_ += 1 + degree;
      in_angle_ = true;
      return true;
    }
    const Primes primes = primes_at(1);
    if (primes.count == 0) {
      return false;
    }
    result_.push_back(peek());
    push_unit(in_angle_ ? (primes.count == 1 ? "arcmin" : "arcsec")
                        : (primes.count == 1 ? "ft" : "in"));
    at_ += 1 + primes.size;
    in_feet_ = !in_angle_;
    return true;
  }

  /// 45^\text{o}
  bool degree_letter() {
    if (!peek().is("^") || !peek(1).is_letters("o") || !peek(1).in_text) {
      return false;
    }
    result_.push_back(peek());
    result_.push_back({TokenKind::command, "\\degree", false, false});
    at_ += 2;
    return true;
  }

  /// \frac{\text{km}}{\text{h}}
  bool fraction_of_units() {
    const auto unit = [&](std::size_t ahead) {
      return peek(ahead).kind == TokenKind::letters && peek(ahead).in_text &&
             Parser::is_unit(peek(ahead).text);
    };
    const bool fraction = at_ > 0 && peek().is("\\frac") && peek(1).is("{") && unit(2) &&
                          peek(3).is("}") && peek(4).is("{") && unit(5) && peek(6).is("}");
    if (!fraction) {
      return false;
    }
    result_.push_back(peek(2));
    result_.push_back({TokenKind::symbol, "/", false, false});
    result_.push_back(peek(5));
    at_ += 7;
    return true;
  }

  const std::vector<Token>& tokens_;
  std::vector<Token> result_;
  std::size_t at_ = 0;
  bool in_angle_ = false;
  bool in_feet_ = false;
};

}  // namespace

std::vector<Token> with_units_for_marks(const std::vector<Token>& tokens) {
  return Marks(tokens).read();
}

}  // namespace assay::math
