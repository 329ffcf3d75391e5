#include "graders/math/latex.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace assay {

namespace {

struct Spelling {
  std::string_view written;
  std::string_view meant;  ///< empty: no meaning
};

// Longer spellings first where one begins another.
constexpr std::array unicode = {
    Spelling{"\u2212", "-"},         Spelling{"\u2013", "-"},       Spelling{"\u2014", "-"},
    Spelling{"\u00d7", "*"},         Spelling{"\u00b7", "*"},       Spelling{"\u22c5", "*"},
    Spelling{"\u00f7", "/"},         Spelling{"\u2044", "/"},       Spelling{"\u03c0", "\\pi "},
    Spelling{"\u00b0", "\\degree "}, Spelling{"\u221a", "\\sqrt "}, Spelling{"\u221e", "\\infty "},
    Spelling{"\u2264", "\\le "},     Spelling{"\u2265", "\\ge "},   Spelling{"\u2260", "\\ne "},
    Spelling{"\u00b1", "\\pm "},     Spelling{"\u222a", "\\cup "},  Spelling{"\u2229", "\\cap "},
    Spelling{"\u2208", "\\in "},     Spelling{"\u00b2", "^2"},      Spelling{"\u00b3", "^3"},
    Spelling{"\u00a0", " "},         Spelling{"\u2009", " "},       Spelling{"\u202f", " "},
    Spelling{"\u20ac", "\\$ "},      Spelling{"\u00a3", "\\$ "},    Spelling{"\u03b8", "\\theta "}};

constexpr std::array commands = {Spelling{"left", ""},
                                 Spelling{"right", ""},
                                 Spelling{"displaystyle", ""},
                                 Spelling{"textstyle", ""},
                                 Spelling{"limits", ""},
                                 Spelling{"big", ""},
                                 Spelling{"Big", ""},
                                 Spelling{"bigl", ""},
                                 Spelling{"bigr", ""},
                                 Spelling{"Bigl", ""},
                                 Spelling{"Bigr", ""},
                                 Spelling{"boxed", ""},
                                 Spelling{"fbox", ""},
                                 Spelling{"quad", ""},
                                 Spelling{"qquad", ""},
                                 Spelling{"mathbf", ""},
                                 Spelling{"mathit", ""},
                                 Spelling{"boldsymbol", ""},
                                 Spelling{"rm", ""},
                                 Spelling{"bf", ""},
                                 Spelling{"ensuremath", ""},
                                 Spelling{"dfrac", "\\frac"},
                                 Spelling{"tfrac", "\\frac"},
                                 Spelling{"cfrac", "\\frac"},
                                 Spelling{"cdot", "*"},
                                 Spelling{"times", "*"},
                                 Spelling{"ast", "*"},
                                 Spelling{"div", "/"},
                                 Spelling{"leq", "\\le"},
                                 Spelling{"geq", "\\ge"},
                                 Spelling{"neq", "\\ne"},
                                 Spelling{"leqslant", "\\le"},
                                 Spelling{"geqslant", "\\ge"},
                                 Spelling{"lt", "<"},
                                 Spelling{"gt", ">"},
                                 Spelling{"lbrace", "\\{"},
                                 Spelling{"rbrace", "\\}"},
                                 Spelling{"lbrack", "["},
                                 Spelling{"rbrack", "]"},
                                 Spelling{"colon", ":"},
                                 Spelling{"degree", "\\degree"},
                                 Spelling{"circ", "\\degree"},
                                 Spelling{"dollar", "\\$"},
                                 Spelling{"euro", "\\$"},
                                 Spelling{"percent", "\\%"},
                                 Spelling{"ldots", "\\dots"},
                                 Spelling{"cdots", "\\dots"},
                                 Spelling{"lvert", "|"},
                                 Spelling{"rvert", "|"},
                                 Spelling{"vert", "|"},
                                 Spelling{"to", "\\to"},
                                 Spelling{"bmatrix", ""},
                                 Spelling{"middle", ""}};

constexpr std::array text_commands = {"text",         "textbf", "textit", "textrm",
                                      "mathrm",       "mbox",   "hbox",   "textnormal",
                                      "operatorname", "texttt", "mathsf", "mathtt"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

std::string with_ascii_signs(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto found = std::find_if(unicode.begin(), unicode.end(), [&](const Spelling& spelling) {
      return text.substr(0, spelling.written.size()) == spelling.written;
    });
    if (static_cast<unsigned char>(text[0]) >= 0x80 && found != unicode.end()) {
      result += found->meant;
      text.remove_prefix(found->written.size());
    } else {
      result += text[0];
      text.remove_prefix(1);
    }
  }
  return result;
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string text) : text_(std::move(text)) {}

