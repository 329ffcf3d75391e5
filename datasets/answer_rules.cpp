#include "datasets/answer_rules.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "datasets/edit_distance.hpp"
#include "datasets/extraction_names.hpp"

namespace assay {

namespace {

constexpr double largest = 1e12;

/// A number, or a text of one: OlympiadBench writes "1e-1".
double tolerance(const RowFields& row, const std::string& field) {
  const std::string text = row.text_not_empty(field);
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end != text.c_str() + text.size() || !(value >= 0) || value > largest) {
    row.fail_at(field,
                fmt::format("field '{}' is '{}', but must be an error of 0 or more", field, text));
  }
  return value;
}

std::vector<std::string> extraction(const YamlMap& answer) {
  std::vector<std::string> names = answer.texts("extraction");
  for (const std::string& name : names) {
    if (std::find(extraction_names.begin(), extraction_names.end(), name) ==
        extraction_names.end()) {
      answer.fail(
          "extraction",
          fmt::format("field 'extraction' names '{}', which is no convention{}; there are: "
                      "{}",
                      name, did_you_mean(name, {extraction_names.begin(), extraction_names.end()}),
                      fmt::join(extraction_names, ", ")));
    }
    if (std::count(names.begin(), names.end(), name) > 1) {
      answer.fail("extraction", fmt::format("field 'extraction' names '{}' twice", name));
    }
  }
  return names;
}

}  // namespace

AnswerRulesOfSuite parse_answer_rules(const YamlMap& answer) {
  answer.check_keys({"extraction", "rel_tol", "abs_tol", "abstain", "comparison"});
  AnswerRulesOfSuite rules;
  if (answer.has("extraction")) {
    rules.all.extraction = extraction(answer);
  }
  if (answer.has("rel_tol")) {
    rules.all.rel_tol = answer.number("rel_tol", 0, 1);
  }
  if (answer.is_map("abs_tol")) {
    const YamlMap from = answer.map("abs_tol");
    from.check_keys({"field"});
    rules.abs_tol_field = from.text("field");
  } else if (answer.has("abs_tol")) {
    rules.all.abs_tol = answer.number("abs_tol", 0, largest);
  }
  rules.abstain = answer.text_or("abstain", "");
  if (answer.has("comparison")) {
    rules.all.comparison = answer.one_of("comparison", {"python"});
  }
  return rules;
}

AnswerRules answer_rules(const AnswerRulesOfSuite& rules, const RowFields& row,
                         const std::string& gold) {
  AnswerRules result = rules.all;
  if (!rules.abs_tol_field.empty()) {
    (void)row.get(rules.abs_tol_field);  // must be there, if only as null
    result.abs_tol = row.has(rules.abs_tol_field) ? tolerance(row, rules.abs_tol_field) : 0;
  }
  result.abstain = !rules.abstain.empty() && gold == rules.abstain;
  return result;
}

}  // namespace assay
