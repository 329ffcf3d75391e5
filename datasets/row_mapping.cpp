#include "datasets/row_mapping.hpp"

#include <fmt/format.h>

#include <limits>
#include <string>
#include <string_view>

#include "datasets/layouts/layouts.hpp"
#include "datasets/prompt.hpp"
#include "datasets/readers/row_fields.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

std::string without(std::string_view text, std::string_view part) {
  std::string result;
  while (!part.empty() && text.find(part) != std::string_view::npos) {
    result += text.substr(0, text.find(part));
    text.remove_prefix(text.find(part) + part.size());
  }
  return result.append(text);
}

std::string trimmed(const std::string& text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  return first == std::string::npos ? ""
                                    : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// One row with its number among all rows of the file, counted from 0.
class RowReader : public RowFields {
 public:
  RowReader(const Row& row, std::size_t number) : RowFields(row), number_(number) {}

  [[nodiscard]] std::string text(const TextRule& rule) const {
    if (!rule.format.empty()) {
      return formatted(rule.format);
    }
    if (rule.after.empty() && rule.remove.empty()) {
      return RowFields::text(rule.field);
    }
    const std::string whole = RowFields::text(rule.field);
    const std::size_t at = rule.after.empty() ? 0 : whole.rfind(rule.after);
    if (at == std::string::npos) {
      fail(fmt::format("field '{}' does not contain '{}'", rule.field, rule.after));
    }
    return trimmed(without(whole.substr(at + rule.after.size()), rule.remove));
  }

  [[nodiscard]] std::string text(const std::optional<TextRule>& rule) const {
    return rule ? text(*rule) : "";
  }

  [[nodiscard]] std::string text_not_empty(const TextRule& rule, std::string_view what) const {
    std::string value = text(rule);
    if (trimmed(value).empty()) {
      fail(fmt::format("the {} is empty (field '{}')", what,
                       rule.format.empty() ? rule.field : rule.format));
    }
    return value;
  }

 private:
  [[nodiscard]] std::string formatted(const std::string& format) const {
    std::string text;
    for (std::size_t i = 0; i < format.size();) {
      const std::size_t end = format[i] == '{' ? format.find('}', i) : std::string::npos;
      if (end == std::string::npos) {
        text += format[i++];
        continue;
      }
      const std::string name = format.substr(i + 1, end - i - 1);
      text += name == "row" ? std::to_string(number_) : RowFields::text(name);
      i = end + 1;
    }
    return text;
  }

  std::size_t number_;
};

CodeTests read_tests(const RowReader& row, const CodeRules& rules) {
  CodeTests tests;
  if (!rules.published.empty()) {
    CodeTests published = read_code_tests(row, rules.published);
    published.timeout_s = rules.timeout_s.value_or(published.timeout_s);
    return published;
  }
  tests.layout = rules.layout;
  tests.timeout_s = rules.timeout_s.value_or(tests.timeout_s);
  if (rules.layout == CodeLayout::humaneval) {
    tests.entry_point = row.text_not_empty(*rules.entry_point, "entry point");
    tests.prompt = row.text_not_empty(*rules.prompt, "prompt");
    tests.test = row.text_not_empty(*rules.test, "test");
    return tests;
  }
  tests.entry_point = row.text(rules.entry_point);
  tests.setup = row.text(rules.setup);
  tests.asserts = row.texts(rules.asserts);
  if (tests.asserts.empty()) {
    row.fail(fmt::format("there is no test (field '{}')", rules.asserts));
  }
  if (!rules.imports.empty()) {
    tests.imports = row.texts(rules.imports);
  }
  return tests;
}

int read_level(const RowReader& row, const std::string& field) {
  const long long level = row.integer(field);
  if (level < 0 || level > std::numeric_limits<int>::max()) {
    row.fail(fmt::format("field '{}' is {}, but must be a level of 0 or more", field, level));
  }
  return static_cast<int>(level);
}

Problem map_row(const RowReader& row, const SuiteDefinition& suite) {
  const RowMapping& rules = suite.fields;
  Problem problem;
  problem.id = row.text_not_empty(rules.id, "id");
  problem.question = row.text_not_empty(rules.question, "question");
  problem.subject = row.text(rules.subject);
  problem.cluster = row.text(rules.cluster);
  problem.solution = row.text(rules.solution);
  problem.level = rules.level.empty() ? 0 : read_level(row, rules.level);
  if (rules.gold) {
    problem.gold = row.text_not_empty(*rules.gold, "gold answer");
  }
  if (rules.tests) {
    problem.tests = read_tests(row, *rules.tests);
  }
  problem.prompt = render_prompt(suite.prompt_template, problem);
  return problem;
}

bool passes(const RowReader& row, const std::optional<RowFilter>& filter) {
  if (!filter) {
    return true;
  }
  const long long value = row.integer(filter->field);
  return value >= filter->from && value <= filter->to;
}

}  // namespace

std::vector<Problem> map_rows(const std::vector<Row>& rows, const SuiteDefinition& suite) {
  std::vector<Problem> problems;
  for (std::size_t number = 0; number < rows.size(); ++number) {
    const RowReader row(rows[number], number);
    if (passes(row, suite.filter)) {
      problems.push_back(map_row(row, suite));
    }
  }
  return problems;
}

}  // namespace assay
