#include "datasets/suite_yaml.hpp"

#include <set>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

const std::string valid = R"(name: sums
title: Sums
license: MIT
reader: jsonl
sources:
  - paths: [sums.jsonl, old.jsonl]
    url: https://example.org/sums.jsonl
    sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
problems: 2
filter: {field: number, from: 1, to: 9}
fields:
  id: {format: "sum-{row}"}
  question: question
  gold: {field: answer, after: "####", remove: ","}
template: "{question}"
grader: math
sampling: {temperature: 0, top_p: 1, top_k: 5, min_p: 0.1, max_tokens: 100}
k: 3
reference: sums
)";

/// `valid` with its line number `line` (from 1) replaced, or taken out where `by` is empty.
std::string changed(int line, const std::string& by) {
  std::string text;
  std::size_t begin = 0;
  for (int number = 1; begin < valid.size(); ++number) {
    const std::size_t end = valid.find('\n', begin) + 1;
    text += number != line ? valid.substr(begin, end - begin) : by.empty() ? "" : by + "\n";
    begin = end;
  }
  return text;
}

std::string error_of(const std::string& text) {
  try {
    (void)parse_suite(text, "s.yaml");
  } catch (const DataError& error) {
    return error.what();
  }
  return "no error";
}

TEST_CASE("an unknown convention of extraction is told by line, with the nearest name") {
  CHECK_NOTHROW(parse_suite(valid + "answer: {extraction: [last_number, boxed]}\n", "s.yaml"));
  CHECK(
      error_of(valid + "answer:\n  extraction: [hash, boxd]\n") ==
      "s.yaml:21: field 'extraction' names 'boxd', which is no convention, did you mean 'boxed'?; "
      "there are: boxed, hash, answer_tag, final_answer, answer_is, answer_colon, choice, "
      "last_expression, last_number, whole");
  CHECK(error_of(valid + "answer: {extraction: [boxed, boxed]}\n") ==
        "s.yaml:20: field 'extraction' names 'boxed' twice");
}

TEST_CASE("a suite's YAML is read field by field") {
  const SuiteDefinition suite = parse_suite(valid, "s.yaml");
  CHECK(suite.name == "sums");
  CHECK(suite.title == "Sums");
  REQUIRE(suite.sources.size() == 2);
  CHECK(suite.sources[1].path == "old.jsonl");
  CHECK(suite.sources[1].url == "https://example.org/sums.jsonl");
  CHECK(suite.sources[1].sha256.substr(0, 4) == "0123");
  CHECK(suite.sources[1].license == "MIT");
  CHECK(suite.expected_problems == 2U);
  CHECK(suite.expected_where == "s.yaml:9");
  REQUIRE(suite.filter);
  CHECK(suite.filter->to == 9);
  CHECK(suite.fields.id.format == "sum-{row}");
  CHECK(suite.fields.question.field == "question");
  CHECK(suite.fields.gold->after == "####");
  CHECK(suite.fields.gold->remove == ",");
  CHECK(suite.sampling == SamplingParams{0.0, 1.0, 5, 0.1, 100});
  CHECK(suite.k == 3);
  CHECK(suite.reference == "sums");
}

TEST_CASE("files of a pattern have addresses, and each is one that it matches") {
  const std::string two = "  - {paths: ['a*.jsonl'], files: [{path: ";
  const auto with = [&](const std::string& file) {
    return error_of(
        changed(6, two + file + ", url: https://example.org/1}]}\n  - paths: [old.jsonl]"));
  };
  CHECK(with("a1.jsonl") == "no error");
  CHECK(with("b1.jsonl") == "s.yaml:6: field 'path' is 'b1.jsonl', which a*.jsonl does not match");
  CHECK(with("../a1.jsonl") ==
        "s.yaml:6: field 'path' holds '../a1.jsonl', which is not below the suite's folder; paths "
        "are relative, without '..'");
  CHECK(error_of(changed(6, "  - paths: [sums.jsonl]\n    files: [{path: a, url: b}]")) ==
        "s.yaml:7: field 'files' has a meaning where 'paths' is one path with * or ?");
}

TEST_CASE("sampling that a suite leaves out is that of preset r1") {
  CHECK(parse_suite(changed(17, ""), "s.yaml").sampling == SamplingParams{});
}

