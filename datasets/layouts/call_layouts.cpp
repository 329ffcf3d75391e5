#include "datasets/layouts/call_layouts.hpp"

#include <fmt/format.h>

#include "datasets/readers/json_text.hpp"

namespace assay {

namespace {

constexpr double evalplus_timeout_s = 60;

/// Each element of a list as the file writes it: a JSON library would round long integers.
void append_elements(const RowFields& row, const std::string& field,
                     std::vector<std::string>& inputs) {
  const nlohmann::json& list = row.get(field);
  if (!list.is_array()) {
    row.fail(fmt::format("field '{}' must be a list of argument lists, but is of type {}", field,
                         list.type_name()));
  }
  for (const nlohmann::json& arguments : list) {
    if (!arguments.is_array()) {
      row.fail(fmt::format("field '{}' must hold lists of arguments, but item {} is of type {}",
                           field, inputs.size(), arguments.type_name()));
    }
  }
  if (row.row().text.empty()) {
    for (const nlohmann::json& arguments : list) {
      inputs.push_back(arguments.dump());
    }
    return;
  }
  for (const std::string_view element : elements_of(member_of(row.row().text, field))) {
    inputs.emplace_back(element);
  }
}

}  // namespace

CodeTests read_humaneval(const RowFields& row) {
  CodeTests tests;
  tests.layout = CodeLayout::humaneval;
  tests.entry_point = row.text_not_empty("entry_point");
  tests.prompt = row.text_or("prompt", "");
  tests.test = row.text_not_empty("test");
  return tests;
}

CodeTests read_mbpp(const RowFields& row) {
  CodeTests tests;
  tests.asserts = row.texts("test_list");
  if (tests.asserts.empty()) {
    row.fail("there is no test (field 'test_list')");
  }
  tests.setup = row.text_or("test_setup_code", "");
  if (row.has("test_imports")) {
    tests.imports = row.texts("test_imports");
  }
  return tests;
}

CodeTests read_evalplus(const RowFields& row) {
  CodeTests tests;
  tests.layout = CodeLayout::evalplus;
  tests.entry_point = row.text_not_empty("entry_point");
  tests.prompt = row.text("prompt");
  tests.reference = tests.prompt + row.text_not_empty("canonical_solution");
  append_elements(row, "base_input", tests.inputs);
  if (row.has("plus_input") && !row.get("plus_input").empty()) {  // {} where there are none
    append_elements(row, "plus_input", tests.inputs);
  }
  if (tests.inputs.empty()) {
    row.fail("there is no test (fields 'base_input' and 'plus_input')");
  }
  tests.abs_tol = row.has("atol") ? row.number("atol") : 0;
  tests.comparison = "humaneval";
  const std::string name = row.text_or("task_id", "");
  if (name.rfind("Mbpp/", 0) == 0) {  // the task decides which arguments are tuples
    const std::string number = name.substr(5);
    if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos) {
      row.fail(fmt::format("field 'task_id' is '{}', but must be Mbpp/ and a number", name));
    }
    tests.comparison = "mbpp/" + number;
  }
  tests.timeout_s = evalplus_timeout_s;
  return tests;
}

}  // namespace assay
