#include "graders/math/value_spans.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "graders/text.hpp"

namespace assay {

namespace {

constexpr std::size_t none = std::string_view::npos;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

struct Delimiters {
  std::string_view open, close;
};
constexpr std::array<Delimiters, 4> delimiters = {
    Delimiters{"$$", "$$"}, {"$", "$"}, {"\\(", "\\)"}, {"\\[", "\\]"}};

/// Delimiters of which no closing one follows: searched for once, so that all is linear.
using Hopeless = std::array<bool, delimiters.size()>;

/// Length of the formula at the start of `text` with its delimiters, which may span lines; 0: none.
std::size_t formula_length(std::string_view text, Hopeless& hopeless) {
  for (std::size_t i = 0; i < delimiters.size(); ++i) {
    const auto& [open, close] = delimiters[i];
    if (text.substr(0, open.size()) != open) {
      continue;
    }
    const std::size_t end = hopeless[i] ? none : text.find(close, open.size());
    hopeless[i] = end == none;
    const bool money = open == "$" && end != none &&
                       (text[end - 1] == ' ' || (end + 1 < text.size() && is_digit(text[end + 1])));
    return end == none || money ? 0 : end + close.size();
  }
  return 0;
}

bool is_unit_phrase(std::string_view text) {
  return text.size() <= 24 && std::all_of(text.begin(), text.end(), [](char c) {
           return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == ' ' || c == '^' ||
                  is_digit(c) || c == '/' || c == '%';
         });
}

/// Up to the end of the sentence, the line, or the bold type that began before.
std::string_view sentence(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  text = text.substr(0, text.find(". "));
  text = text.substr(0, text.find("。"));
  const std::size_t bold = text.find("**");
  const bool closes =
      bold != none && bold > 0 && text[bold - 1] != ' ' && text.find("**", bold + 2) == none;
  const bool power = closes && bold + 2 < text.size() && is_word(text[bold + 2]);  // x**2
  return closes && !power ? text.substr(0, bold) : text;
}

}  // namespace

bool joins(std::string_view between) {
  between = trimmed(between, " \t\r\n$,");
  for (const std::string_view word : {"", "and", "or", "\\text{and}", "\\text{or}", "\\text{ and }",
                                      "\\text{ or }", "\\quad", ", and", ", or"}) {
    if (between == word) {
      return true;
    }
  }
  return false;
}

std::string value_after(std::string_view rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n:*_"), rest.size()));
  Hopeless hopeless{};
  std::size_t end = formula_length(rest, hopeless);
  if (end == 0) {
    return std::string(trimmed(trimmed(sentence(rest), " \t\r*_`"), " \t.*_`"));
  }
  for (int more = 0; more < 64; ++more) {
    const std::size_t next = rest.find_first_of("$\\", end);
    if (next == none || next == end || !joins(rest.substr(end, next - end))) {
      break;
    }
    const std::size_t length = formula_length(rest.substr(next), hopeless);
    if (length == 0) {
      break;
    }
    end = next + length;
  }
  const std::string_view behind = trimmed(sentence(rest.substr(end)), " \t\r.*_`");
  const std::string_view formula = rest.substr(0, end);
  if (!behind.empty() && is_unit_phrase(behind)) {
    return std::string(formula) + " " + std::string(behind);
  }
  return std::string(trimmed(formula, formula.find('$', 1) == end - 1 ? " $" : " "));
}

std::optional<Span> last_number(std::string_view text) {
  std::size_t end = text.find_last_of("0123456789");
  if (end == none) {
    return std::nullopt;
  }
  std::size_t begin = end++;
  const auto part = [&](std::size_t at) {
    const char c = text[at];
    const bool between = (c == ',' || c == '.' || c == '/') && at > 0 && is_digit(text[at - 1]);
    return is_digit(c) || between || (c == '.' && is_digit(text[at + 1]));
  };
  while (begin > 0 && part(begin - 1)) {
    --begin;
  }
  const bool sign = begin > 0 && text[begin - 1] == '-' && (begin < 2 || !is_word(text[begin - 2]));
  begin -= sign ? 1 : 0;
  end += end < text.size() && text[end] == '%' ? 1 : 0;
  return Span{begin, end};
}

std::optional<Span> last_formula(std::string_view text) {
  std::optional<Span> last;
  Hopeless hopeless{};
  for (std::size_t at = text.find_first_of("$\\"); at != none;) {
    const std::size_t length = formula_length(text.substr(at), hopeless);
    if (length > 0) {
      last = Span{at, at + length};
    }
    at = text.find_first_of("$\\", at + std::max<std::size_t>(length, text[at] == '\\' ? 2 : 1));
  }
  return last;
}

}  // namespace assay
