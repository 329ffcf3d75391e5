// trace_spans_probe: a JSON object {text, question} a line on stdin, a list of [begin, end,
// behaviour] in bytes a line on stdout; for score.py.
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "reports/statistics/trace_spans.hpp"

int main() {
  using nlohmann::json;
  std::string line;
  while (std::getline(std::cin, line)) {
    const json one = json::parse(line);
    json spans = json::array();
    for (const auto& span : assay::statistics::find_spans(one.at("text").get<std::string>(),
                                                          one.at("question").get<std::string>())) {
      spans.push_back({span.begin, span.end, to_string(span.behaviour)});
    }
    std::cout << spans.dump() << '\n';
  }
  return 0;
}
