// How a row of a suite's data becomes a problem: the rules under `fields` in its YAML.
//
//   fields:
//     id: {format: "test-{row}"}                    texts: see TextRule
//     question: question
//     gold: {field: answer, after: "####", remove: ","}
//     solution, subject, cluster: ...               may be left out; problems of one cluster share
//     a
//                                                   source, and errors are clustered by it
//     level: level                                  an integer
//     tests: {layout: asserts, asserts: test_list}  grader: code; see CodeRules
//     options: {list: options}                      grader: choice; see OptionRules
//     verify: {verifier: arithmetic, numbers: nums, target: target}   grader: verify
//
// A field's name may be a path, as in a.b or final_answer.0.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "datasets/problem.hpp"
#include "datasets/yaml_map.hpp"

namespace assay {

/// How one text of a problem is taken out of a row: a `format` with {row} (its number in its file,
/// from 0), {file} (the file's name without extension) and {field}s in it, or one field: a text, a
/// number, or a list whose items are put together with `join`; of it the content of the last \boxed
/// (`boxed: true`), or what follows the last `after`, without every `remove`, trimmed. Short form
/// in YAML: just the field's name.
struct TextRule {
  std::string field{};
  std::string format{};  ///< instead of `field`
  std::string after{};
  std::string remove{};
  std::optional<std::string> join{};
  bool boxed = false;
};

/// Rules for the tests of a code problem; see CodeTests. A `published` layout (layouts.hpp) has its
/// authors' own field names, so that only its name is given.
struct CodeRules {
  std::string published;
  CodeLayout layout = CodeLayout::asserts;
  std::optional<TextRule> entry_point;
  std::optional<TextRule> prompt;
  std::optional<TextRule> test;
  std::optional<TextRule> setup;
  std::string asserts;  ///< field with a list of texts
  std::string imports;  ///< field with a list of texts; empty if the suite has none
  std::optional<double> timeout_s;
};

/// The options of a multiple-choice problem: `list`, a field that has them in their order, with the
/// gold letter under `gold`; or `right` and `wrong`, fields with one each, which are shuffled by
/// the problem's id, always in the same way, and give the gold letter.
struct OptionRules {
  std::string list;
  std::string right;
  std::vector<std::string> wrong;
};

/// Which verifier judges, and the texts that it wants (`verifier_fields`).
struct VerifyRules {
  std::string verifier;
  std::map<std::string, TextRule> fields;
};

/// How a row becomes a problem.
struct RowMapping {
  TextRule id;
  TextRule question;
  std::optional<TextRule> gold;
  std::optional<TextRule> solution;
  std::optional<TextRule> subject;
  std::optional<TextRule> cluster;
  std::string level;  ///< field with an integer; empty if the suite has none
  std::optional<CodeRules> tests;
  std::optional<OptionRules> options;
  std::optional<VerifyRules> verify;
};

/// Reads `fields` for a suite with this grader. Throws DataError "file:line: what".
[[nodiscard]] RowMapping parse_row_mapping(const YamlMap& fields, const std::string& grader);

}  // namespace assay
