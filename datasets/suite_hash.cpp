#include "datasets/suite_hash.hpp"

#include <nlohmann/json.hpp>

#include "engine/core/hash.hpp"

namespace assay {

namespace {

using nlohmann::json;

json tests_json(const CodeTests& tests) {
  const CodeTests defaults;
  json document = {{"layout", to_string(tests.layout)}};
  for_each_code_field([&](const char* name, auto member) { document[name] = tests.*member; });
  for_each_optional_code_field([&](const char* name, auto member) {
    if (tests.*member != defaults.*member) {
      document[name] = tests.*member;
    }
  });
  return document;
}

json rules_json(const AnswerRules& rules) {
  return {{"extraction", rules.extraction}, {"rel_tol", rules.rel_tol}, {"abs_tol", rules.abs_tol}};
}

json problem_json(const Problem& problem) {
  json document = {{"id", problem.id},
                   {"subject", problem.subject},
                   {"level", problem.level},
                   {"cluster", problem.cluster},
                   {"question", problem.question},
                   {"prompt", problem.prompt},
                   {"gold", problem.gold},
                   {"solution", problem.solution},
                   {"tests", problem.tests ? tests_json(*problem.tests) : json(nullptr)}};
  if (!(problem.answer == AnswerRules{})) {
    document["answer"] = rules_json(problem.answer);
  }
  return document;
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
