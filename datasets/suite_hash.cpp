#include "datasets/suite_hash.hpp"

#include <nlohmann/json.hpp>

#include "engine/core/hash.hpp"

namespace assay {

namespace {

using nlohmann::json;

json tests_json(const CodeTests& tests) {
  return {{"layout", tests.layout == CodeLayout::asserts ? "asserts" : "humaneval"},
          {"language", tests.language},
          {"entry_point", tests.entry_point},
          {"prompt", tests.prompt},
          {"test", tests.test},
          {"setup", tests.setup},
          {"imports", tests.imports},
          {"asserts", tests.asserts},
          {"timeout_s", tests.timeout_s}};
}

json problem_json(const Problem& problem) {
  return {{"id", problem.id},
          {"subject", problem.subject},
          {"level", problem.level},
          {"cluster", problem.cluster},
          {"question", problem.question},
          {"prompt", problem.prompt},
          {"gold", problem.gold},
          {"solution", problem.solution},
          {"tests", problem.tests ? tests_json(*problem.tests) : json(nullptr)}};
}

}  // namespace

std::string suite_hash(const Suite& suite) {
  json problems = json::array();
  for (const Problem& problem : suite.problems) {
    problems.push_back(problem_json(problem));
  }
  const json document = {{"name", suite.name},
                         {"template", suite.prompt_template},
                         {"grader", suite.grader},
                         {"problems", std::move(problems)}};
  return sha256_hex(document.dump());
}

}  // namespace assay
