// What a suite's YAML file says: where its data lies, how a row of it becomes a problem, how the
// problem is asked and judged. Parsed and checked as a whole before any data is read.
//
//   name: gsm8k                 letters, digits, - _ .; also the folder of its data
//   title: GSM8K, test split
//   license: MIT
//   reader: jsonl               or json (one array of objects), csv, parquet, or builtin
//                               (generated: no data)
//   sources:                    alternatives: the first file that is there is read
//     - paths: [test.jsonl]     below <data>/<name>; names in .gz, .zst are decompressed
//       url: https://...
//       sha256: ...             of the file; may be left out, and is then not checked
//   problems: 1319              official count, after the filter; may be left out
//   filter: {field: task_id, from: 11, to: 510}
//   fields:                     see RowMapping
//     id: {format: "test-{row}"}
//     question: question
//     gold: {field: answer, after: "####", remove: ","}
//   template: |-                see prompt.hpp
//     {question}
//   grader: math                or code
//   sampling: {temperature: 0.6, top_p: 0.95, top_k: 0, min_p: 0, max_tokens: 32768}
//   k: 1
//   reference: gsm8k            key into the references; may be left out
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/problem.hpp"
#include "datasets/suite.hpp"

namespace assay {

/// How one text of a problem is taken out of a row: a `format` with {row} (counted from 0) and
/// {field}s in it, or one field: what follows the last `after` in it, without every `remove`,
/// trimmed. Short form in YAML: just the field's name.
struct TextRule {
  std::string field;
  std::string format;  ///< instead of `field`
  std::string after;
  std::string remove;
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
};

/// Keeps the rows whose integer `field` lies in [from, to].
struct RowFilter {
  std::string field;
  long long from = 0;
  long long to = 0;
};

enum class ReaderKind { jsonl, json, csv, parquet, builtin };

struct SuiteDefinition {
  std::filesystem::path file;  ///< of this definition
  std::string name;
  std::string title;
  std::string license;
  ReaderKind reader = ReaderKind::jsonl;
  std::vector<SourceFile> sources;
  std::optional<std::size_t> expected_problems;
  std::string expected_where;  ///< "file:line" of that count, for messages
  std::optional<RowFilter> filter;
  RowMapping fields;
  std::string prompt_template;
  std::string grader;
  SamplingParams sampling;
  int k = 1;
  std::string reference;
};

/// Throws DataError "file:line: what" for anything that is not as above.
[[nodiscard]] SuiteDefinition parse_suite(std::string_view text, const std::filesystem::path& file);

/// The same for a file. Throws UsageError if it cannot be read.
[[nodiscard]] SuiteDefinition read_suite(const std::filesystem::path& file);

}  // namespace assay
