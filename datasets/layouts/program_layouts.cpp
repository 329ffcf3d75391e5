#include "datasets/layouts/program_layouts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace assay {

namespace {

constexpr double multipl_e_s = 15;
constexpr double default_test_s = 6;
constexpr double most_test_s = 3600;
constexpr double least_bytes = 1e6;  // below it a memory limit is in MiB
constexpr double most_memory = 1e12;

double time_limit(const RowFields& row) {
  const double limit = row.has("time_limit") ? row.number("time_limit") : default_test_s;
  if (!(limit > 0) || limit > most_test_s) {
    row.fail(fmt::format("field 'time_limit' is {}, but must be seconds, above 0 and at most {}",
                         limit, most_test_s));
  }
  return limit;
}

std::uint64_t memory_limit(const RowFields& row) {
  if (!row.has("memory_limit")) {
    return 0;
  }
  const double limit = row.number("memory_limit");
  if (!(limit >= 1) || limit > most_memory) {
    row.fail(fmt::format("field 'memory_limit' is {}, but must be MiB (or bytes, from {} on)",
                         limit, least_bytes));
  }
  return static_cast<std::uint64_t>(limit < least_bytes ? limit * (1 << 20) : limit);
}

/// `inputs` and `outputs`, which may lie within `tests`, or `tests`, a list of {input, output}.
void read_cases(const RowFields& row, CodeTests& tests) {
  if (!row.has("tests") || !row.get("tests").is_array()) {
    const std::string within = row.has("tests") ? "tests." : "";
    tests.inputs = row.texts(within + "inputs");
    tests.outputs = row.texts(within + "outputs");
    return;
  }
  for (std::size_t i = 0; i < row.get("tests").size(); ++i) {
    tests.inputs.push_back(row.text(fmt::format("tests.{}.input", i)));
    tests.outputs.push_back(row.text(fmt::format("tests.{}.output", i)));
  }
}

}  // namespace

/// As Codeforces writes them too: "GNU C++17 (64)", "PyPy 3-64".
std::string language_name(const std::string& name) {
  std::string lower = name.substr(0, name.find('('));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower.rfind("gnu ", 0) == 0) {
    lower.erase(0, 4);
  }
  while (!lower.empty() && lower.back() == ' ') {
    lower.pop_back();
  }
  static const std::map<std::string, std::string> names = {
      {"pypy 3", "python"},   {"pypy 3-64", "python"}, {"py", "python"},   {"python3", "python"},
      {"python 3", "python"}, {"pypy3", "python"},     {"c++", "cpp"},     {"c++17", "cpp"},
      {"cpp17", "cpp"},       {"cxx", "cpp"},          {"c++20", "cpp20"}, {"js", "javascript"},
      {"rs", "rust"},         {"sh", "bash"},          {"golang", "go"},   {"node", "javascript"}};
  const auto found = names.find(lower);
  return found == names.end() ? lower : found->second;
}

CodeTests read_stdin(const RowFields& row) {
  CodeTests tests;
  tests.layout = CodeLayout::stdin_io;
  tests.language = language_name(row.text_or("language", "python"));
  read_cases(row, tests);
  if (tests.inputs.empty() || tests.inputs.size() != tests.outputs.size()) {
    row.fail(
        fmt::format("fields 'inputs' and 'outputs' must be as long as each other and not "
                    "empty, but have {} and {} items",
                    tests.inputs.size(), tests.outputs.size()));
  }
  tests.test_timeout_s = time_limit(row);
  tests.timeout_s = tests.test_timeout_s * static_cast<double>(tests.inputs.size());
  tests.memory_bytes = memory_limit(row);
  tests.checker = row.text_or("checker", "");
  tests.comparison = row.text_or("comparison", tests.checker.empty() ? "token" : "checker");
  return tests;
}

CodeTests read_multipl_e(const RowFields& row) {
  CodeTests tests;
  tests.layout = CodeLayout::program;
  tests.language = language_name(row.text_or("language", "cpp"));
  tests.prompt = row.text("prompt");
  tests.test = row.text_not_empty("tests");
  tests.timeout_s = multipl_e_s;
  if (tests.language == "python") {  // its tests are statements that call the function
    tests.layout = CodeLayout::asserts;
    tests.asserts = {tests.test};
    tests.test.clear();
  }
  return tests;
}

}  // namespace assay
