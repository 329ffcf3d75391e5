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
  json document = {
      {"extraction", rules.extraction}, {"rel_tol", rules.rel_tol}, {"abs_tol", rules.abs_tol}};
  if (rules.abstain) {
    document["abstain"] = true;
  }
  if (!rules.comparison.empty()) {
    document["comparison"] = rules.comparison;
  }
  return document;
}

/// Fields that only some kinds of problems have: left out where empty, so that files and hashes of
/// the others stay as they are.
void append_optional_fields(const Problem& problem, json& document) {
  if (!(problem.answer == AnswerRules{})) {
    document["answer"] = rules_json(problem.answer);
  }
  if (!problem.options.empty()) {
    document["options"] = problem.options;
  }
  if (problem.verification) {
    document["verification"] = {{"verifier", problem.verification->verifier},
                                {"fields", problem.verification->fields}};
  }
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
  append_optional_fields(problem, document);
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
