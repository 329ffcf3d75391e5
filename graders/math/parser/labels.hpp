// What an answer is besides mathematics: a letter of a choice, a date, words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "graders/math/expression.hpp"
#include "graders/math/parser/tokens.hpp"

namespace assay::math {

/// A letter as an answer stands for a choice: "A", "(A)", "A.", "A)".
struct Choice {
  std::string letter;
  std::vector<Token> content;  ///< what stands behind it, as in "(A) 5"; often nothing
};

[[nodiscard]] std::optional<Choice> read_choice(const std::vector<Token>& tokens);

/// 2024-01-05, January 5, 2024, 5 January 2024, 01/05/2024 (month first unless it cannot be).
[[nodiscard]] std::optional<Expression> read_date(const std::vector<Token>& tokens);

/// Without "Answer:" and without the "Option" of "Option (B)".
[[nodiscard]] std::vector<Token> without_label(const std::vector<Token>& tokens);

/// Words in lower case with one space between, signs as written.
[[nodiscard]] std::string prose(const std::vector<Token>& tokens);

}  // namespace assay::math
