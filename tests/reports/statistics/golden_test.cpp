// Every statistic against golden values that SciPy, statsmodels or plain enumeration gave
// (tests/golden/statistics/make.py).
#include <cmath>
#include <fstream>
#include <limits>
#include <set>

#include "tests/reports/statistics/evaluate.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay::statistics::test {
namespace {

/// Largest difference: absolute below 1, relative above; infinite where the shapes differ.
double distance(const Json& ours, const Json& theirs) {
  const double infinity = std::numeric_limits<double>::infinity();
  if (theirs.is_array()) {
    if (!ours.is_array() || ours.size() != theirs.size()) {
      return infinity;
    }
    double worst = 0;
    for (std::size_t i = 0; i < ours.size(); ++i) {
      worst = std::max(worst, distance(ours[i], theirs[i]));
    }
    return worst;
  }
  if (!theirs.is_number() || !ours.is_number()) {
    return ours == theirs ? 0 : infinity;
  }
  const double b = theirs.get<double>();
  return std::abs(ours.get<double>() - b) / std::max(1.0, std::abs(b));
}

Json golden_cases() {
  std::ifstream file(assay::test::golden("statistics/cases.json"));
  return Json::parse(file).at("cases");
}

TEST_CASE("every statistic equals its independent implementation") {
  std::set<std::string> seen;
  for (const Json& one : golden_cases()) {
    const Json& arguments = one.at("arguments");
    seen.insert(arguments.at("function").get<std::string>());
    const Json ours = evaluate(arguments);
    INFO(arguments.dump() << "\nours " << ours.dump() << "\ntheirs " << one.at("expected").dump());
    CHECK(distance(ours, one.at("expected")) <= one.at("tolerance").get<double>());
  }
  for (const auto& [name, function] : functions()) {
    INFO(name << " has no golden case");
    CHECK(seen.count(name) == 1);
  }
}

TEST_CASE("the comparison with golden values finds a wrong digit, a wrong shape and a lost value") {
  const Json theirs = {0.5, {1.0, nullptr}};
  CHECK(distance(theirs, theirs) == 0);
  CHECK(distance({0.5 + 2e-12, {1.0, nullptr}}, theirs) > 1e-12);
  CHECK(std::isinf(distance({0.5, {1.0}}, theirs)));
  CHECK(std::isinf(distance({0.5, {1.0, 0.0}}, theirs)));
}

}  // namespace
}  // namespace assay::statistics::test
