// What a suite's YAML file says: where its data lies, how a row of it becomes a problem, how the
// problem is asked and judged. Parsed and checked as a whole before any data is read.
//
//   name: gsm8k                 letters, digits, - _ .; also the folder of its data
//   aliases: [grade-school]     other names, also for the folder; may be left out
//   title: GSM8K, test split
//   license: MIT
//   reader: jsonl               or json (one array of objects), csv, parquet, or builtin
//                               (generated: no data)
//   rows: examples              json: the file is one object, whose rows are this list
//   sources:                    alternatives: the first that is there is read
//     - paths: [test.jsonl]     below <data>/<name>; names in .gz, .zst are decompressed; one with
//                               * or ? stands for all files that it matches, sorted and read one
//                               after another
//       url: https://...        of the file, or of a page where people get it
//       sha256: ...             of the file; of several that of the output of `sha256sum FILES`
//                               within their folder; may be left out, and is then not checked
//       files:                  with * or ?: each file with its address, for `assay fetch`; may be
//         - {path: a.json, url: https://..., sha256: ...}              left out, sha256 too
//   problems: 1319              official count, after the filter; may be left out
//   filter: {field: task_id, from: 11, to: 510}   integers, or texts such as dates, both included
//   fields: {id: ..., ...}      see row_rules.hpp
//   answer: {rel_tol: 0.01}     see answer_rules.hpp; may be left out
//   template: |-                see prompt.hpp
//     {question}
//   grader: math                or code, choice, text, verify
//   sampling: {temperature: 0.6, top_p: 0.95, top_k: 0, min_p: 0, max_tokens: 32768}
//   k: 1
//   reference: gsm8k            key into the references; may be left out
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/answer_rules.hpp"
#include "datasets/row_rules.hpp"
#include "datasets/suite.hpp"

namespace assay {

/// Keeps the rows whose `field` lies in [from, to], or in [first, last] if these are not empty:
/// texts, in the order of their bytes.
struct RowFilter {
  std::string field;
  long long from = 0;
  long long to = 0;
  std::string first{};
  std::string last{};
};

enum class ReaderKind { jsonl, json, csv, parquet, builtin };

struct SuiteDefinition {
  std::filesystem::path file;  ///< of this definition
  std::string name;
  std::vector<std::string> aliases;
  std::string title;
  std::string license;
  ReaderKind reader = ReaderKind::jsonl;
  std::string rows;  ///< json: where the rows are within the file's object; empty: it is a list
  std::vector<SourceFile> sources;
  std::optional<std::size_t> expected_problems;
  std::string expected_where;  ///< "file:line" of that count, for messages
  std::optional<RowFilter> filter;
  RowMapping fields;
  AnswerRulesOfSuite answer;
  std::string prompt_template;
  std::string grader;
  SamplingParams sampling;
  int k = 1;
  std::string reference;
  std::string reference_where;  ///< "file:line" of that key, for messages
  /// "file:line" where `fields`, `answer` or `filter` names a field of the data; see Row::named_at.
  std::shared_ptr<const std::map<std::string, std::string>> named_at;
};

/// Throws DataError "file:line: what" for anything that is not as above.
[[nodiscard]] SuiteDefinition parse_suite(std::string_view text, const std::filesystem::path& file);

/// The same for a file. Throws UsageError if it cannot be read.
[[nodiscard]] SuiteDefinition read_suite(const std::filesystem::path& file);

/// Of a shipped suite by its name or alias, or of the YAML file at a path. Throws UsageError with
/// the nearest names if there is none.
[[nodiscard]] SuiteDefinition find_suite(std::string_view name);

[[nodiscard]] bool is_shipped(const SuiteDefinition& suite);

}  // namespace assay
