// How the answers of a suite are found and compared: `answer` in its YAML.
//
//   answer:
//     extraction: [boxed, last_number]   conventions in the order in which they are tried:
//                                        graders/math/extract.hpp; without it the default ones
//     rel_tol: 0.01                      maths: accepted relative error; without it none
//     abs_tol: {field: error}            accepted absolute error: a number, or a field of the row
//                                        that has one where it is not null
//     abstain: None                      maths: this gold answer means that the question has none,
//                                        and that saying so is right
//     comparison: python                 text: answers are Python literals
#pragma once

#include <string>

#include "datasets/problem.hpp"
#include "datasets/readers/row_fields.hpp"
#include "datasets/yaml_map.hpp"

namespace assay {

struct AnswerRulesOfSuite {
  AnswerRules all;            ///< what holds for every problem
  std::string abs_tol_field;  ///< field with a problem's own; empty if the suite has none
  std::string abstain;        ///< gold that means that there is none; empty if the suite has none
};

/// Throws DataError "file:line: what".
[[nodiscard]] AnswerRulesOfSuite parse_answer_rules(const YamlMap& answer);

/// The rules of one problem. Throws DataError with the row's place.
[[nodiscard]] AnswerRules answer_rules(const AnswerRulesOfSuite& rules, const RowFields& row,
                                       const std::string& gold);

}  // namespace assay
