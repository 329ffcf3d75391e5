#include "datasets/suite.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "datasets/builtin/builtin.hpp"
#include "engine/core/error.hpp"
#include "engine/core/hash.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string load_error(const std::string& name, const fs::path& data) {
  try {
    (void)load_suite(name, data);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

/// A user's own suite in a directory of its own.
class OwnSuite {
 public:
  const std::string yaml =
      "name: own\ntitle: Own\nlicense: MIT\nreader: jsonl\n"
      "sources: [{paths: [q.jsonl], url: https://example.org/q.jsonl}]\n"
      "fields: {id: id, question: q, gold: a, level: level}\n"
      "template: 'Answer: {question}'\ngrader: math\n";
  const std::string rows =
      "{\"id\": \"a\", \"q\": \"1+1\", \"a\": 2, \"level\": 1}\n"
      "{\"id\": \"b\", \"q\": \"2+2\", \"a\": \"4\", \"level\": 2}\n";

  OwnSuite() {
    write(file(), yaml);
    write(data(), rows);
  }
  [[nodiscard]] fs::path file() const { return here_.path() / "own.yaml"; }
  [[nodiscard]] fs::path data() const { return here_.path() / "q.jsonl"; }

  /// What loading says after the data, or the YAML, were replaced.
  [[nodiscard]] std::string error_with_rows(const std::string& text) const {
    write(data(), text);
    return without_directory(load_error(file().string(), {}));
  }
  [[nodiscard]] std::string error_with_yaml(const std::string& text) const {
    write(file(), text);
    return without_directory(load_error(file().string(), {}));
  }

 private:
  [[nodiscard]] std::string without_directory(std::string message) const {
    const std::string prefix = here_.path().string() + "/";
    for (std::size_t at = 0; (at = message.find(prefix)) != std::string::npos;) {
      message.erase(at, prefix.size());
    }
    return message;
  }

  TemporaryDirectory here_;
};

TEST_CASE("a suite of one's own is a YAML file with its data beside it or below --data") {
  const OwnSuite own;
  const Suite suite = load_suite(own.file().string(), {});
  CHECK(suite.name == "own");
  CHECK(suite.k == 1);
  REQUIRE(suite.problems.size() == 2);
  CHECK(suite.problems[0].id == "a");
  CHECK(suite.problems[0].gold == "2");
  CHECK(suite.problems[1].prompt == "Answer: 2+2");
  CHECK(suite.problems[1].level == 2);

  const TemporaryDirectory data;
  write(data.path() / "own/q.jsonl", "{\"id\": \"c\", \"q\": \"3+3\", \"a\": 6, \"level\": 1}\n");
  CHECK(load_suite(own.file().string(), data.path()).problems.at(0).id == "c");
  fs::remove_all(data.path() / "own");
  CHECK(load_suite(own.file().string(), data.path()).problems.at(0).id == "a");
}

TEST_CASE("the data of a suite may be one JSON array") {
  const OwnSuite own;
  std::string yaml = own.yaml;
  yaml.replace(yaml.find("reader: jsonl"), 13, "reader: json");
  write(own.file(), yaml);
  write(own.data(), "[{\"id\": \"a\", \"q\": \"1+1\", \"a\": 2.5, \"level\": 1}]");
  CHECK(load_suite(own.file().string(), {}).problems.at(0).gold == "2.5");
}

TEST_CASE("the data of a suite may be CSV, whose numbers are texts") {
  const OwnSuite own;
  std::string yaml = own.yaml;
  yaml.replace(yaml.find("reader: jsonl"), 13, "reader: csv");
  write(own.file(), yaml);
  write(own.data(), "id,q,a,level\na,\"1+1, or\n2\",2,3\n");
  const Problem problem = load_suite(own.file().string(), {}).problems.at(0);
  CHECK(problem.gold == "2");
  CHECK(problem.level == 3);
  CHECK(problem.prompt == "Answer: 1+1, or\n2");
}

TEST_CASE("a pattern stands for all files that it matches, sorted, each row knowing its file") {
  const OwnSuite own;
  std::string yaml = own.yaml;
  yaml.replace(yaml.find("q.jsonl"), 7, "'part-*.jsonl'");
  yaml.replace(yaml.find("id: id"), 6, "id: {format: '{file}/{row}'}, subject: {format: '{file}'}");
  write(own.file(), yaml);
  const fs::path folder = own.file().parent_path();
  write(folder / "part-b.jsonl", own.rows);
  write(folder / "part-a.jsonl", own.rows);
  write(folder / "other.jsonl", "no JSON");
  const Suite suite = load_suite(own.file().string(), {});
  REQUIRE(suite.problems.size() == 4);
  CHECK(suite.problems[0].id == "part-a/0");
  CHECK(suite.problems[3].id == "part-b/1");
  CHECK(suite.problems[3].subject == "part-b");

  const std::string line = sha256_hex(own.rows) + "  part-";
  const std::string both = sha256_hex(line + "a.jsonl\n" + line + "b.jsonl\n");
  std::string pinned = yaml;
  pinned.insert(pinned.find("}]"), ", sha256: '" + both + "'");
  CHECK(own.error_with_yaml(pinned) == "no error");
  write(folder / "part-c.jsonl", own.rows);
  CHECK(own.error_with_yaml(pinned).rfind("part-*.jsonl: not the published files: their common "
                                          "sha256 is ",
                                          0) == 0);
}

TEST_CASE("rows may lie within an object, and fields within fields") {
  const OwnSuite own;
  std::string yaml = own.yaml;
  yaml.replace(yaml.find("reader: jsonl"), 13, "reader: json\nrows: examples");
  yaml.replace(yaml.find("gold: a"), 7, "gold: {field: a.values, join: ', '}, subject: a.of.1");
  write(own.file(), yaml);
  write(own.data(),
        R"({"canary": 1, "examples": [{"id": "a", "q": "?", "level": 1,
            "a": {"values": [1, "x"], "of": ["first", "second"]}}]})");
  const Suite suite = load_suite(own.file().string(), {});
  CHECK(suite.problems.at(0).gold == "1, x");
  CHECK(suite.problems.at(0).subject == "second");
  CHECK(own.error_with_rows("[]") == "q.jsonl: must be a JSON object with a list 'examples'");
  CHECK(own.error_with_rows(R"({"examples": [{"id": "a", "q": "?", "level": 1, "a": {}}]})") ==
        "q.jsonl: item 0: missing field 'a.of.1' (named at own.yaml:7)");
  CHECK(own.error_with_rows(R"({"examples": [{"id": "a", "quest": "?", "level": 1}]})") ==
        "q.jsonl: item 0: missing field 'q' (named at own.yaml:7)");
}

