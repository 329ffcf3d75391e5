#include "datasets/fetch.hpp"

#include <fstream>

#include "datasets/suite.hpp"
#include "engine/core/error.hpp"
#include "engine/core/hash.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/environment.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;

/// The plan of a suite whose sources are `yaml`.
FetchPlan plan_of(const TemporaryDirectory& here, const std::string& yaml,
                  const std::string& data = "data") {
  const fs::path file = here.path() / "own.yaml";
  std::ofstream(file) << "name: own\ntitle: Own\nlicense: MIT\nreader: jsonl\nsources:\n"
                      << yaml
                      << "fields: {id: id, question: q, gold: a}\ntemplate: '{question}'\n"
                         "grader: math\n";
  return plan_fetch(file.string(), here.path() / data);
}

std::string error_of(const TemporaryDirectory& here, const std::string& yaml) {
  try {
    (void)plan_of(here, yaml);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

const std::string pinned = ", sha256: " + sha256_hex("text") + "}\n";

TEST_CASE("a file is fetched under the name that its address ends in") {
  const TemporaryDirectory here;
  const FetchPlan plan =
      plan_of(here, "  - {paths: [theirs__q.jsonl, q.jsonl], url: https://a.org/x/q.jsonl}\n");
  REQUIRE(plan.downloads.size() == 1);
  CHECK(plan.downloads[0].request.target == here.path() / "data/own/q.jsonl");
  CHECK(plan.downloads[0].request.url == "https://a.org/x/q.jsonl");
  CHECK_FALSE(plan.is_pinned);
  const FetchPlan query =
      plan_of(here, "  - {paths: [q.jsonl], url: 'https://a.org/get?id=7'" + pinned);
  CHECK(query.downloads.at(0).request.target.filename() == "q.jsonl");
  CHECK(query.is_pinned);
}

TEST_CASE("data with the address of a page, or none, are for the user to get") {
  const TemporaryDirectory here;
  const std::string where = (here.path() / "data/own").string();
  CHECK(
      error_of(here, "  - {paths: [q.jsonl], url: https://a.org/datasets/q}\n") ==
      "suite own: assay fetch cannot get it: https://a.org/datasets/q does not end in q.jsonl and "
      "no sha256 says what is to come: it may be a page; get it from there by hand, and put it "
      "at " +
          where + "/q.jsonl");
  CHECK(
      error_of(here, "  - {paths: ['q*.jsonl'], url: https://a.org/datasets/q}\n") ==
      "suite own: assay fetch cannot get them: q*.jsonl is several files, and "
      "https://a.org/datasets/q a page about them; get them from there by hand, and put them at " +
          where + "/q*.jsonl");
  CHECK(
      error_of(here, "  - {paths: [q.jsonl]}\n") ==
      "suite own: assay fetch cannot get it: the suite has no address of q.jsonl; get it from its "
      "authors, and put it at " +
          where + "/q.jsonl");
}

TEST_CASE("a run without data names assay fetch exactly where that has something to download") {
  const TemporaryDirectory here;
  for (const SuiteListing& suite : list_suites({})) {
    if (suite.availability == "built in") {
      continue;
    }
    INFO(suite.name);
    bool can_fetch = true;
    try {
      can_fetch = !plan_fetch(suite.name, here.path()).downloads.empty();
    } catch (const UsageError&) {
      can_fetch = false;
    }
    CHECK_THROWS_WITH(load_suite(suite.name, here.path()),
                      Catch::Contains(can_fetch ? "get it by assay fetch " + suite.name + " --data "
                                                : "assay fetch cannot get "));
  }
}

TEST_CASE("files that are there are left alone if they are as published, or may be") {
  const TemporaryDirectory here;
  fs::create_directories(here.path() / "data/own");
  std::ofstream(here.path() / "data/own/q.jsonl") << "text";
  const FetchPlan right =
      plan_of(here, "  - {paths: [q.jsonl], url: https://a.org/q.jsonl" + pinned);
  CHECK(right.downloads.empty());
  CHECK(right.present.size() == 1);
  CHECK(right.is_pinned);
  CHECK_FALSE(plan_of(here, "  - {paths: [q.jsonl], url: https://a.org/q.jsonl}\n").is_pinned);

  std::ofstream(here.path() / "data/own/q.jsonl") << "other";
  const FetchPlan wrong =
      plan_of(here, "  - {paths: [q.jsonl], url: https://a.org/q.jsonl" + pinned);
  CHECK(wrong.downloads.at(0).request.target == here.path() / "data/own/q.jsonl");
  CHECK(wrong.downloads.at(0).replaced == sha256_hex("other"));
  CHECK_THAT(error_of(here, "  - {paths: [q.jsonl]" + pinned),
             Catch::Contains("not the published"));
}

TEST_CASE("of several files with addresses those that are missing or wrong are fetched") {
  const TemporaryDirectory here;
  const std::string yaml =
      "  - paths: ['q*.jsonl']\n    url: https://a.org/page\n    files:\n"
      "      - {path: q1.jsonl, url: https://a.org/1, sha256: " +
      sha256_hex("one") +
      "}\n      - {path: q2.jsonl, url: https://a.org/2, sha256: " + sha256_hex("two") +
      "}\n      - {path: q3.jsonl, url: https://a.org/q3.jsonl}\n";
  const FetchPlan all = plan_of(here, yaml);
  REQUIRE(all.downloads.size() == 3);
  CHECK(all.downloads[1].request.url == "https://a.org/2");
  CHECK(all.downloads[1].request.target == here.path() / "data/own/q2.jsonl");
  CHECK(all.downloads[1].request.sha256 == sha256_hex("two"));
  CHECK_FALSE(all.is_pinned);  // the third is not

  fs::create_directories(here.path() / "data/own");
  std::ofstream(here.path() / "data/own/q1.jsonl") << "one";
  std::ofstream(here.path() / "data/own/q2.jsonl") << "broken";
  const FetchPlan rest = plan_of(here, yaml);
  CHECK(rest.present == std::vector<fs::path>{here.path() / "data/own/q1.jsonl"});
  REQUIRE(rest.downloads.size() == 2);
  CHECK(rest.downloads[0].replaced == sha256_hex("broken"));
  CHECK(rest.downloads[1].replaced.empty());
}

TEST_CASE("HF_TOKEN is for huggingface.co alone") {
  const EnvironmentVariable token("HF_TOKEN", "hf_secret");
  CHECK(token_for("https://huggingface.co/datasets/x/resolve/main/q.jsonl") == "hf_secret");
  CHECK(token_for("http://huggingface.co/datasets/x").empty());
  CHECK(token_for("https://huggingface.co.evil.org/x").empty());
  CHECK(token_for("https://raw.githubusercontent.com/x").empty());
  const EnvironmentVariable broken("HF_TOKEN", "two words");
  CHECK_THROWS_WITH(token_for("https://huggingface.co/x"), Catch::StartsWith("$HF_TOKEN: "));
  CHECK(token_for("https://elsewhere.org/x").empty());
}

}  // namespace
}  // namespace assay::test
