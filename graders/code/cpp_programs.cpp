#include "graders/code/cpp_programs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "graders/code/cpp_outline.hpp"
#include "graders/code/cpp_source.hpp"
#include "graders/code/cpp_text.hpp"
#include "graders/code/cpp_union.hpp"
#include "graders/code/extract.hpp"

namespace assay {

namespace embedded {
extern const std::string_view cpp_tests_side;
extern const std::string_view cpp_worker_side;
}  // namespace embedded

namespace {

using cpp::Function;

// Words of the worker's end that a candidate's macros may have changed.
constexpr const char* unmasked =
    "\n\n#undef int\n#undef main\n#undef return\n#undef serve\n#undef static\n#undef using\n"
    "#undef namespace\n#undef assay_proxy\n";

/// The rest of the prompt's open function.
std::string open_body(const std::string& prompt) {
  std::string arguments;
  const std::optional<cpp::OpenFunction> open = cpp::open_function(prompt);
  for (const std::string& parameter : open->parameters) {
    arguments += ", " + parameter;
  }
  return fmt::format("  return assay_proxy::call(0, &::{}{});\n}}\n", open->name, arguments);
}

struct ParameterList {
  std::string declared;
  std::string passed;
};

ParameterList parameter_list(const Function& function, bool with_values) {
  ParameterList list;
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const auto& [type, value] = function.parameters[i];
    const char* comma = i == 0 ? "" : ", ";
    list.declared += fmt::format("{}{} assay_{}", comma, type, i);
    list.declared += with_values && !value.empty() ? " = " + value : "";
    list.passed += fmt::format("{}assay_{}", comma, i);
  }
  return list;
}

/// A whole function for the tests' program. A declaration that stays in the prompt has the values
/// of parameters that are left out.
std::string proxy(const Function& function, std::size_t number) {
  const auto [declared, passed] = parameter_list(function, function.is_defined);
  return fmt::format(
      "{0} {1}({2}) {{ return assay_proxy::call({3}, static_cast<{0} (*)({4})>(&::{1})"
      "{5}{6}); }}\n",
      function.result, function.name, declared, number, cpp::parameter_types(function),
      passed.empty() ? "" : ", ", passed);
}

/// `using namespace std` counts for tests behind the program too.
std::string using_of(const std::string& program) {
  const std::string text = cpp::blanked(program);
  const bool has = text.find("using namespace std") != std::string::npos ||
                   text.find("using std::") != std::string::npos;
  return has ? "using namespace std;\n" : "";
}

std::string tests_source(const cpp::UnderTest& under_test, const std::string& program) {
  std::string prompt =
      cpp::with_tagged_unions(under_test.prompt, cpp::tagged_unions(under_test.prompt)) + "\n";
  const bool is_open = under_test.functions[0].is_open;
  std::string proxies;
  for (std::size_t i = is_open ? 1 : 0; i < under_test.functions.size(); ++i) {
    proxies += proxy(under_test.functions[i], i);
  }
  return fmt::format("{}\n{}#line 1 \"prompt.cpp\"\n{}{}{}#line 1 \"tests.cpp\"\n{}\n",
                     embedded::cpp_tests_side, is_open ? "" : using_of(program), prompt,
                     is_open ? open_body(under_test.prompt) : "", proxies, under_test.tests);
}

/// Brings `source` to the end of its last function.
std::string closed(const std::string& source) {
  return source + (cpp::open_braces(cpp::blanked(source)) == 1 ? "\n}" : "");
}

std::string candidate_text(const CodeTests& tests, const std::string& program,
                           bool continues_prompt) {
  const bool alone = tests.extraction == whole_answer;
  const bool own_includes = alone || program.find("#include") != std::string::npos;
  const std::string text = continues_prompt && !alone ? tests.prompt + program
                           : own_includes             ? program
                                                      : cpp::directives(tests.prompt) + program;
  return cpp::with_tagged_unions(closed(text), cpp::tagged_unions(tests.prompt));
}

/// The program has several functions of this name, or a template.
bool is_overloaded(const std::vector<Function>& functions, const std::string& name) {
  std::set<std::string> types;
  bool is_template = false;
  for (const Function& function : functions) {
    if (function.name == name) {
      types.insert(cpp::parameter_types(function));
      is_template = is_template || function.is_template;
    }
  }
  return types.size() > 1 || is_template;
}

/// The worker's end: main(), and for a name that stands for several functions one that calls the
/// function that its declaration chooses.
std::string serving(const std::vector<Function>& under_test, const std::string& text) {
  const std::vector<Function> functions = cpp::outline(text).functions;
  std::string stubs;
  std::string served;
  for (std::size_t i = 0; i < under_test.size(); ++i) {
    const Function& function = under_test[i];
    const bool stub = !function.result.empty() && is_overloaded(functions, function.name);
    if (stub) {
      const auto [declared, passed] = parameter_list(function, false);
      stubs += fmt::format("static {} call_{}({}) {{ return ::{}({}); }}\n", function.result, i,
                           declared, function.name, passed);
    }
    served += fmt::format("{}&{}", i == 0 ? "" : ", ",
                          stub ? fmt::format("assay_stubs::call_{}", i) : "::" + function.name);
  }
  stubs = stubs.empty() ? "" : "namespace assay_stubs {\nusing namespace std;\n" + stubs + "}\n";
  return fmt::format("{}{}int main() {{ return assay_proxy::serve({}); }}\n", unmasked, stubs,
                     served);
}

}  // namespace

CppSources cpp_sources(const CodeTests& tests, const std::string& program,
                       const cpp::LibraryNames& library) {
  const cpp::UnderTest under_test = cpp::under_test(tests, program, library);
  CppSources sources;
  sources.obstacle = under_test.obstacle;
  sources.from_program = under_test.from_program;
  if (under_test.functions.empty()) {
    if (sources.obstacle.empty()) {
      sources.obstacle =
          "neither prompt nor program has a function at its top level that the tests call";
    }
    return sources;
  }
  const std::string text = candidate_text(tests, program, under_test.continues_prompt);
  sources.tests = tests_source(under_test, program);
  sources.candidate = fmt::format("{}\n#line 1 \"program.cpp\"\n{}{}", embedded::cpp_worker_side,
                                  text, serving(under_test.functions, text));
  return sources;
}

}  // namespace assay