TEST_CASE("a missing field is answered with the row's field that is nearest") {
  const OwnSuite own;
  std::string yaml = own.yaml;
  yaml.replace(yaml.find("question: q"), 11, "question: questoin");
  write(own.file(), yaml);
  CHECK(own.error_with_rows("{\"id\": \"a\", \"question\": \"x\", \"a\": \"1\"}\n") ==
        "q.jsonl:1: missing field 'questoin', did you mean 'question'? (named at own.yaml:6)");
}

TEST_CASE("the gold answer may be in a box, and rules of answers may be a row's own") {
  const OwnSuite own;
  std::string yaml = own.yaml;
  yaml.replace(yaml.find("gold: a"), 7, "gold: {field: a, boxed: true}");
  yaml += "answer: {rel_tol: 0.01, abs_tol: {field: error}, abstain: None, extraction: [boxed]}\n";
  write(own.file(), yaml);
  const auto row = [](const std::string& answer, const std::string& error) {
    return "{\"id\": \"a\", \"q\": \"?\", \"level\": 1, \"a\": \"" + answer +
           "\", \"error\": " + error + "}\n";
  };
  write(own.data(), row("\\\\boxed{1} so \\\\boxed{\\\\frac{1}{2}}.", "\"1e-1\""));
  const Problem problem = load_suite(own.file().string(), {}).problems.at(0);
  CHECK(problem.gold == "\\frac{1}{2}");
  CHECK(problem.answer.rel_tol == 0.01);
  CHECK(problem.answer.abs_tol == 0.1);
  CHECK(problem.answer.extraction == std::vector<std::string>{"boxed"});
  CHECK_FALSE(problem.answer.abstain);
  write(own.data(), row("\\\\boxed{None}", "null"));
  const Problem none = load_suite(own.file().string(), {}).problems.at(0);
  CHECK(none.answer.abs_tol == 0);
  CHECK(none.answer.abstain);
  CHECK(own.error_with_rows(row("\\\\boxed{1", "null")) ==
        "q.jsonl:1: field 'a' contains no closed \\boxed (named at own.yaml:6)");
  CHECK(own.error_with_rows(row("\\\\boxed{1}", "\"wide\"")) ==
        "q.jsonl:1: field 'error' is 'wide', but must be an error of 0 or more (named at "
        "own.yaml:9)");
}

