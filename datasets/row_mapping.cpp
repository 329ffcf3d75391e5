#include "datasets/row_mapping.hpp"

#include <fmt/format.h>

#include <limits>
#include <string>
#include <string_view>

#include "datasets/prompt.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

using nlohmann::json;

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

/// \r\n and \r alone become \n.
std::string with_unix_line_ends(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      result += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      result += '\n';
    }
  }
  return result;
}

/// One row with its number among all rows of the file, counted from 0.
class RowReader {
 public:
  RowReader(const Row& row, std::size_t number) : row_(row), number_(number) {}

  [[nodiscard]] std::string text(const TextRule& rule) const {
    if (!rule.format.empty()) {
      return formatted(rule.format);
    }
    if (rule.after.empty() && rule.remove.empty()) {
      return plain(rule.field);
    }
    const std::string whole = plain(rule.field);
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

  [[nodiscard]] long long integer(const std::string& field) const {
    const json& value = get(field);
    if (!value.is_number_integer()) {
      fail(fmt::format("field '{}' must be an integer, but is of type {}", field,
                       value.type_name()));
    }
    return value.get<long long>();
  }

  [[nodiscard]] std::vector<std::string> texts(const std::string& field) const {
    const json& list = get(field);
    std::vector<std::string> values;
    if (list.is_array()) {
      for (const json& item : list) {
        if (item.is_string()) {
          values.push_back(with_unix_line_ends(item.get_ref<const std::string&>()));
        }
      }
    }
    if (!list.is_array() || values.size() != list.size()) {
      fail(fmt::format("field '{}' must be a list of texts", field));
    }
    return values;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw DataError(fmt::format("{}: {}", row_.where, what));
  }

 private:
  [[nodiscard]] const json& get(const std::string& field) const {
    const auto found = row_.object.find(field);
    if (found == row_.object.end()) {
      fail(fmt::format("missing field '{}'", field));
    }
    return *found;
  }

  [[nodiscard]] std::string plain(const std::string& field) const {
    const json& value = get(field);
    if (value.is_number()) {
      return value.dump();
    }
    if (!value.is_string()) {
      fail(fmt::format("field '{}' must be a text, but is of type {}", field, value.type_name()));
    }
    return with_unix_line_ends(value.get_ref<const std::string&>());
  }

  [[nodiscard]] std::string formatted(const std::string& format) const {
    std::string text;
    for (std::size_t i = 0; i < format.size();) {
      const std::size_t end = format[i] == '{' ? format.find('}', i) : std::string::npos;
      if (end == std::string::npos) {
        text += format[i++];
        continue;
      }
      const std::string name = format.substr(i + 1, end - i - 1);
      text += name == "row" ? std::to_string(number_) : plain(name);
      i = end + 1;
    }
    return text;
  }

  const Row& row_;
  std::size_t number_;
};

CodeTests read_tests(const RowReader& row, const CodeRules& rules) {
  CodeTests tests;
  tests.layout = rules.layout;
  tests.timeout_s = rules.timeout_s;
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
