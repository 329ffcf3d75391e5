// Every gold answer of the maths suites is read.
#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "graders/math/parse.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay::math {
namespace {

struct Suite {
  const char* name;
  int problems;
};

constexpr std::array<Suite, 9> suites = {
    Suite{"gsm8k", 1319},  {"math500", 500}, {"aime24", 30},
    {"aime25", 30},        {"amc23", 40},    {"olympiadbench", 675},
    {"minerva_math", 272}, {"svamp", 1000},  {"gsm_plus_mini", 2400}};

/// Gold answers that are no mathematics: words.
const std::vector<std::string> words = {"evelyn", "navin", "east", "even", "ellipse", "none"};

bool holds_text(const Expression& expression) {
  const bool known = std::find(words.begin(), words.end(), expression.text) != words.end();
  return (expression.kind == Kind::text && !known) ||
         std::any_of(expression.args.begin(), expression.args.end(), holds_text);
}

std::vector<std::string> golds_of(const std::string& suite) {
  std::vector<std::string> golds;
  std::ifstream file(test::shared_data("suites/" + suite + "/" + suite + ".jsonl"));
  std::string line;
  while (std::getline(file, line)) {
    const std::string gold = nlohmann::json::parse(line).at("answer");
    const std::size_t mark = gold.find("#### ");
    golds.push_back(mark == std::string::npos ? gold : gold.substr(mark + 5));
  }
  return golds;
}

}  // namespace

TEST_CASE("every gold answer of every maths suite is read as mathematics or is a known word") {
  for (const Suite& suite : suites) {
    const std::vector<std::string> golds = golds_of(suite.name);
    if (golds.empty()) {
      ASSAY_SKIP("the shared data is not here");
    }
    CHECK(static_cast<int>(golds.size()) == suite.problems);
    for (const std::string& gold : golds) {
      const Parsed parsed = parse_answer(gold);
      INFO(suite.name << ": " << gold << " is " << to_text(parsed.expression) << ", "
                      << parsed.unread << parsed.problem);
      CHECK(parsed.ok);
      CHECK(parsed.unread.empty());
      CHECK_FALSE(holds_text(parsed.expression));
    }
  }
}

}  // namespace assay::math
