#include "graders/code/cpp_source.hpp"

#include <algorithm>
#include <cstddef>

#include "graders/code/cpp_text.hpp"

namespace assay::cpp {

namespace {

std::string parameter_name(std::string_view parameter) {
  parameter = trimmed(parameter.substr(0, parameter.find('=')));
  return std::string(word_before(parameter, parameter.size()));
}

/// Where a function is defined, in blanked text.
struct Definition {
  std::size_t name = 0;
  std::size_t open = 0;  ///< of its parameters
  std::size_t close = 0;
};

std::optional<Definition> definition(std::string_view text, const std::string& name) {
  for (const std::size_t at : occurrences(text, name)) {
    const std::size_t open = skip_spaces(text, at + name.size());
    const std::string_view before = trimmed(text.substr(0, at));
    const bool typed =
        !before.empty() &&
        (is_word(before.back()) || std::string_view(">&*").find(before.back()) != none) &&
        word_before(before, before.size()) != "return";
    if (open >= text.size() || text[open] != '(' || !typed) {
      continue;
    }
    const std::size_t close = closing(text, open, '(', ')');
    const std::size_t body = close == none ? none : text.find_first_of("{;),", close + 1);
    if (body != none && text[body] == '{') {
      return Definition{at, open, close};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<OpenFunction> open_function(std::string_view prompt) {
  const std::string text = blanked(prompt);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') {
      open.push_back(i);
    } else if (text[i] == '}' && !open.empty()) {
      open.pop_back();
    }
  }
  if (open.size() != 1) {
    return std::nullopt;
  }
  const std::size_t end = text.rfind(')', open[0]);
  std::size_t begin = end;
  for (int depth = 0; begin != none; --begin) {
    depth += text[begin] == ')' ? 1 : text[begin] == '(' ? -1 : 0;
    if (depth == 0 || begin == 0) {
      break;
    }
  }
  if (begin == none || text[begin] != '(') {
    return std::nullopt;
  }
  const std::string_view before = trimmed(std::string_view(text).substr(0, begin));
  OpenFunction function;
  function.name = std::string(word_before(before, before.size()));
  const std::string_view list = trimmed(std::string_view(text).substr(begin + 1, end - begin - 1));
  if (!list.empty() && list != "void") {
    for (const std::string_view parameter : split(list)) {
      function.parameters.push_back(parameter_name(parameter));
    }
  }
  return function.name.empty() ? std::nullopt : std::optional(function);
}

bool defines(std::string_view source, const std::string& name) {
  return definition(blanked(source), name).has_value();
}

std::string directives(std::string_view prompt) {
  std::string result;
  for (std::size_t begin = 0; begin < prompt.size();) {
    const std::size_t end = std::min(prompt.find('\n', begin), prompt.size());
    const std::string_view line = prompt.substr(begin, end - begin);
    if (trimmed(line).substr(0, 1) == "#") {
      result += std::string(line) + '\n';
    }
    begin = end + 1;
  }
  return result;
}

}  // namespace assay::cpp
