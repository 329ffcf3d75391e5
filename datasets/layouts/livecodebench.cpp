#include "datasets/layouts/livecodebench.hpp"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "datasets/layouts/pickled_text.hpp"
#include "datasets/readers/base64.hpp"
#include "datasets/readers/gzip.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

using nlohmann::json;

constexpr double test_timeout_s = 6;

/// What the benchmark imports before a program: names of these modules, then the modules.
std::string preamble() {
  constexpr std::array starred = {"string",    "re",        "datetime", "collections", "heapq",
                                  "bisect",    "copy",      "math",     "random",      "statistics",
                                  "itertools", "functools", "operator", "io",          "sys",
                                  "json",      "builtins",  "typing"};
  std::string text;
  for (const char* module : starred) {
    text += fmt::format("from {} import *\n", module);
  }
  for (const std::string_view module : starred) {
    if (module != "builtins" && module != "typing") {
      text += fmt::format("import {}\n", module);
    }
  }
  return text + "sys.setrecursionlimit(50000)\n";
}

/// A list of tests that is a JSON list, or a text that holds one.
json list_of(const RowFields& row, const std::string& field) {
  json value = row.get(field);
  if (value.is_string()) {
    const std::string text = value.get<std::string>();
    value = json::parse(text, nullptr, false);
    if (value.is_discarded()) {
      const std::string where = fmt::format("{}: field '{}'", row.row().where, field);
      value = json::parse(unpacked_tests(text, where), nullptr, false);
    }
  }
  if (!value.is_array()) {
    row.fail(fmt::format("field '{}' must be a list of tests, a JSON text of one, or that packed",
                         field));
  }
  return value;
}

void append_tests(const RowFields& row, const std::string& field, CodeTests& tests) {
  const json list = list_of(row, field);
  for (std::size_t i = 0; i < list.size(); ++i) {
    for (const char* part : {"input", "output"}) {
      if (!list[i].is_object() || !list[i].contains(part) || !list[i].at(part).is_string()) {
        row.fail(fmt::format("field '{}': test {} must have a text '{}'", field, i, part));
      }
    }
    tests.inputs.push_back(list[i].at("input").get<std::string>());
    tests.outputs.push_back(list[i].at("output").get<std::string>());
  }
}

/// The function to call; empty where the program reads stdin.
std::string function_name(const RowFields& row) {
  if (!row.has("metadata")) {
    return {};
  }
  json metadata = row.get("metadata");
  if (metadata.is_string()) {
    metadata = json::parse(metadata.get<std::string>(), nullptr, false);
  }
  if (!metadata.is_object()) {
    row.fail("field 'metadata' must be an object, or a JSON text of one");
  }
  const auto name = metadata.find("func_name");
  return name != metadata.end() && name->is_string() ? name->get<std::string>() : "";
}

}  // namespace

std::string unpacked_tests(std::string_view packed, const std::string& where) {
  return pickled_text(inflate(from_base64(packed, where), where), where);
}

CodeTests read_livecodebench(const RowFields& row) {
  CodeTests tests;
  append_tests(row, "public_test_cases", tests);
  if (row.has("private_test_cases")) {
    append_tests(row, "private_test_cases", tests);
  }
  if (tests.inputs.empty()) {
    row.fail("there is no test (fields 'public_test_cases' and 'private_test_cases')");
  }
  tests.entry_point = function_name(row);
  tests.layout = tests.entry_point.empty() ? CodeLayout::stdin_io : CodeLayout::functional;
  tests.prompt = row.text_or("starter_code", "");
  tests.comparison = "livecodebench";
  tests.preamble = preamble();
  tests.test_timeout_s = test_timeout_s;
  tests.timeout_s = (test_timeout_s + 1) * static_cast<double>(tests.inputs.size()) + 5;
  return tests;
}

}  // namespace assay
