#include "graders/code/cpp_under_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "graders/code/cpp_source.hpp"
#include "graders/code/cpp_text.hpp"

namespace assay::cpp {

namespace {

template <class Words>
bool contains(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool has(const std::vector<Function>& functions, const std::string& name) {
  return std::any_of(functions.begin(), functions.end(),
                     [&](const Function& function) { return function.name == name; });
}

/// For each position, how many braces are open there other than those of namespaces.
std::vector<int> depths(std::string_view text) {
  std::vector<int> result;
  std::vector<bool> counted;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') {
      const std::string_view head = text.substr(begin, i - begin);
      counted.push_back(head.find('(') != none || (occurrences(head, "namespace").empty() &&
                                                   occurrences(head, "extern").empty()));
      depth += counted.back() ? 1 : 0;
    } else if (text[i] == '}' && !counted.empty()) {
      depth -= counted.back() ? 1 : 0;
      counted.pop_back();
    }
    begin = std::string_view("{};").find(text[i]) != none ? i + 1 : begin;
    result.push_back(depth);
  }
  return result;
}

// Words that an expression may follow at once.
constexpr std::array before_expressions = {"return", "else", "case", "throw", "do",
                                           "and",    "or",   "not",  "goto",  "co_return"};

// The library's functions with which tests fail or speak: never under test.
constexpr std::array ends_and_prints = {
    "exit",   "_exit",  "_Exit",   "quick_exit", "abort",   "terminate", "raise",  "kill",
    "signal", "atexit", "longjmp", "puts",       "printf",  "fprintf",   "fputs",  "putchar",
    "putc",   "fputc",  "fwrite",  "perror",     "vprintf", "fflush",    "system", "sigaction"};

/// A literal, so that no text of the program's own choice is in it.
bool is_literal(const std::string& value) {
  const bool number =
      !value.empty() &&
      (std::isdigit(static_cast<unsigned char>(value[0])) != 0 || value[0] == '-') &&
      value.find_first_not_of("0123456789.-") == none;
  return number || value == "true" || value == "false" || value == "{}";
}

std::string blank_out(std::string text, const Function& function) {
  for (std::size_t i = function.begin; i < function.end; ++i) {
    text[i] = text[i] == '\n' ? '\n' : ' ';
  }
  return text;
}

/// More than comments, directives and prose.
bool is_code(const std::string& prompt) {
  const std::string text = blanked(prompt);
  return text.find('{') != none || text.find(";\n") != none ||
         (!trimmed(text).empty() && trimmed(text).back() == ';');
}

class Selection {
 public:
  Selection(const CodeTests& tests, const std::string& program)
      : program_(outline(program)), program_text_(program) {
    result_.prompt = is_code(tests.prompt) ? tests.prompt : directives(tests.prompt);
    prompt_ = outline(result_.prompt);
    result_.tests = tests.test;
    const std::string text = blanked(tests.test);
    const std::size_t first = skip_spaces(text, 0);
    if (first < text.size() && text[first] == '}' && open_braces(text) < 0) {
      result_.tests[first] = ' ';
    }
    names_ = blanked(result_.tests);
    entry_ = tests.entry_point;
  }

