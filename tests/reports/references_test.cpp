#include "reports/references.hpp"

#include <fstream>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay {
namespace {

using Catch::Matchers::Contains;

const std::string valid =
    "source:\n  title: \"A card\"\n  url: https://example.org/card\nkind: model card\n"
    "date: \"2026-01\"\nresults:\n"
    "  - {suite: zzz, model: m, metric: \"cons@8\", value: 12.5, k: 8, notes: \"greedy\"}\n";

std::vector<Reference> load(const std::string& text) {
  const test::TemporaryDirectory here;
  std::ofstream(here.path() / "x.yaml") << text;
  return load_references(here.path());
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST_CASE("every shipped reference has a source, and R1's figures are the paper's") {
  const std::vector<Reference> references = load_references({});
  CHECK(references.size() > 40);
  bool found = false;
  for (const Reference& row : references) {
    INFO(row.suite << " " << row.model << " " << row.metric);
    CHECK((row.kind == ReferenceKind::model_card || row.source_url.starts_with("https://")));
    CHECK_FALSE(row.source_title.empty());
    CHECK_FALSE(row.date.empty());
    CHECK(row.value > 0);
    found = found || (row.suite == "math500" && row.model == "DeepSeek-R1" &&
                      row.metric == "pass@1" && row.value == 97.3);
  }
  CHECK(found);
}

TEST_CASE("a user's directory adds to the shipped references") {
  const std::vector<Reference> references = load(valid);
  REQUIRE_FALSE(references.empty());
  const Reference& last = references.back();
  CHECK(last.suite == "zzz");
  CHECK(last.metric == "cons@8");
  CHECK(last.value == 12.5);
  CHECK(last.k == 8);
  CHECK(last.notes == "greedy");
  CHECK(last.kind == ReferenceKind::model_card);
  CHECK_THROWS_WITH(load_references("/no/such/dir"), "--references /no/such/dir: not a directory");
}

TEST_CASE("mistakes are told by file, line and field") {
  struct Case {
    const char* from;
    const char* to;
    const char* message;
  };
  const Case cases[] = {
      {"value: 12.5", "value: 101", "x.yaml:7: field 'value' must be a number from 0 to 100"},
      {"value: 12.5", "value: high", "x.yaml:7: field 'value'"},
      {", value: 12.5", "", "x.yaml:7: field 'value' is missing"},
      {"model: m", "modell: m", "x.yaml:7: unknown field 'modell'"},
      {"cons@8", "f1", "x.yaml:7: field 'metric' is 'f1', not pass@K or cons@K"},
      {"cons@8", "pass@", "x.yaml:7: field 'metric'"},
      {"k: 8", "k: 0", "x.yaml:7: field 'k' must be an integer from 1"},
      {"kind: model card", "kind: rumour", "x.yaml:4: field 'kind' is 'rumour'"},
      {"https://", "javascript:", "x.yaml:3: field 'url' must start with https://"},
      {"title: \"A card\"", "title: \"\"", "x.yaml:2: field 'title' must be a text"},
      {"date: \"2026-01\"\n", "", "field 'date' is missing"},
      {"source:\n", "source: [\n", "x.yaml:"},
      {"source:\n", "from:\n", "x.yaml:1: unknown field 'from'"},
  };
  for (const Case& one : cases) {
    INFO(one.from << " -> " << one.to);
    CHECK_THROWS_AS(load(replaced(valid, one.from, one.to)), DataError);
    CHECK_THROWS_WITH(load(replaced(valid, one.from, one.to)), Contains(one.message));
  }
  CHECK_THROWS_WITH(load("- a list\n"), Contains("x.yaml:1: must be a map"));
}

}  // namespace
}  // namespace assay
