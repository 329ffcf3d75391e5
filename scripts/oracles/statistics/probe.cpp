// statistics_probe: one case a line on stdin, one result a line on stdout; for compare.py.
#include <iostream>
#include <string>

#include "tests/reports/statistics/evaluate.hpp"

int main() {
  using assay::statistics::test::Json;
  std::string line;
  while (std::getline(std::cin, line)) {
    Json out;
    try {
      out["result"] = assay::statistics::test::evaluate(Json::parse(line));
    } catch (const std::exception& error) {
      out["error"] = error.what();
    }
    std::cout << out.dump() << '\n';
  }
  return 0;
}