  UnderTest run(const LibraryNames& library) {
    take_from_prompt();
    take_from_program(library);
    result_.continues_prompt = continues();
    if (result_.obstacle.empty()) {
      note_types();
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool wanted(const std::string& name) const {
    return name != "main" && (name == entry_ || uses(names_, name));
  }

  [[nodiscard]] bool has_wanted(const std::vector<Function>& functions) const {
    return std::any_of(functions.begin(), functions.end(),
                       [&](const Function& function) { return wanted(function.name); });
  }

  void take_from_prompt() {
    const std::optional<OpenFunction> open = open_function(result_.prompt);
    for (const Function& function : prompt_.functions) {
      if (open && function.is_open && function.name == open->name) {
        result_.functions.insert(result_.functions.begin(), function);
      } else if (!function.is_defined && !function.is_template && wanted(function.name) &&
                 !defined_in_prompt(function)) {
        result_.functions.push_back(function);
      }
    }
    if (open && (result_.functions.empty() || !result_.functions[0].is_open)) {
      Function function;
      function.name = open->name;
      function.is_open = true;
      result_.functions.insert(result_.functions.begin(), function);
    }
    if (!result_.functions.empty()) {
      return;
    }
    for (const Function& function : prompt_.functions) {
      if (function.is_defined && !function.is_template && wanted(function.name) &&
          has(program_.functions, function.name)) {
        result_.functions.push_back(function);
        result_.prompt = blank_out(result_.prompt, function);
      }
    }
  }

  [[nodiscard]] bool defined_in_prompt(const Function& declared) const {
    return std::any_of(prompt_.functions.begin(), prompt_.functions.end(),
                       [&](const Function& function) {
                         return function.is_defined && function.name == declared.name &&
                                parameter_types(function) == parameter_types(declared);
                       });
  }

  void take_from_program(const LibraryNames& library) {
    std::vector<std::string> names;
    const std::string prompt = blanked(result_.prompt);
    for (const Function& function : program_.functions) {
      if (function.is_defined && wanted(function.name) && !contains(names, function.name) &&
          !has(prompt_.functions, function.name) && !might_declare(names_, function.name) &&
          !might_declare(prompt, function.name)) {
        names.push_back(function.name);
      }
    }
    // The only name of all that the tests call must be the program's, or they would test nothing;
    // unless it is how tests end or what they print.
    const bool only_one = names.size() == 1 && !contains(ends_and_prints, names[0]) &&
                          result_.functions.empty() && !has_wanted(prompt_.functions);
    if (!names.empty() && !only_one) {
      for (const std::string& known : library(names)) {
        names.erase(std::remove(names.begin(), names.end(), known), names.end());
      }
    }
    for (const std::string& name : names) {
      take_overloads(name);
    }
  }

  void write_out_aliases(Function& function) const {
    function.result = without_aliases(std::move(function.result), program_.aliases);
    for (Parameter& parameter : function.parameters) {
      parameter.type = without_aliases(std::move(parameter.type), program_.aliases);
    }
  }

  void take_overloads(const std::string& name) {
    std::vector<std::string> seen;
    for (Function function : program_.functions) {
      write_out_aliases(function);
      if (function.name != name || contains(seen, parameter_types(function))) {
        continue;
      }
      seen.push_back(parameter_types(function));
      function.is_open = false;  // its last brace is missing
      if (!is_plain(function, prompt_.types)) {
        result_.obstacle = fmt::format(
            "the tests call {0}, which no prompt declares, and the program's own declaration, "
            "'{1} {0}({2})', does not say its types in the library's words alone; templates, auto "
            "and the program's own types cannot cross to the tests",
            name, function.result, parameter_types(function));
        continue;
      }
      for (Parameter& parameter : function.parameters) {
        parameter.value = is_literal(parameter.value) ? parameter.value : "";
      }
      result_.functions.push_back(std::move(function));
      result_.from_program = true;
    }
  }

  void note_types() {
    const std::string prompt = blanked(result_.prompt);
    for (const std::string& type : program_.types) {
      if (!type.empty() && !contains(prompt_.types, type) && uses(names_, type) &&
          !might_declare(names_, type)) {
        result_.obstacle = fmt::format(
            "the tests use the type {}, which only the program defines, so that tests and program "
            "cannot be kept apart; let the prompt define it",
            type);
      }
    }
  }

  /// A program that has none of what the prompt defines, but needs it.
  [[nodiscard]] bool continues() const {
    if (!result_.functions.empty() && result_.functions[0].is_open) {
      return !defines(program_text_, result_.functions[0].name);
    }
    const std::string text = blanked(program_text_);
    bool needs = false;
    for (const std::string& type : prompt_.types) {
      if (contains(program_.types, type)) {
        return false;
      }
      needs = needs || !occurrences(text, type).empty();
    }
    for (const Function& function : prompt_.functions) {
      if (function.is_defined && has(program_.functions, function.name)) {
        return false;
      }
      needs = needs || (function.is_defined && !occurrences(text, function.name).empty());
    }
    return needs;
  }

  Outline prompt_;
  Outline program_;
  const std::string& program_text_;
  std::string names_;  ///< the tests, blanked
  std::string entry_;
  UnderTest result_;
};

}  // namespace

bool uses(std::string_view tests, const std::string& name) {
  const std::vector<std::size_t> places = occurrences(tests, name);
  return std::any_of(places.begin(), places.end(), [&](std::size_t at) {
    const std::string_view before = trimmed(tests.substr(0, at));
    const std::size_t size = before.size();
    const bool member = !before.empty() && before.back() == '.';
    const bool pointed = size >= 2 && before.substr(size - 2) == "->";
    const bool scoped =
        size >= 2 && before.substr(size - 2) == "::" && !word_before(before, size - 2).empty();
    return !member && !pointed && !scoped;
  });
}

bool might_declare(std::string_view source, const std::string& name) {
  const std::vector<int> depth = depths(source);
  const std::vector<std::size_t> places = occurrences(source, name);
  return std::any_of(places.begin(), places.end(), [&](std::size_t at) {
    const std::string_view before = trimmed(source.substr(0, at));
    const std::string_view word = word_before(before, before.size());
    const std::size_t next = skip_spaces(source, at + name.size());
    return (!word.empty() && !contains(before_expressions, word)) ||
           (depth[at] == 0 && next < source.size() && source[next] == '(');
  });
}

UnderTest under_test(const CodeTests& tests, const std::string& program,
                     const LibraryNames& library) {
  return Selection(tests, program).run(library);
}

}  // namespace assay::cpp
