#include "graders/math/parser/tokens.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "graders/math/parser/number_token.hpp"
#include "graders/math/parser/vocabulary.hpp"

namespace assay::math {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}
bool is_vector_command(std::string_view name) {
  return name == "vec" || name == "overrightarrow" || name == "mathbf" || name == "boldsymbol" ||
         name == "bm";
}
bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

/// Characters beyond ASCII as LaTeX; neighbouring superscripts are one exponent.
std::string as_latex(std::string_view text) {
  std::string result;
  char script = '\0';  // '^' or '_' while `result` ends with its group
  while (!text.empty()) {
    const bool ascii = static_cast<unsigned char>(text[0]) < 0x80 && text[0] != '&';
    const Replacement found = ascii ? Replacement{} : unicode_meaning(text);
    std::string_view meant = found.bytes == 0 ? text.substr(0, 1) : found.meant;
    const char kind = meant.size() == 4 && (meant[0] == '^' || meant[0] == '_') ? meant[0] : '\0';
    if (kind != '\0' && kind == script) {
      result.pop_back();
      meant.remove_prefix(2);
    }
    script = kind;
    result += meant;
    text.remove_prefix(std::max<std::size_t>(found.bytes, 1));
  }
  return result;
}

class Tokenizer {
 public:
  Tokenizer(std::string_view text, bool thousands, std::vector<Token>& list)
      : text_(text), thousands_(thousands), list_(list) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\') {
        ++i;  // an escaped dollar is no delimiter
      } else {
        dollars_ += text[i] == '$' ? 1 : 0;
        quotes_ += text[i] == '"' ? 1 : 0;
      }
    }
  }

  bool run() {
    while (at_ < text_.size()) {
      step();
    }
    push(TokenKind::end, "");
    return bare_thousands_;
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] char before() const { return at_ > 0 ? text_[at_ - 1] : '\0'; }

  void push(TokenKind kind, std::string_view text) {
    list_.push_back({kind, text, std::exchange(spaced_, false), text_braces_ > 0});
  }

  void step() {
    const char c = peek();
    if (is_space(c) || c == '~') {
      spaced_ = true;
      ++at_;
    } else if (is_digit(c) || (c == '.' && (is_digit(peek(1)) || repetition_at(text_, at_ + 1)))) {
      number();
    } else if (is_letter(c)) {
      letters();
    } else if (c == '\\') {
      command();
    } else if (c == '$') {
      dollar();
    } else if (c == '{' || c == '}') {
      brace(c);
    } else {
      symbol(c);
    }
  }

  void brace(char c) {
    if (fixed("{:}", TokenKind::symbol, ":")) {
      return;
    }
    ++at_;
    if (text_braces_ > 0) {  // \text{...}: its own braces leave no token
      text_braces_ += c == '{' ? 1 : -1;
      spaced_ = spaced_ || text_braces_ == 0;
      return;
    }
    push(TokenKind::symbol, c == '{' ? "{" : "}");
  }

  /// A lone $ before a digit is money; all others delimit mathematics.
  void dollar() {
    ++at_;
    if (dollars_ == 1 && (is_digit(peek()) || (peek() == ' ' && is_digit(peek(1))))) {
      push(TokenKind::command, "\\$");
    }
  }

  bool fixed(std::string_view written, TokenKind kind, std::string_view meant) {
    if (text_.compare(at_, written.size(), written) != 0) {
      return false;
    }
    at_ += written.size();
    push(kind, meant);
    return true;
  }

  void symbol(char c) {
    if (c == '`' || c == '"') {
      const bool inches = c == '"' && quotes_ == 1 && is_digit(before());
      ++at_;
      for (int prime = 0; inches && prime < 2; ++prime) {
        push(TokenKind::symbol, "'");
      }
      return;
    }
    if (c == '*' && peek(1) == '*') {
      stars();
      return;
    }
    if ((c == '!' && spaced_ && fixed("!=", TokenKind::command, "\\ne")) ||
        fixed("<=", TokenKind::command, "\\le") || fixed(">=", TokenKind::command, "\\ge") ||
        fixed("==", TokenKind::symbol, "=") || fixed("=>", TokenKind::command, "\\Rightarrow") ||
        fixed("->", TokenKind::command, "\\to") || fixed("...", TokenKind::command, "\\dots") ||
        fixed("+/-", TokenKind::command, "\\pm") || fixed("%", TokenKind::command, "\\%")) {
      return;
    }
    brackets_ += (c == '(' || c == '[') ? 1 : (c == ')' || c == ']') ? -1 : 0;
    push(TokenKind::symbol, text_.substr(at_++, 1));
  }

  /// "x**2" is a power, "**2**" is bold.
  void stars() {
    const auto joins = [](char c) { return is_letter(c) || is_digit(c) || c == ')' || c == '('; };
    const bool power = joins(before()) && (joins(peek(2)) || peek(2) == '-');
    at_ += 2;
    if (power) {
      push(TokenKind::symbol, "^");
    }
  }

  void number() {
    const NumberToken found = number_at(text_, at_, thousands_ && brackets_ == 0);
    bare_thousands_ = bare_thousands_ || found.bare_thousands;
    push(TokenKind::number, text_.substr(at_, found.size));
    at_ += found.size;
  }

  void letters() {
    const std::size_t begin = at_;
    while (is_letter(peek())) {
      ++at_;
    }
    std::string_view run = text_.substr(begin, at_ - begin);
    if ((run == "p" || run == "a" || run == "P" || run == "A") && peek() == '.' &&
        (peek(1) == 'm' || peek(1) == 'M')) {  // p.m.
      at_ += peek(2) == '.' ? 3 : 2;
      run = run == "p" || run == "P" ? "pm" : "am";
    } else if ((run == "np" || run == "math") && peek() == '.' && is_letter(peek(1))) {
      ++at_;  // numpy's and Python's names for the same functions
      return;
    }
    push(TokenKind::letters, run);
  }

  void control_symbol() {
    const char c = peek(1);
    at_ = std::min(at_ + 2, text_.size());
    switch (c) {
      case ',':
      case ';':
      case ':':
      case '!':
      case ' ':
      case '\n':
      case '>':
        spaced_ = true;
        return;
      case '(':  // math delimiters
      case ')':
      case '[':
      case ']':
      case '\0':
        return;
      case '{':
      case '}':
        brackets_ += c == '{' ? 1 : -1;
        break;
      default:
        break;
    }
    push(TokenKind::command, text_.substr(at_ - 2, 2));
  }

  void command() {
    if (std::isalpha(static_cast<unsigned char>(peek(1))) == 0) {
      control_symbol();
      return;
    }
    const std::size_t begin = at_++;
    while (std::isalpha(static_cast<unsigned char>(peek())) != 0) {
      ++at_;
    }
    const std::string_view name = text_.substr(begin + 1, at_ - begin - 1);
    if (is_text_command(name)) {
      open_text();
      return;
    }
    if ((name == "left" || name == "right") && peek() == '.') {
      ++at_;
      return;
    }
    if (is_vector_command(name)) {
      vector_at_ = list_.size();
      if (name == "vec" && points_follow()) {
        push(TokenKind::command, "\\overrightarrow");
        return;
      }
    } else if (name == "times" && ((behind_vector() && vector_follows()) || behind_nabla())) {
      push(TokenKind::command, "\\cross");
      return;
    } else if (name == "circ" && composes()) {
      push(TokenKind::command, "\\compose");
      return;
    }
    const auto meant = command_meaning(name);
    if (!meant) {
      push(TokenKind::command, text_.substr(begin, at_ - begin));
    } else if (!meant->empty()) {
      push((*meant)[0] == '\\' ? TokenKind::command : TokenKind::symbol, *meant);
    }
  }

  /// Whether the last token ends a vector: its letter, with an index perhaps, or a bracket.
  [[nodiscard]] bool behind_vector() const {
    if (!vector_at_ || list_.size() == *vector_at_) {
      return false;
    }
    const auto of_name = [](const Token& token) {
      return token.kind == TokenKind::letters || token.kind == TokenKind::number || token.is("{") ||
             token.is("}") || token.is("_") || token.is("\\overrightarrow");
    };
    const auto begin = list_.begin() + static_cast<std::ptrdiff_t>(*vector_at_);
    return list_.back().is(")") || (std::all_of(begin, list_.end(), of_name) &&
                                    std::any_of(begin, list_.end(), [](const Token& token) {
                                      return token.kind == TokenKind::letters;
                                    }));
  }

  [[nodiscard]] bool behind_nabla() const { return !list_.empty() && list_.back().is("\\nabla"); }

  /// {AB} of \vec{AB}: from point to point, and no product.
  [[nodiscard]] bool points_follow() const {
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    return peek() == '{' && capital(peek(1)) && capital(peek(2)) && peek(3) == '}';
  }

  /// \vec{b}, (\vec{b}
  [[nodiscard]] bool vector_follows() const {
    const auto command_from = [&](std::size_t from) {
      return std::min(text_.find_first_not_of(" {(", from), text_.size());
    };
    std::size_t begin = command_from(at_);
    if (text_.compare(begin, 5, "\\left") == 0) {
      begin = command_from(begin + 5);
    }
    if (begin == text_.size() || text_[begin] != '\\') {
      return false;
    }
    std::size_t end = ++begin;
    while (end < text_.size() && std::isalpha(static_cast<unsigned char>(text_[end])) != 0) {
      ++end;
    }
    return is_vector_command(text_.substr(begin, end - begin));
  }

  /// f \circ g is no degree: between letters that are no unit of temperature.
  [[nodiscard]] bool composes() const {
    std::size_t next = 0;
    while (is_space(peek(next))) {
      ++next;
    }
    const bool temperature = (peek(next) == 'C' || peek(next) == 'F') && !is_letter(peek(next + 1));
    return !list_.empty() && list_.back().kind == TokenKind::letters && !list_.back().in_text &&
           is_letter(peek(next)) && !temperature;
  }

  void open_text() {
    std::size_t brace = 0;
    while (is_space(peek(brace)) || peek(brace) == '*') {
      ++brace;
    }
    if (peek(brace) == '{') {
      at_ += brace + 1;
      ++text_braces_;
    }
  }

  std::string_view text_;
  bool thousands_;
  std::vector<Token>& list_;
  std::size_t at_ = 0;
  int dollars_ = 0;
  int quotes_ = 0;
  int brackets_ = 0;
  int text_braces_ = 0;
  std::optional<std::size_t> vector_at_;  ///< the token that the last \vec stands before
  bool spaced_ = false;
  bool bare_thousands_ = false;
};

}  // namespace

Tokens::Tokens(std::string_view text, bool thousands) : text_(as_latex(text)) {
  bare_thousands_ = Tokenizer(text_, thousands, list_).run();
}

std::string digits_of(std::string_view number) {
  std::string digits;
  for (const char c : number) {
    if (is_digit(c) || c == '.' || c == '(' || c == ')') {
      digits += c;
    }
  }
  return digits;
}

}  // namespace assay::math
