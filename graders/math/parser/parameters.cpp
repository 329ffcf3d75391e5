#include "graders/math/parser/parameters.hpp"

#include <algorithm>
#include <string>

#include "graders/text.hpp"

namespace assay::math {

namespace {

bool is_name(const Token& token) {
  return token.kind == TokenKind::letters && token.text.size() == 1;
}

class Declarations {
 public:
  explicit Declarations(const std::vector<Token>& tokens) : tokens_(tokens) {}

  std::vector<Parameter> read() {
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
      if (is_name(tokens_[at])) {
        declare(at, domain_behind(at));
      } else if (says_integer(at) && is_name(peek(at + 1)) && ends(at + 2)) {
        declare(at + 1, "integers");  // "for any integer k"
      }
    }
    return std::move(found_);
  }

 private:
  [[nodiscard]] const Token& peek(std::size_t at) const {
    return tokens_[std::min(at, tokens_.size() - 1)];
  }

  [[nodiscard]] bool says_integer(std::size_t at) const {
    return peek(at).kind == TokenKind::letters &&
           (lower(peek(at).text) == "integer" || lower(peek(at).text) == "integers");
  }

  /// Whether a declaration may end here.
  [[nodiscard]] bool ends(std::size_t at) const {
    const Token& token = peek(at);
    return token.kind == TokenKind::end || token.is(",") || token.is(".") || token.is(";") ||
           token.is(")") || token.is("}") || token.is("\\}");
  }

  /// Of "\in \mathbb{Z}" or "is any integer" behind the name.
  [[nodiscard]] std::string domain_behind(std::size_t at) const {
    std::size_t next = at + 1;
    if (peek(next).is("\\in") || peek(next).is_letters("in")) {
      next += peek(++next).is("\\mathbb") ? 1 : 0;
      const bool braced = peek(next).is("{");
      next += braced ? 1 : 0;
      const std::string_view set = peek(next).text;
      next += braced ? 2 : 1;
      return !ends(next) ? "" : set == "Z" ? "integers" : set == "N" ? "naturals" : "";
    }
    if (!peek(next).is_letters("is")) {
      return "";
    }
    ++next;
    for (const char* word : {"an", "any", "some", "arbitrary"}) {
      next += peek(next).is_letters(word) ? 1 : 0;
    }
    return says_integer(next) && ends(next + 1) ? "integers" : "";
  }

  void declare(std::size_t at, const std::string& domain) {
    const std::string name(peek(at).text);
    const bool known = std::any_of(found_.begin(), found_.end(),
                                   [&](const Parameter& p) { return p.name == name; });
    if (!domain.empty() && !known) {
      found_.push_back({name, domain});
    }
  }

  const std::vector<Token>& tokens_;
  std::vector<Parameter> found_;
};

}  // namespace

std::vector<Parameter> parameters_of(const std::vector<Token>& tokens) {
  return Declarations(tokens).read();
}

}  // namespace assay::math