TEST_CASE("a filter may keep a range of dates") {
  const OwnSuite own;
  write(own.file(), own.yaml + "filter: {field: id, from: b, to: c}\n");
  const Suite suite = load_suite(own.file().string(), {});
  REQUIRE(suite.problems.size() == 1);
  CHECK(suite.problems[0].id == "b");
}

TEST_CASE("an alias is another name of a suite and of its folder") {
  const TemporaryDirectory data;
  const std::string error = load_error("humanevalplus", data.path());
  CHECK(error.rfind("suite humaneval_plus: no data file ", 0) == 0);
  CHECK(error.find("/humanevalplus/HumanEvalPlus.jsonl.gz") != std::string::npos);
}

TEST_CASE("options are lettered, and shuffled always in the same way") {
  const OwnSuite own;
  std::string yaml = own.yaml;
  yaml.replace(yaml.find("gold: a"), 7, "options: {right: a, wrong: [w, v]}");
  yaml.replace(yaml.find("grader: math"), 12, "grader: choice");
  yaml.replace(yaml.find("{question}"), 10, "{question} {options}");
  write(own.file(), yaml);
  std::string rows;
  for (int i = 0; i < 60; ++i) {
    rows += fmt::format(
                R"({{"id": "{}", "q": "?", "a": "right ", "w": "w", "v": "v", "level": 1}})", i) +
            "\n";
  }
  write(own.data(), rows);
  const Suite suite = load_suite(own.file().string(), {});
  std::array<int, 3> places{};
  for (const Problem& problem : suite.problems) {
    REQUIRE(problem.options.size() == 3);
    const int place = problem.gold.at(0) - 'A';
    CHECK(problem.options.at(static_cast<std::size_t>(place)) == "right");
    ++places.at(static_cast<std::size_t>(place));
  }
  for (const int count : places) {
    CHECK(count > 8);
  }
  CHECK(suite.hash == load_suite(own.file().string(), {}).hash);
  CHECK(suite.problems[0].prompt == "Answer: ? A) " + suite.problems[0].options[0] + "\nB) " +
                                        suite.problems[0].options[1] + "\nC) " +
                                        suite.problems[0].options[2]);
  CHECK(own.error_with_rows(R"({"id": "1", "q": "?", "a": "w", "w": "w", "v": "v", "level": 1})") ==
        "q.jsonl:1: the option 'w' stands twice");
}

TEST_CASE("listed options keep their order, and the gold letter must be one of theirs") {
  const OwnSuite own;
  std::string yaml = own.yaml;
  yaml.replace(yaml.find("gold: a"), 7, "gold: a, options: {list: o}");
  yaml.replace(yaml.find("grader: math"), 12, "grader: choice");
  write(own.file(), yaml);
  write(own.data(), R"({"id": "1", "q": "?", "a": "B", "o": ["x", "y"], "level": 1})");
  const Problem problem = load_suite(own.file().string(), {}).problems.at(0);
  CHECK(problem.options == std::vector<std::string>{"x", "y"});
  CHECK(problem.gold == "B");
  CHECK(own.error_with_rows(R"({"id": "1", "q": "?", "a": "C", "o": ["x", "y"], "level": 1})") ==
        "q.jsonl:1: the gold answer 'C' is no letter from A to B");
}

