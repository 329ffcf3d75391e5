#include "graders/code/cpp_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
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

/// What stands before a function's name, behind other definitions and directives.
std::string_view result_type(std::string_view before) {
  const std::size_t edge = before.find_last_of(";}");
  std::string_view result = before.substr(edge == none ? 0 : edge + 1);
  const std::size_t directive = result.rfind('#');
  if (directive != none) {
    result.remove_prefix(std::min(result.find('\n', directive), result.size()));
  }
  return trimmed(result);
}

constexpr std::array plain_words = {
    "std",      "void",     "bool",        "char",          "short",         "int",      "long",
    "unsigned", "signed",   "float",       "double",        "const",         "size_t",   "int8_t",
    "int16_t",  "int32_t",  "int64_t",     "uint8_t",       "uint16_t",      "uint32_t", "uint64_t",
    "string",   "vector",   "deque",       "list",          "array",         "set",      "multiset",
    "map",      "multimap", "pair",        "unordered_set", "unordered_map", "tuple",    "variant",
    "optional", "any",      "string_view", "static",        "inline"};

bool is_plain_type(std::string_view type) {
  for (std::size_t i = 0; i < type.size();) {
    std::size_t end = i;
    while (end < type.size() && is_word(type[end])) {
      ++end;
    }
    const std::string_view word = type.substr(i, end - i);
    const bool number = !word.empty() && std::isdigit(static_cast<unsigned char>(word[0])) != 0;
    const bool known = std::find(plain_words.begin(), plain_words.end(), word) != plain_words.end();
    if (word.empty() ? std::string_view("<>:,&* \n\t\r").find(type[i]) == none
                     : !number && !known) {
      return false;
    }
    i = std::max(end, i + 1);
  }
  return !trimmed(type).empty();
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

std::optional<std::string> plain_declaration(std::string_view source, const std::string& name) {
  const std::string text = blanked(source);
  const std::optional<Definition> found = definition(text, name);
  if (!found) {
    return std::nullopt;
  }
  std::string result(result_type(std::string_view(text).substr(0, found->name)));
  bool plain = is_plain_type(result);
  result += ' ' + name + '(';
  const std::string_view list =
      std::string_view(text).substr(found->open + 1, found->close - found->open - 1);
  int count = 0;
  for (const std::string_view parameter :
       trimmed(list).empty() ? std::vector<std::string_view>() : split(list)) {
    const std::string own_name = parameter_name(parameter);
    const std::string_view whole = trimmed(parameter.substr(0, parameter.find('=')));
    const std::string type(whole.substr(0, whole.size() - own_name.size()));
    plain = plain && is_plain_type(type);
    result += fmt::format("{}{} argument{}", count == 0 ? "" : ", ", type, count);
    ++count;
  }
  return plain ? std::optional(result + ')') : std::nullopt;
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
