// The conventions by which an answer is found in a reply, for a suite's `extraction`. What each
// finds is in graders/math/extract.hpp.
#pragma once

#include <array>
#include <string_view>

namespace assay {

inline constexpr std::array<std::string_view, 10> extraction_names = {
    "boxed",        "hash",   "answer_tag",      "final_answer", "answer_is",
    "answer_colon", "choice", "last_expression", "last_number",  "whole"};

}  // namespace assay
