// The suites' keys into the references: datasets and reports do not know each other.
#include <set>
#include <string>

#include "datasets/suite.hpp"
#include "datasets/suite_yaml.hpp"
#include "reports/references.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

TEST_CASE("every shipped suite that names references has some") {
  std::set<std::string> known;
  for (const Reference& row : load_references({})) {
    known.insert(row.suite);
  }
  std::set<std::string> named;
  for (const SuiteListing& listing : list_suites({})) {
    const std::string key = find_suite(listing.name).reference;
    INFO(listing.name);
    CHECK((key.empty() || known.contains(key)));
    named.insert(key);
  }
  // No reference is out of reach either, but of what is no suite here, which `assay list` shows.
  const std::set<std::string> elsewhere = {"aider_polyglot",
                                           "cnmo24",
                                           "frames",
                                           "hle",
                                           "hmmt25",
                                           "ifeval",
                                           "mmlu",
                                           "livecodebench_2408_2505",
                                           "mmlu_redux",
                                           "simpleqa",
                                           "swe_bench_verified"};
  for (const std::string& suite : known) {
    INFO(suite);
    CHECK(named.contains(suite) != elsewhere.contains(suite));
  }
  for (const std::string& suite : elsewhere) {
    INFO(suite);
    CHECK(known.contains(suite));
  }
}

}  // namespace
}  // namespace assay