  Tokens run() {
    while (at_ < text_.size()) {
      step();
    }
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void push(TokenKind kind, std::string text) {
    tokens_.push_back({kind, std::move(text), std::exchange(spaced_, false)});
  }

  void step() {
    const char c = peek();
    if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == '~') {
      spaced_ = true;
      ++at_;
    } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
      number();
    } else if (is_letter(c) || static_cast<unsigned char>(c) >= 0x80) {
      letters();
    } else if (c == '\\') {
      command();
    } else if (c == '$' || c == '`') {
      ++at_;
    } else if (c == '*' && peek(1) == '*') {  // markdown's bold
      at_ += 2;
    } else if (c == '%') {
      push(TokenKind::command, "\\%");
      ++at_;
    } else {
      depth_ += (c == '(' || c == '[') ? 1 : (c == ')' || c == ']') ? -1 : 0;
      push(TokenKind::symbol, std::string(1, c));
      ++at_;
    }
  }

  /// Length of a separator of thousands here, or 0: {,} and ,\! always, a bare comma only outside
  /// brackets, since (1,234) may be a pair; before exactly three digits.
  [[nodiscard]] std::size_t separator() const {
    for (const std::string_view mark : {"{,}", ",\\! ", ",\\!", "\\!,\\!", "\\!,", ","}) {
      const std::size_t size = mark.size();
      if (text_.compare(at_, size, mark) != 0 || (size == 1 && depth_ != 0)) {
        continue;
      }
      if (is_digit(peek(size)) && is_digit(peek(size + 1)) && is_digit(peek(size + 2)) &&
          !is_digit(peek(size + 3))) {
        return size;
      }
    }
    return 0;
  }

  void number() {
    std::string digits;
    while (is_digit(peek())) {
      digits += text_[at_++];
    }
    std::size_t skip = !digits.empty() && digits.size() <= 3 ? separator() : 0;
    while (skip > 0) {
      digits += text_.substr(at_ + skip, 3);
      at_ += skip + 3;
      skip = separator();
    }
    const bool overline = std::string_view(text_).substr(at_).substr(0, 10) == ".\\overline";
    if (peek() == '.' && (is_digit(peek(1)) || overline)) {
      digits += text_[at_++];
      while (is_digit(peek())) {
        digits += text_[at_++];
      }
    }
    push(TokenKind::number, std::move(digits));
  }

  void letters() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           (is_letter(peek()) || static_cast<unsigned char>(peek()) >= 0x80)) {
      ++at_;
    }
    std::string word = text_.substr(begin, at_ - begin);
    if (word.size() == 1) {
      push(TokenKind::name, std::move(word));
      return;
    }
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (word == "sqrt" || word == "pi" || word == "infty") {
      push(TokenKind::command, "\\" + word);
    } else if (word == "percent" || word == "degrees" || word == "degree") {
      push(TokenKind::command, word == "percent" ? "\\%" : "\\degree");
    } else {
      push(TokenKind::word, std::move(word));
    }
  }

  /// The group at the next brace, without its braces; the rest if it never closes.
  std::string group() {
    int depth = 0;
    const std::size_t begin = at_ + 1;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
        continue;
      }
      depth += text_[at_] == '{' ? 1 : text_[at_] == '}' ? -1 : 0;
      if (depth == 0) {
        return text_.substr(begin, at_++ - begin);
      }
    }
    return begin < text_.size() ? text_.substr(begin) : "";
  }

  void text_group() {
    std::string content = group();
    const std::size_t begin = content.find_first_not_of(" \t~");
    const std::size_t end = content.find_last_not_of(" \t~");
    if (begin != std::string::npos) {
      push(TokenKind::text, content.substr(begin, end - begin + 1));
    }
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
        spaced_ = true;
        return;
      case '(':  // math delimiters
      case ')':
      case '[':
      case ']':
        return;
      case '{':
      case '}':
        depth_ += c == '{' ? 1 : -1;
        push(TokenKind::command, std::string("\\") + c);
        return;
      default:
        push(TokenKind::command, std::string("\\") + c);
    }
  }

  void command() {
    if (!is_letter(peek(1))) {
      control_symbol();
      return;
    }
    const std::size_t begin = ++at_;
    while (is_letter(peek())) {
      ++at_;
    }
    const std::string name = text_.substr(begin, at_ - begin);
    const bool is_text =
        std::find(text_commands.begin(), text_commands.end(), name) != text_commands.end();
    std::size_t brace = std::min(text_.find_first_not_of(' ', at_), text_.size());
    if (is_text && brace < text_.size() && text_[brace] == '{') {
      at_ = brace;
      text_group();
      return;
    }
    const auto known = std::find_if(commands.begin(), commands.end(),
                                    [&](const Spelling& s) { return s.written == name; });
    const std::string meant = known == commands.end() ? "\\" + name : std::string(known->meant);
    if (!meant.empty()) {
      push(meant[0] == '\\' ? TokenKind::command : TokenKind::symbol, meant);
    }
  }

  std::string text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool spaced_ = false;
  Tokens tokens_;
};

}  // namespace

Tokens tokenize_answer(std::string_view text) {
  return Tokenizer(with_ascii_signs(text.substr(0, most_answer_bytes))).run();
}

}  // namespace assay