TEST_CASE("a mistake in a suite's YAML is told by file, line and field") {
  struct Case {
    std::string yaml;
    std::string message;
  };
  const Case cases[] = {
      {"", "s.yaml:1: the file must be a map of field: value"},
      {"- a\n", "s.yaml:1: the file must be a map of field: value"},
      {"name: a\ntitle: [unclosed\n", "s.yaml:3: end of sequence flow not found"},
      {changed(1, ""), "s.yaml:1: missing field 'name'"},
      {changed(1, "name: a/b"),
       "s.yaml:1: field 'name' is 'a/b', but may only hold letters, digits and - _ . and not "
       "start with a dot"},
      {changed(2, "title: [a]"), "s.yaml:2: field 'title' must be a text"},
      {changed(2, "titel: a"),
       "s.yaml:2: unknown field 'titel', did you mean 'title'?; there are: name, aliases, title, "
       "license, reader, rows, sources, problems, filter, fields, answer, template, grader, "
       "sampling, k, reference"},
      {changed(2, "name: a"), "s.yaml:2: field 'name' is given twice"},
      {changed(4, "reader: xml"),
       "s.yaml:4: field 'reader' is 'xml', but must be one of: jsonl, json, csv, parquet, builtin"},
      {changed(4, "reader: builtin"),
       "s.yaml:5: field 'sources' has no meaning with reader: builtin"},
      {changed(6, "  - path: a"),
       "s.yaml:6: unknown field 'path' in sources, did you mean 'paths'?; there are: paths, url, "
       "sha256, files"},
      {changed(6, "  - paths: a"), "s.yaml:6: field 'paths' must be a list of texts"},
      {changed(6, "  - paths: [/etc/passwd]"),
       "s.yaml:6: field 'paths' holds '/etc/passwd', which is not below the suite's folder; paths "
       "are relative, without '..'"},
      {changed(6, "  - paths: [a, b/../../c]"),
       "s.yaml:6: field 'paths' holds 'b/../../c', which is not below the suite's folder; paths "
       "are relative, without '..'"},
      {changed(8, "    sha256: abc"),
       "s.yaml:8: field 'sha256' must be 64 lower-case hexadecimal digits"},
      {changed(9, "problems: none"),
       "s.yaml:9: field 'problems' is 'none', but must be an integer from 1 to 2147483647"},
      {changed(10, "filter: {field: number, from: 5, to: 4}"),
       "s.yaml:10: field 'from' is 5, which is above 'to' (4)"},
      {changed(10, "filter: {field: number, from: 5}"), "s.yaml:10: missing field 'to' in filter"},
      {changed(12, "  id: {format: a, field: b}"),
       "s.yaml:12: field 'format' stands alone, without field, after, remove, join or boxed"},
      {changed(13, ""), "s.yaml:12: missing field 'question' in fields"},
      {changed(14, ""), "s.yaml:12: missing field 'gold' in fields"},
      {changed(14, "  gold: {after: a}"), "s.yaml:14: missing field 'field' in gold"},
      {changed(15, "template: \"{problem}\""),
       "s.yaml:15: unknown placeholder {problem} in the template; there are {question}, {asserts}, "
       "{answer_format}, {entry_point} and {options} (write {{problem}} for the braces "
       "themselves)"},
      {changed(15, "template: solve"), "s.yaml:15: the template has no {question}"},
      {changed(16, "grader: judge"),
       "s.yaml:16: field 'grader' is 'judge', but must be one of: math, code, choice, text, "
       "verify"},
      {changed(16, "grader: code"), "s.yaml:12: missing field 'tests' in fields"},
      {changed(16, "grader: choice"), "s.yaml:12: missing field 'options' in fields"},
      {changed(16, "grader: verify"), "s.yaml:12: missing field 'verify' in fields"},
      {changed(14, "  gold: a\n  verify: {verifier: arithmetic}"),
       "s.yaml:15: field 'verify' has no meaning with grader: math"},
      {changed(4, "reader: jsonl\nrows: examples"),
       "s.yaml:5: field 'rows' has a meaning only with reader: json"},
      {changed(16, "grader: math\nanswer: {reltol: 0.1}"),
       "s.yaml:17: unknown field 'reltol' in answer, did you mean 'rel_tol'?; there are: "
       "extraction, rel_tol, abs_tol, abstain, comparison"},
      {changed(16, "grader: math\nanswer: {rel_tol: 2}"),
       "s.yaml:17: field 'rel_tol' is '2', but must be a number from 0 to 1"},
      {changed(10, "filter: {field: day, from: '2024-09', to: '2024-08'}"),
       "s.yaml:10: field 'from' is 2024-09, which is above 'to' (2024-08)"},
      {changed(17, "sampling: {temperature: hot}"),
       "s.yaml:17: field 'temperature' is 'hot', but must be a number from 0 to 100"},
      {changed(17, "sampling: {top_p: .nan}"),
       "s.yaml:17: field 'top_p' is '.nan', but must be a number from 1e-06 to 1"},
      {changed(18, "k: 0"),
       "s.yaml:18: field 'k' is '0', but must be an integer from 1 to 2147483647"},
  };
  for (const Case& mistake : cases) {
    INFO(mistake.yaml);
    CHECK(error_of(mistake.yaml) == mistake.message);
  }
}

/// Suites whose files nobody may pass on, or which were not to be had when they were described: not
/// pinned.
const std::set<std::string> by_their_users = {"gsm_plus",        "gsm_symbolic",  "gsm_symbolic_p1",
                                              "gsm_symbolic_p2", "livecodebench", "multipl_e_cpp",
                                              "gpqa_diamond",    "mmlu_pro"};

TEST_CASE("every suite that is shipped says where its data is, under which licence, and how many") {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(suite_directory())) {
    INFO(entry.path());
    const SuiteDefinition suite = read_suite(entry.path());
    CHECK(suite.name == entry.path().stem());
    CHECK(!suite.license.empty());
    CHECK(suite.expected_problems.has_value() == (suite.reader != ReaderKind::builtin));
    CHECK(suite.sources.empty() == (suite.reader == ReaderKind::builtin));
    CHECK((suite.sources.empty() || !suite.sources.front().url.empty()));
    for (const SourceFile& source : suite.sources) {
      CHECK((source.sha256.size() == 64 || by_their_users.count(suite.name) == 1));
    }
    ++count;
  }
  CHECK(count >= 8);
}

}  // namespace
}  // namespace assay::test