TEST_CASE("what a verifier wants is taken out of the row") {
  const OwnSuite own;
  std::string yaml = own.yaml;
  yaml.replace(yaml.find("gold: a"), 7,
               "verify: {verifier: arithmetic, numbers: {field: n, join: ' '}, "
               "target: {format: '24'}}");
  yaml.replace(yaml.find("grader: math"), 12, "grader: verify");
  write(own.file(), yaml);
  write(own.data(), R"({"id": "1", "q": "?", "n": [4, 6, 1, 1], "level": 1})");
  const Problem problem = load_suite(own.file().string(), {}).problems.at(0);
  REQUIRE(problem.verification);
  CHECK(problem.verification->verifier == "arithmetic");
  CHECK(problem.verification->fields ==
        std::map<std::string, std::string>{{"numbers", "4 6 1 1"}, {"target", "24"}});
}

TEST_CASE("mistakes in a suite's data are told by file, line and field") {
  const OwnSuite own;
  const std::string good = "{\"id\": \"a\", \"q\": \"1+1\", \"a\": 2, \"level\": 1}\n";
  struct Case {
    std::string rows;
    std::string message;
  };
  const Case cases[] = {
      {"", "q.jsonl: holds no problem"},
      {good + "{\"id\": \"b\", \"q\": ", "q.jsonl:2: malformed JSON: the line ends too early"},
      {good + "{\"id\": \"b\", \"q\": \"x\", \"level\": 1}\n",
       "q.jsonl:2: missing field 'a' (named at own.yaml:6)"},
      {good + "{\"id\": \"b\", \"q\": \"x\", \"a\": null, \"level\": 1}\n",
       "q.jsonl:2: field 'a' must be a text, but is of type null (named at own.yaml:6)"},
      {good + "{\"id\": \"b\", \"q\": \"x\", \"a\": \" \", \"level\": 1}\n",
       "q.jsonl:2: the gold answer is empty (field 'a') (named at own.yaml:6)"},
      {good + "{\"id\": \"b\", \"q\": \"\", \"a\": 1, \"level\": 1}\n",
       "q.jsonl:2: the question is empty (field 'q') (named at own.yaml:6)"},
      {good + "{\"id\": \"b\", \"q\": \"x\", \"a\": 1, \"level\": \"Level 1\"}\n",
       "q.jsonl:2: field 'level' must be an integer, but is of type string (named at own.yaml:6)"},
      {good + "{\"id\": \"b\", \"q\": \"x\", \"a\": 1, \"level\": -1}\n",
       "q.jsonl:2: field 'level' is -1, but must be a level of 0 or more (named at own.yaml:6)"},
      {good + good, "suite own: two problems have the id 'a'"},
  };
  for (const Case& mistake : cases) {
    INFO(mistake.rows);
    CHECK(own.error_with_rows(mistake.rows) == mistake.message);
  }
}

TEST_CASE("a rule that finds nothing to cut at is an error, not an empty answer") {
  const OwnSuite own;
  std::string yaml = own.yaml;
  yaml.replace(yaml.find("gold: a"), 7, "gold: {field: a, after: '####'}");
  write(own.file(), yaml);
  CHECK(own.error_with_rows("{\"id\": \"a\", \"q\": \"x\", \"a\": \"2\", \"level\": 1}\n") ==
        "q.jsonl:1: field 'a' does not contain '####' (named at own.yaml:6)");
  CHECK(own.error_with_rows("{\"id\": \"a\", \"q\": \"x\", \"a\": \"2 #### \", \"level\": 1}\n") ==
        "q.jsonl:1: the gold answer is empty (field 'a') (named at own.yaml:6)");
}

TEST_CASE("a count, a checksum or a filter that does not fit names both sides") {
  const OwnSuite own;
  CHECK(own.error_with_yaml(own.yaml + "problems: 3\n") ==
        "q.jsonl: gives 2 problems, but suite own has 3 (own.yaml:9)");
  CHECK(own.error_with_yaml(own.yaml + "filter: {field: level, from: 5, to: 6}\n") ==
        "q.jsonl: no row passes the filter of suite own");
  CHECK(own.error_with_yaml(own.yaml + "filter: {field: lvl, from: 5, to: 6}\n") ==
        "q.jsonl:1: missing field 'lvl' (named at own.yaml:9)");
  const std::string zeros(64, '0');
  std::string pinned = own.yaml;
  pinned.insert(pinned.find("}]"), ", sha256: '" + zeros + "'");
  CHECK(own.error_with_yaml(pinned) == "q.jsonl: not the published file: its sha256 is " +
                                           sha256_hex(own.rows) + ", not " + zeros +
                                           "; fetch it again from https://example.org/q.jsonl");
  pinned.replace(pinned.find(zeros), 64, sha256_hex(own.rows));
  CHECK(own.error_with_yaml(pinned) == "no error");
}

