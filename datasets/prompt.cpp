#include "datasets/prompt.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/core/error.hpp"

namespace assay {

namespace {

/// The lower-case word of a placeholder that starts at text[0] == '{'; empty if it is none.
std::string_view placeholder(std::string_view text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";
  const std::size_t end = text.find_first_not_of(letters, 1);
  if (end == std::string_view::npos || text[end] != '}') {
    return {};
  }
  return text.substr(1, end - 1);
}

/// LiveCodeBench's words for a whole program, and for a function with its starter code.
std::string answer_format(const CodeTests& tests) {
  if (tests.layout == CodeLayout::functional) {
    return fmt::format(
        "You will use the following starter code to write the solution to the problem and enclose "
        "your code within delimiters.\n```python\n{}\n```",
        tests.prompt);
  }
  return "Read the inputs from stdin solve the problem and write the answer to stdout (do not "
         "directly test on the sample inputs). Enclose your code within delimiters as follows. "
         "Ensure that when the python program runs, it reads the inputs, runs the algorithm and "
         "writes output to STDOUT.\n```python\n# YOUR CODE HERE\n```";
}

/// A line for each, "A) Paris".
std::string lettered(const std::vector<std::string>& options) {
  std::string lines;
  for (std::size_t i = 0; i < options.size(); ++i) {
    lines += fmt::format("{}{}) {}", i == 0 ? "" : "\n", static_cast<char>('A' + i), options[i]);
  }
  return lines;
}

std::string value_of(std::string_view name, const Problem& problem) {
  if (name == "question") {
    return problem.question;
  }
  if (name == "asserts") {
    return problem.tests ? fmt::format("{}", fmt::join(problem.tests->asserts, "\n")) : "";
  }
  if (name == "entry_point") {
    return problem.tests ? problem.tests->entry_point : "";
  }
  if (name == "options") {
    return lettered(problem.options);
  }
  if (name == "answer_format") {
    return problem.tests ? answer_format(*problem.tests) : "";
  }
  throw UsageError(fmt::format(
      "unknown placeholder {{{0}}} in the template; there are {{question}}, {{asserts}}, "
      "{{answer_format}}, {{entry_point}} and {{options}} (write {{{{{0}}}}} for the braces "
      "themselves)",
      name));
}

}  // namespace

std::string render_prompt(std::string_view prompt_template, const Problem& problem) {
  std::string prompt;
  bool asked = false;
  for (std::size_t i = 0; i < prompt_template.size();) {
    const std::string_view rest = prompt_template.substr(i);
    if (rest.starts_with("{{") || rest.starts_with("}}")) {
      prompt += rest.front();
      i += 2;
      continue;
    }
    const std::string_view name = rest.front() == '{' ? placeholder(rest) : std::string_view{};
    if (name.empty()) {
      prompt += rest.front();
      ++i;
      continue;
    }
    prompt += value_of(name, problem);
    asked = asked || name == "question";
    i += name.size() + 2;
  }
  if (!asked) {
    throw UsageError("the template has no {question}");
  }
  return prompt;
}

}  // namespace assay
