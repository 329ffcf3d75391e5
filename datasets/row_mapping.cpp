#include "datasets/row_mapping.hpp"

#include <fmt/format.h>

#include <limits>
#include <string>

#include "datasets/layouts/layouts.hpp"
#include "datasets/multiple_choice.hpp"
#include "datasets/prompt.hpp"
#include "datasets/row_reader.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

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
    row.fail_at(rules.asserts, fmt::format("there is no test (field '{}')", rules.asserts));
  }
  if (!rules.imports.empty()) {
    tests.imports = row.texts(rules.imports);
  }
  return tests;
}

int read_level(const RowReader& row, const std::string& field) {
  const long long level = row.integer(field);
  if (level < 0 || level > std::numeric_limits<int>::max()) {
    row.fail_at(field,
                fmt::format("field '{}' is {}, but must be a level of 0 or more", field, level));
  }
  return static_cast<int>(level);
}

Verification read_verification(const RowReader& row, const VerifyRules& rules) {
  Verification verification{rules.verifier, {}};
  for (const auto& [name, rule] : rules.fields) {
    verification.fields[name] = row.text_not_empty(rule, name);
  }
  return verification;
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
  if (rules.options) {
    read_options(row, *rules.options, problem);
  }
  if (rules.tests) {
    problem.tests = read_tests(row, *rules.tests);
  }
  if (rules.verify) {
    problem.verification = read_verification(row, *rules.verify);
  }
  problem.answer = answer_rules(suite.answer, row, problem.gold);
  problem.prompt = render_prompt(suite.prompt_template, problem);
  return problem;
}

bool passes(const RowReader& row, const std::optional<RowFilter>& filter) {
  if (!filter) {
    return true;
  }
  if (!filter->first.empty()) {
    const std::string value = row.text(filter->field);
    return value >= filter->first && value <= filter->last;
  }
  const long long value = row.integer(filter->field);
  return value >= filter->from && value <= filter->to;
}

}  // namespace

std::vector<Problem> map_rows(const std::vector<Row>& rows, const SuiteDefinition& suite) {
  std::vector<Problem> problems;
  for (const Row& item : rows) {
    const RowReader row(item);
    if (passes(row, suite.filter)) {
      problems.push_back(map_row(row, suite));
    }
  }
  return problems;
}

}  // namespace assay
