// The gold answers of the maths suites in the shared data.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/data.hpp"

namespace assay::test {

/// Empty where the shared data is not here.
inline std::vector<std::string> real_golds() {
  std::vector<std::string> golds;
  for (const char* suite : {"math500", "gsm8k", "aime24", "aime25", "amc23", "olympiadbench",
                            "minerva_math", "svamp", "gsm_plus_mini"}) {
    std::ifstream file(shared_data(std::string("suites/") + suite + "/" + suite + ".jsonl"));
    for (std::string line; std::getline(file, line);) {
      const nlohmann::json answer = nlohmann::json::parse(line).at("answer");
      std::string gold = answer.is_string() ? answer.get<std::string>() : answer.dump();
      const std::size_t mark = gold.find("#### ");
      golds.push_back(mark == std::string::npos ? gold : gold.substr(mark + 5));
    }
  }
  return golds;
}

}  // namespace assay::test