TEST_CASE("a missing data file is told with where it was looked for and where to get it") {
  const OwnSuite own;
  fs::remove(own.data());
  CHECK(load_error(own.file().string(), "/nowhere") ==
        "suite own: no data file /nowhere/own/q.jsonl or " + own.data().string() +
            "; get it by assay fetch " + own.file().string() +
            " --data /nowhere from https://example.org/q.jsonl, or name its place with --data DIR");
  const std::string message = load_error("gsm8k", {});
  CHECK(message.rfind(
            "suite gsm8k: no data file DIR/gsm8k/test.jsonl or DIR/gsm8k/"
            "openai__grade-school-math__test.jsonl; get it by assay fetch gsm8k from https://",
            0) == 0);
  CHECK(message.find("--data DIR") != std::string::npos);
}

TEST_CASE("an unknown suite is answered with the nearest names and all names") {
  std::vector<std::string> names;
  for (const SuiteListing& suite : list_suites({})) {
    names.push_back(suite.name);
  }
  const std::string all =
      fmt::format("; there are: {}, or the path of a YAML file", fmt::join(names, ", "));
  CHECK(load_error("assay-maths", {}) ==
        "unknown suite 'assay-maths', did you mean assay-math?" + all);
  CHECK(load_error("zebra", {}) == "unknown suite 'zebra'" + all);
  CHECK(load_error("./none.yaml", {}) == "cannot read ./none.yaml: No such file or directory");
}

TEST_CASE("the hash of a suite depends on its content, and not on the order of keys") {
  const OwnSuite own;
  const auto hash = [&] { return load_suite(own.file().string(), {}).hash; };
  const std::string before = hash();
  CHECK(before.size() == 64);

  write(own.data(),
        "{\"level\": 1, \"a\": 2, \"q\": \"1+1\", \"id\": \"a\"}\n\n"
        "{\"a\": \"4\", \"level\": 2, \"q\": \"2+2\", \"id\": \"b\"}\n");
  write(own.file(),
        "grader: math\nlicense: MIT\nfields: {level: level, gold: a, question: q, id: id}\n"
        "template: 'Answer: {question}'\nreader: jsonl\nname: own\ntitle: Another title\n"
        "sources: [{paths: [q.jsonl]}]\n");
  CHECK(hash() == before);

  write(own.data(), "{\"level\": 1, \"a\": 3, \"q\": \"1+1\", \"id\": \"a\"}\n" +
                        own.rows.substr(own.rows.find('\n') + 1));
  CHECK(hash() != before);
  write(own.data(), own.rows);
  CHECK(hash() == before);
  std::string yaml = own.yaml;
  yaml.replace(yaml.find("Answer:"), 7, "Reply:");
  write(own.file(), yaml);
  CHECK(hash() != before);
}

TEST_CASE("the list of suites says what is built in, what is there and what is missing") {
  const TemporaryDirectory data;
  write(data.path() / "gsm8k/test.jsonl", "");
  const std::vector<SuiteListing> suites = list_suites(data.path());
  const auto listed = [&](const std::string& name) {
    const auto found = std::find_if(suites.begin(), suites.end(),
                                    [&](const SuiteListing& suite) { return suite.name == name; });
    REQUIRE(found != suites.end());
    return *found;
  };
  CHECK(listed("assay-code").availability == "built in");
  CHECK(listed("assay-code").expected_problems >= 200);
  CHECK(listed("gsm8k").availability == "file present");
  CHECK(listed("gsm8k").expected_problems == 1319);
  CHECK(listed("gsm8k").license == "MIT");
  CHECK(listed("humaneval").availability == "needs --data: humaneval/HumanEval.jsonl.gz");
}

}  // namespace
}  // namespace assay::test
