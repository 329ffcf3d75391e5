// The words of mathematical writing: which spellings mean the same command, which names are
// functions, Greek letters or constants, and which words join or hedge.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::math {

/// "dfrac" -> "\\frac", "cdot" -> "*", "left" -> "" (no meaning), "foo" -> nothing: as written.
[[nodiscard]] std::optional<std::string_view> command_meaning(std::string_view name);

/// Whether the command joins or ends values and is none itself: \cup, \le, \%, \end.
[[nodiscard]] bool is_operator(std::string_view command);

/// Whether the argument of the command is prose or an upright name: \text, \mathrm.
[[nodiscard]] bool is_text_command(std::string_view name);

/// LaTeX or ASCII of a character beyond ASCII at the start of `text`, and how many bytes it has;
/// no meaning of its own: {"", 0}.
struct Replacement {
  std::string_view meant;
  std::size_t bytes = 0;
};
[[nodiscard]] Replacement unicode_meaning(std::string_view text);

/// The canonical name of a function that needs no parentheses: "asin" -> "arcsin", "tg" -> "tan".
[[nodiscard]] std::optional<std::string_view> function_meaning(std::string_view name);

/// "sin" -> "arcsin", "f" -> "" (none).
[[nodiscard]] std::string_view inverse_function(std::string_view function);

[[nodiscard]] bool is_trigonometric(std::string_view function);
[[nodiscard]] bool is_greek(std::string_view name);

/// "pi", "infinity", "inf" -> "inf"; "undefined".
[[nodiscard]] std::optional<std::string_view> constant_meaning(std::string_view name);

/// 8 for "eight" or "8"; 0 for what is no base.
[[nodiscard]] int base_of(std::string_view word);

/// 1 for "january" or "jan"; 0 for any other word.
[[nodiscard]] int month_of(std::string_view word);

/// Words that take back, widen or change a value, so that no unit holds one: "or", "maybe",
/// "less", "two".
[[nodiscard]] bool is_hedge(std::string_view word);

/// English words of two letters, which are no product of two symbols.
[[nodiscard]] bool is_short_word(std::string_view word);

}  // namespace assay::math
