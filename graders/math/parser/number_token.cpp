#include "graders/math/parser/number_token.hpp"

namespace assay::math {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class NumberScan {
 public:
  NumberScan(std::string_view text, std::size_t at, bool thousands)
      : text_(text), begin_(at), at_(at), thousands_(thousands) {}

  NumberToken read() {
    skip_digits();
    skip_groups();
    const char next = peek(1);
    const bool repeats = repetition_at(text_, at_ + 1);
    if (peek() == '.' && (at_ > begin_ || repeats) && (next == '/' || next == '*' || repeats)) {
      ++at_;
    } else if (peek() == '.' && (is_digit(next) || next == '(')) {
      ++at_;
      skip_digits();
      skip_repetition();
    }
    const std::size_t sign = peek(1) == '-' || peek(1) == '+' ? 2 : 1;
    if ((peek() == 'e' || peek() == 'E') && is_digit(peek(sign))) {
      at_ += sign;
      skip_digits();
    }
    return {at_ - begin_, bare_thousands_};
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void skip_digits() {
    while (is_digit(peek())) {
      ++at_;
    }
  }

  /// Length of a separator of thousands here, or 0.
  [[nodiscard]] std::size_t separator() const {
    for (const std::string_view mark : {"{,}", ",\\! ", ",\\!", "\\!,\\!", "\\!,", ",\\,", ","}) {
      const std::size_t size = mark.size();
      const bool bare = size == 1;
      if (text_.compare(at_, size, mark) == 0 && (!bare || thousands_) && is_digit(peek(size)) &&
          is_digit(peek(size + 1)) && is_digit(peek(size + 2)) && !is_digit(peek(size + 3))) {
        return size;
      }
    }
    return 0;
  }

  /// Groups of three behind a first group of one to three digits. A comma that goes on to
  /// another length, or came just before, makes it a list.
  void skip_groups() {
    const std::size_t first_end = at_;
    const bool after_comma = begin_ > 1 && text_[begin_ - 1] == ',' && is_digit(text_[begin_ - 2]);
    if (at_ - begin_ > 3 || at_ == begin_ || text_[begin_] == '0' || after_comma) {
      return;
    }
    bool bare = false;
    bool zero = false;  // "1,000" can be no list
    for (std::size_t size = separator(); size > 0; size = separator()) {
      bare = bare || size == 1;
      zero = zero || peek(size) == '0';
      at_ += size + 3;
    }
    if (bare && peek() == ',' && is_digit(peek(1))) {
      at_ = first_end;
      return;
    }
    bare_thousands_ = bare && !zero;
  }

  /// The rest of 0.1(6)
  void skip_repetition() {
    std::size_t end = 1;
    while (end < 40 && is_digit(peek(end))) {
      ++end;
    }
    if (peek() == '(' && end > 1 && peek(end) == ')') {
      at_ += end + 1;
    }
  }

  std::string_view text_;
  std::size_t begin_;
  std::size_t at_;
  bool thousands_;
  bool bare_thousands_ = false;
};

}  // namespace

NumberToken number_at(std::string_view text, std::size_t at, bool thousands) {
  return NumberScan(text, at, thousands).read();
}

bool repetition_at(std::string_view text, std::size_t at) {
  for (const std::string_view mark : {"\\overline", "\\dot{", "\\bar", "\\overset"}) {
    if (at < text.size() && text.compare(at, mark.size(), mark) == 0) {
      return true;
    }
  }
  return false;
}

}  // namespace assay::math
