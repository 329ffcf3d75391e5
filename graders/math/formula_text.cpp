#include "graders/math/formula_text.hpp"

#include <algorithm>
#include <cctype>

#include "graders/math/exact.hpp"
#include "graders/text.hpp"

namespace assay {

namespace {

constexpr int most_depth = 60;

bool is_word(const Token& token) {
  return token.kind == TokenKind::word || token.kind == TokenKind::text;
}

bool is_atom(const Token& token) {
  return token.kind == TokenKind::number || token.kind == TokenKind::name;
}

class Writer {
 public:
  Writer(const Token* begin, const Token* end) : at_(begin), end_(end) {}

  std::string run() {
    std::string result;
    while (at_ != end_) {
      result += item();
    }
    return result;
  }

 private:
  [[nodiscard]] bool next_is(std::string_view text) const { return at_ != end_ && at_->is(text); }

  /// A group's content, or one token; a number gives its first digit (\frac12).
  std::string argument() {
    if (at_ == end_) {
      return {};
    }
    if (next_is("{") && depth_ < most_depth) {
      ++depth_;
      ++at_;
      std::string content;
      while (at_ != end_ && !next_is("}")) {
        content += item();
      }
      at_ += at_ != end_ ? 1 : 0;
      --depth_;
      return content;
    }
    if (at_->kind == TokenKind::number && at_->text.size() > 1 && at_->text.size() < 4 &&
        split_digits_) {
      rest_ = rest_.empty() ? at_->text : rest_;
      std::string digit = rest_.substr(0, 1);
      rest_.erase(0, 1);
      at_ += rest_.empty() ? 1 : 0;
      return digit;
    }
    return plain();
  }

  std::string fraction() {
    ++at_;
    split_digits_ = true;
    const std::string top = argument();
    const std::string bottom = argument();
    split_digits_ = false;
    at_ += rest_.empty() ? 0 : 1;
    return "\\frac{" + top + "}{" + bottom + std::exchange(rest_, "") + "}";
  }

  std::string root() {
    ++at_;
    std::string degree;
    if (next_is("[")) {
      while (at_ != end_ && !next_is("]")) {
        degree += (at_++)->text;
      }
      degree += at_ != end_ ? (at_++)->text : "";
    }
    if (next_is("(")) {  // sqrt(5) of plain text, one level
      const Token* close = std::find_if(at_, end_, [](const Token& t) { return t.is(")"); });
      const Token* inner = std::find_if(at_ + 1, close, [](const Token& t) { return t.is("("); });
      if (close != end_ && inner == close) {
        std::string content = Writer(at_ + 1, close).run();
        at_ = close + 1;
        return "\\sqrt" + degree + "{" + content + "}";
      }
    }
    return "\\sqrt" + degree + "{" + argument() + "}";
  }

  /// x^{2} and x^2, a_{n} and a_n.
  std::string script() {
    const std::string mark = (at_++)->text;
    const std::string content = argument();
    return content.size() == 1 ? mark + content : mark + "{" + content + "}";
  }

  std::string plain() {
    const Token& token = *at_++;
    if (token.kind == TokenKind::number) {
      const auto value = evaluate(&token, &token + 1);
      // Decimals keep their spelling but for zeros that say nothing.
      return value && denominator(*value) == 1 ? to_text(*value) : trimmed_decimal(token.text);
    }
    if (is_word(token)) {
      const bool follows = at_ != end_ && is_word(*at_);
      return lower(token.text) + (follows ? " " : "");
    }
    return token.text;
  }

  static std::string trimmed_decimal(std::string text) {
    if (text.find('.') != std::string::npos) {
      text.erase(text.find_last_not_of('0') + 1);
      text = text.front() == '.' ? "0" + text : text;
    }
    return text;
  }

  std::string item() {
    if (next_is("\\frac")) {
      return fraction();
    }
    if (next_is("\\sqrt")) {
      return root();
    }
    if (next_is("^") || next_is("_")) {
      return script();
    }
    if (next_is("{") && depth_ < most_depth) {
      return "{" + argument() + "}";
    }
    if (end_ - at_ >= 3 && is_atom(at_[0]) && at_[1].is("/") && is_atom(at_[2]) &&
        !(end_ - at_ > 3 && (at_[3].is("^") || at_[3].is("/")))) {
      const std::string top = plain();
      ++at_;
      return "\\frac{" + top + "}{" + plain() + "}";
    }
    // A dot between factors says nothing, except between two numbers.
    if (next_is("*") && at_ + 1 != end_ && at_[1].kind != TokenKind::number) {
      ++at_;
      return {};
    }
    return plain();
  }

  const Token* at_;
  const Token* end_;
  std::string rest_;
  bool split_digits_ = false;
  int depth_ = 0;
};

}  // namespace

bool is_words(const Token* begin, const Token* end) { return std::all_of(begin, end, is_word); }

FormulaText formula_text(const Token* begin, const Token* end) {
  FormulaText result;
  result.text = Writer(begin, end).run();
  const bool one_name = end - begin == 1 && begin->kind == TokenKind::name;
  result.mathematics = !one_name && !is_words(begin, end);
  return result;
}

}  // namespace assay
