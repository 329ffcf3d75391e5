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
  nlohmann::json document = {
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
void append_optional_fields(const Problem& problem, nlohmann::json& document) {
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

AnswerRules rules_from_json(const nlohmann::json& document) {
  AnswerRules rules;
  document.at("extraction").get_to(rules.extraction);
  document.at("rel_tol").get_to(rules.rel_tol);
  document.at("abs_tol").get_to(rules.abs_tol);
  rules.abstain = document.value("abstain", false);
  rules.comparison = document.value("comparison", "");
  return rules;
}

void read_optional_fields(const nlohmann::json& document, Problem& problem) {
  if (document.contains("answer")) {
    problem.answer = rules_from_json(document.at("answer"));
  }
  if (document.contains("options")) {
    document.at("options").get_to(problem.options);
  }
  if (document.contains("verification")) {
    Verification& verification = problem.verification.emplace();
    document.at("verification").at("verifier").get_to(verification.verifier);
    document.at("verification").at("fields").get_to(verification.fields);
  }
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
  append_optional_fields(problem, document);
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
    read_optional_fields(document, problem);
    return problem;
  } catch (const nlohmann::json::exception& error) {
    throw DataError(std::string("a stored problem is damaged: ") + error.what());
  }
}

}  // namespace assay
