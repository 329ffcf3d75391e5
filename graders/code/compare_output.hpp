// When what a program printed counts as the expected output. Trusted side only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay {

/// A rule of comparison, by the name that a suite gives it.
struct OutputRule {
  enum class Kind {
    exact,          ///< equal but for blanks at the ends of lines and of the whole
    token,          ///< the same words in the same order: Codeforces
    livecodebench,  ///< line by line; a line that differs may hold the same decimal numbers
    floating,       ///< as token, and numbers may differ by tolerance * max(1, |expected|)
    checker,        ///< a program of the data set decides
  };
  Kind kind = Kind::token;
  double tolerance = 0;
};

/// exact, token, livecodebench, float:TOL or checker; an empty name is token. Nothing if it is
/// none of these.
[[nodiscard]] std::optional<OutputRule> output_rule(std::string_view name);

/// Not for `checker`.
[[nodiscard]] bool same_output(const OutputRule& rule, std::string_view printed,
                               std::string_view expected);

/// Whether two texts are numbers as Python's Decimal reads them, and equal; nothing if one is no
/// number. Source: LiveCodeBench, lcb_runner/evaluation/testing_util.py.
[[nodiscard]] std::optional<bool> equal_decimals(std::string_view a, std::string_view b);

}  // namespace assay
