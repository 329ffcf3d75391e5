#include "reports/run/problem_json.hpp"

#include "engine/core/error.hpp"

namespace assay {

namespace {

nlohmann::json tests_json(const CodeTests& tests) {
  const CodeTests defaults;
  nlohmann::json document = {{"layout", to_string(tests.layout)}};
  for_each_code_field([&](const char* name, auto member) { document[name] = tests.*member; });
  for_each_optional_code_field([&](const char* name, auto member) {
    if (tests.*member != defaults.*member) {
      document[name] = tests.*member;
    }
  });
  return document;
}

CodeTests tests_from_json(const nlohmann::json& document) {
  const auto name = document.at("layout").get<std::string>();
  const std::optional<CodeLayout> layout = code_layout_from(name);
  if (!layout) {
    throw DataError("a stored problem has the layout '" + name +
                    "', which this version does not know; use a newer assay");
  }
  CodeTests tests;
  tests.layout = *layout;
  for_each_code_field(
      [&](const char* field, auto member) { document.at(field).get_to(tests.*member); });
  for_each_optional_code_field([&](const char* field, auto member) {
    if (document.contains(field)) {
      document.at(field).get_to(tests.*member);
    }
  });
  return tests;
}

nlohmann::json rules_json(const AnswerRules& rules) {
  return {{"extraction", rules.extraction}, {"rel_tol", rules.rel_tol}, {"abs_tol", rules.abs_tol}};
}

AnswerRules rules_from_json(const nlohmann::json& document) {
  AnswerRules rules;
  document.at("extraction").get_to(rules.extraction);
  document.at("rel_tol").get_to(rules.rel_tol);
  document.at("abs_tol").get_to(rules.abs_tol);
  return rules;
}

}  // namespace

nlohmann::json to_json(const Problem& problem) {
  nlohmann::json document = {
      {"id", problem.id},           {"subject", problem.subject},   {"level", problem.level},
      {"cluster", problem.cluster}, {"question", problem.question}, {"prompt", problem.prompt},
      {"gold", problem.gold},       {"solution", problem.solution}, {"tests", nullptr}};
  if (problem.tests) {
    document["tests"] = tests_json(*problem.tests);
  }
  if (!(problem.answer == AnswerRules{})) {
    document["answer"] = rules_json(problem.answer);
  }
  return document;
}

Problem problem_from_json(const nlohmann::json& document) {
  try {
    Problem problem;
    document.at("id").get_to(problem.id);
    document.at("subject").get_to(problem.subject);
    document.at("level").get_to(problem.level);
    document.at("cluster").get_to(problem.cluster);
    document.at("question").get_to(problem.question);
    document.at("prompt").get_to(problem.prompt);
    document.at("gold").get_to(problem.gold);
    document.at("solution").get_to(problem.solution);
    if (!document.at("tests").is_null()) {
      problem.tests = tests_from_json(document.at("tests"));
    }
    if (document.contains("answer")) {
      problem.answer = rules_from_json(document.at("answer"));
    }
    return problem;
  } catch (const nlohmann::json::exception& error) {
    throw DataError(std::string("a stored problem is damaged: ") + error.what());
  }
}

}  // namespace assay
