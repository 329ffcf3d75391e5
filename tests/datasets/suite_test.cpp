#include "datasets/suite.hpp"

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
      {good + "{\"id\": \"b\", \"q\": \"x\", \"level\": 1}\n", "q.jsonl:2: missing field 'a'"},
      {good + "{\"id\": \"b\", \"q\": \"x\", \"a\": null, \"level\": 1}\n",
       "q.jsonl:2: field 'a' must be a text, but is of type null"},
      {good + "{\"id\": \"b\", \"q\": \"x\", \"a\": \" \", \"level\": 1}\n",
       "q.jsonl:2: the gold answer is empty (field 'a')"},
      {good + "{\"id\": \"b\", \"q\": \"\", \"a\": 1, \"level\": 1}\n",
       "q.jsonl:2: the question is empty (field 'q')"},
      {good + "{\"id\": \"b\", \"q\": \"x\", \"a\": 1, \"level\": \"Level 1\"}\n",
       "q.jsonl:2: field 'level' must be an integer, but is of type string"},
      {good + "{\"id\": \"b\", \"q\": \"x\", \"a\": 1, \"level\": -1}\n",
       "q.jsonl:2: field 'level' is -1, but must be a level of 0 or more"},
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
        "q.jsonl:1: field 'a' does not contain '####'");
  CHECK(own.error_with_rows("{\"id\": \"a\", \"q\": \"x\", \"a\": \"2 #### \", \"level\": 1}\n") ==
        "q.jsonl:1: the gold answer is empty (field 'a')");
}

TEST_CASE("a count, a checksum or a filter that does not fit names both sides") {
  const OwnSuite own;
  CHECK(own.error_with_yaml(own.yaml + "problems: 3\n") ==
        "q.jsonl: gives 2 problems, but suite own has 3 (own.yaml:9)");
  CHECK(own.error_with_yaml(own.yaml + "filter: {field: level, from: 5, to: 6}\n") ==
        "q.jsonl: no row passes the filter of suite own");
  CHECK(own.error_with_yaml(own.yaml + "filter: {field: lvl, from: 5, to: 6}\n") ==
        "q.jsonl:1: missing field 'lvl'");
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
            "; get it from https://example.org/q.jsonl and name its place with --data DIR");
  const std::string message = load_error("gsm8k", {});
  CHECK(message.rfind("suite gsm8k: no data file DIR/gsm8k/test.jsonl or DIR/gsm8k/"
                      "openai__grade-school-math__test.jsonl; get it from https://",
                      0) == 0);
  CHECK(message.find("--data DIR") != std::string::npos);
}

TEST_CASE("an unknown suite is answered with the nearest names and all names") {
  CHECK(load_error("assay-maths", {}) ==
        "unknown suite 'assay-maths', did you mean assay-math?; there are: assay-code, "
        "assay-math, gsm8k, humaneval, humanevalplus, math500, mbpp, mbpp_sanitized, or the path "
        "of a YAML file");
  CHECK(load_error("zebra", {}) ==
        "unknown suite 'zebra'; there are: assay-code, assay-math, gsm8k, humaneval, "
        "humanevalplus, math500, "
        "mbpp, mbpp_sanitized, or the path of a YAML file");
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
  REQUIRE(suites.size() == 8);
  CHECK(suites[0].name == "assay-code");
  CHECK(suites[0].availability == "built in");
  CHECK(suites[0].expected_problems >= 200);
  CHECK(suites[2].name == "gsm8k");
  CHECK(suites[2].availability == "file present");
  CHECK(suites[2].expected_problems == 1319);
  CHECK(suites[2].license == "MIT");
  CHECK(suites[3].name == "humaneval");
  CHECK(suites[3].availability == "needs --data: humaneval/HumanEval.jsonl.gz");
}

}  // namespace
}  // namespace assay::test
