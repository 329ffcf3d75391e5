// Prompt templates: the suite's words around a problem.
#pragma once

#include <string>
#include <string_view>

#include "datasets/problem.hpp"

namespace assay {

/// The user message of `problem`. Placeholders: {question}, {asserts} (one a line),
/// {entry_point}, {options} ("A) Paris", one a line) and {answer_format} (whether a program or a
/// function is wanted, as LiveCodeBench says it). Braces around anything but a lower-case word are
/// themselves, as in \boxed{};
/// {{ and }} stand for single braces. What is filled in is never looked at again.
/// Throws UsageError for an unknown placeholder, and for a template without {question}.
[[nodiscard]] std::string render_prompt(std::string_view prompt_template, const Problem& problem);

}  // namespace assay
