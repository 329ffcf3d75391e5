#include "reports/run/problem_json.hpp"

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr const char* asserts_name = "asserts";
constexpr const char* humaneval_name = "humaneval";

nlohmann::json tests_json(const CodeTests& tests) {
  return {{"layout", tests.layout == CodeLayout::humaneval ? humaneval_name : asserts_name},
          {"language", tests.language},
          {"entry_point", tests.entry_point},
          {"prompt", tests.prompt},
          {"test", tests.test},
          {"setup", tests.setup},
          {"imports", tests.imports},
          {"asserts", tests.asserts},
          {"timeout_s", tests.timeout_s}};
}

CodeTests tests_from_json(const nlohmann::json& document) {
  CodeTests tests;
  tests.layout =
      document.at("layout") == humaneval_name ? CodeLayout::humaneval : CodeLayout::asserts;
  document.at("language").get_to(tests.language);
  document.at("entry_point").get_to(tests.entry_point);
  document.at("prompt").get_to(tests.prompt);
  document.at("test").get_to(tests.test);
  document.at("setup").get_to(tests.setup);
  document.at("imports").get_to(tests.imports);
  document.at("asserts").get_to(tests.asserts);
  document.at("timeout_s").get_to(tests.timeout_s);
  return tests;
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
    return problem;
  } catch (const nlohmann::json::exception& error) {
    throw DataError(std::string("a stored problem is damaged: ") + error.what());
  }
}

}  // namespace assay
