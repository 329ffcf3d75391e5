#include "graders/code/compare_output.hpp"

#include <vector>

#include "tests/support/catch.hpp"

namespace assay {
namespace {

struct Row {
  const char* rule;
  const char* printed;
  const char* expected;
  bool same;
};

/// LiveCodeBench's rows were put to its own grade_stdio (lcb_runner/evaluation/testing_util.py) and
/// to Python's decimal.
const std::vector<Row> rows = {
    {"token", "1 2\n3\n", "1\n2 3", true},
    {"token", "1 2", "1 2 3", false},
    {"token", "Yes", "YES", false},
    {"token", "1.0", "1", false},
    {"", "a  b\n", "a b", true},
    {"exact", "a b \n\n", "a b", true},
    {"exact", "a  b", "a b", false},
    {"exact", " a", "a", false},
    {"exact", "a\nb", "a b", false},
    {"livecodebench", "  1 2\n 3 \n", "1 2\n3", true},
    {"livecodebench", "1 2 3", "1 2\n3", false},
    {"livecodebench", "1.50 2", "1.5 2.0", true},
    {"livecodebench", "1e3", "1000", true},
    {"livecodebench", "0.1", "0.10000000000000001", false},
    {"livecodebench", "50000000000000001", "50000000000000000", false},
    {"livecodebench", "-0", "0.00", true},
    {"livecodebench", "nan", "NaN", false},
    {"livecodebench", "inf", "Infinity", true},
    {"livecodebench", "yes 1.0", "yes 1", false},
    {"livecodebench", "1_000", "1000", true},
    {"livecodebench", "1\n\n2", "1\n2", false},
    {"float:1e-6", "0.3333333", "0.33333333", true},
    {"float:1e-6", "0.33334", "0.33333333", false},
    {"float:1e-6", "1000000.5", "1000000.0", true},
    {"float:1e-6", "nan", "1", false},
    {"float:1e-6", "yes", "yes", true},
};

TEST_CASE("each rule of comparison accepts what its benchmark accepts") {
  for (const Row& row : rows) {
    INFO(row.rule << ": " << row.printed << " | " << row.expected);
    const std::optional<OutputRule> rule = output_rule(row.rule);
    REQUIRE(rule);
    CHECK(same_output(*rule, row.printed, row.expected) == row.same);
  }
}

TEST_CASE("what is no rule of comparison is not taken for one") {
  for (const char* name : {"tokens", "float", "float:", "float:-1", "float:x", "Exact"}) {
    CHECK_FALSE(output_rule(name));
  }
}

}  // namespace
}  // namespace assay
