#include "datasets/row_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "datasets/verifiers.hpp"

namespace assay {

namespace {

TextRule parse_rule(const YamlMap& fields, const std::string& key) {
  TextRule result;
  if (!fields.is_map(key)) {
    result.field = fields.text(key);
    return result;
  }
  const YamlMap rule = fields.map(key);
  rule.check_keys({"field", "format", "after", "remove", "join", "boxed"});
  if (rule.has("format")) {
    for (const char* other : {"field", "after", "remove", "join", "boxed"}) {
      if (rule.has(other)) {
        rule.fail("format",
                  "field 'format' stands alone, without field, after, remove, join or boxed");
      }
    }
    result.format = rule.text("format");
    return result;
  }
  result.field = rule.text("field");
  result.after = rule.text_or("after", "");
  result.remove = rule.text_or("remove", "");
  if (rule.has("join")) {
    result.join = rule.text("join");
  }
  if (rule.has("boxed")) {
    (void)rule.one_of("boxed", {"true"});
    result.boxed = true;
  }
  return result;
}

std::optional<TextRule> parse_optional_rule(const YamlMap& fields, const std::string& key) {
  return fields.has(key) ? std::optional(parse_rule(fields, key)) : std::nullopt;
}

CodeRules parse_code_rules(const YamlMap& tests) {
  CodeRules rules;
  const std::string layout = tests.one_of(
      "layout", {"asserts", "humaneval", "evalplus", "livecodebench", "multipl_e", "stdin"});
  if (layout == "asserts") {
    tests.check_keys({"layout", "asserts", "setup", "imports", "entry_point", "timeout_s"});
    rules.asserts = tests.text("asserts");
    rules.imports = tests.text_or("imports", "");
    rules.setup = parse_optional_rule(tests, "setup");
    rules.entry_point = parse_optional_rule(tests, "entry_point");
  } else if (layout != "humaneval") {
    tests.check_keys({"layout", "timeout_s"});
    rules.published = layout;
  } else {
    tests.check_keys({"layout", "entry_point", "prompt", "test", "timeout_s"});
    rules.layout = CodeLayout::humaneval;
    rules.entry_point = parse_rule(tests, "entry_point");
    rules.prompt = parse_rule(tests, "prompt");
    rules.test = parse_rule(tests, "test");
  }
  if (tests.has("timeout_s")) {
    rules.timeout_s = tests.number("timeout_s", 0.1, 3600);
  }
  return rules;
}

OptionRules parse_option_rules(const YamlMap& options, const YamlMap& fields) {
  options.check_keys({"list", "right", "wrong"});
  OptionRules rules;
  if (options.has("list")) {
    for (const char* other : {"right", "wrong"}) {
      if (options.has(other)) {
        options.fail(other, fmt::format("field '{}' has no meaning beside 'list'", other));
      }
    }
    rules.list = options.text("list");
    return rules;
  }
  rules.right = options.text("right");
  rules.wrong = options.texts("wrong");
  if (fields.has("gold")) {
    fields.fail("gold", "field 'gold' has no meaning where 'options' names the right one");
  }
  return rules;
}

VerifyRules parse_verify_rules(const YamlMap& verify) {
  VerifyRules rules;
  rules.verifier =
      verify.one_of("verifier", {verifier_fields[0].verifier, verifier_fields[1].verifier});
  const auto& known = *std::find_if(
      verifier_fields.begin(), verifier_fields.end(),
      [&](const VerifierFields& fields) { return fields.verifier == rules.verifier; });
  verify.check_keys({"verifier", known.fields[0], known.fields[1]});
  for (const std::string_view field : known.fields) {
    rules.fields.emplace(field, parse_rule(verify, std::string(field)));
  }
  return rules;
}

}  // namespace

RowMapping parse_row_mapping(const YamlMap& fields, const std::string& grader) {
  fields.check_keys({"id", "question", "gold", "solution", "subject", "cluster", "level", "tests",
                     "options", "verify"});
  RowMapping mapping;
  mapping.id = parse_rule(fields, "id");
  mapping.question = parse_rule(fields, "question");
  mapping.solution = parse_optional_rule(fields, "solution");
  mapping.subject = parse_optional_rule(fields, "subject");
  mapping.cluster = parse_optional_rule(fields, "cluster");
  mapping.level = fields.text_or("level", "");
  mapping.gold = parse_optional_rule(fields, "gold");
  struct OwnField {
    const char* grader;
    const char* field;
  };
  for (const OwnField own :
       {OwnField{"code", "tests"}, {"choice", "options"}, {"verify", "verify"}}) {
    if (grader != own.grader && fields.has(own.field)) {
      fields.fail(own.field,
                  fmt::format("field '{}' has no meaning with grader: {}", own.field, grader));
    }
  }
  if (grader == "code") {
    mapping.tests = parse_code_rules(fields.map("tests"));
  } else if (grader == "choice") {
    mapping.options = parse_option_rules(fields.map("options"), fields);
  } else if (grader == "verify") {
    mapping.verify = parse_verify_rules(fields.map("verify"));
  }
  const bool gold =
      grader == "math" || grader == "text" || (mapping.options && !mapping.options->list.empty());
  if (gold && !mapping.gold) {
    mapping.gold = parse_rule(fields, "gold");  // says that it is missing
  }
  return mapping;
}

}  // namespace assay
