#include "datasets/suite_yaml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "datasets/prompt.hpp"
#include "datasets/yaml_map.hpp"
#include "engine/core/error.hpp"
#include "engine/core/file.hpp"

namespace assay {

namespace {

constexpr long long most = std::numeric_limits<int>::max();

bool is_plain_name(const std::string& name) {
  return name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == '.';
         });
}

std::string suite_name(const YamlMap& root) {
  std::string name = root.text("name");
  if (!is_plain_name(name)) {
    root.fail("name", fmt::format("field 'name' is '{}', but may only hold letters, digits and "
                                  "- _ . and not start with a dot",
                                  name));
  }
  return name;
}

std::string pinned_hash(const YamlMap& source) {
  if (!source.has("sha256")) {
    return {};
  }
  std::string hash = source.text("sha256");
  const bool hexadecimal = std::all_of(hash.begin(), hash.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
  if (hash.size() != 64 || !hexadecimal) {
    source.fail("sha256", "field 'sha256' must be 64 lower-case hexadecimal digits");
  }
  return hash;
}

std::vector<SourceFile> parse_sources(const YamlMap& root, const std::string& license) {
  std::vector<SourceFile> sources;
  for (const YamlMap& source : root.maps("sources")) {
    source.check_keys({"paths", "url", "sha256"});
    for (const std::string& path : source.texts("paths")) {
      sources.push_back({path, source.text_or("url", ""), pinned_hash(source), license});
    }
  }
  return sources;
}

RowFilter parse_filter(const YamlMap& filter) {
  filter.check_keys({"field", "from", "to"});
  RowFilter result{filter.text("field"), filter.integer("from", -most, most),
                   filter.integer("to", -most, most)};
  if (result.from > result.to) {
    filter.fail("from", fmt::format("field 'from' is {}, which is above 'to' ({})", result.from,
                                    result.to));
  }
  return result;
}

TextRule parse_rule(const YamlMap& fields, const std::string& key) {
  if (!fields.is_map(key)) {
    return {fields.text(key), "", "", ""};
  }
  const YamlMap rule = fields.map(key);
  rule.check_keys({"field", "format", "after", "remove"});
  if (rule.has("format")) {
    if (rule.has("field") || rule.has("after") || rule.has("remove")) {
      rule.fail("format", "field 'format' stands alone, without field, after or remove");
    }
    return {"", rule.text("format"), "", ""};
  }
  return {rule.text("field"), "", rule.text_or("after", ""), rule.text_or("remove", "")};
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

RowMapping parse_fields(const YamlMap& fields, const std::string& grader) {
  fields.check_keys({"id", "question", "gold", "solution", "subject", "cluster", "level", "tests"});
  RowMapping mapping;
  mapping.id = parse_rule(fields, "id");
  mapping.question = parse_rule(fields, "question");
  mapping.solution = parse_optional_rule(fields, "solution");
  mapping.subject = parse_optional_rule(fields, "subject");
  mapping.cluster = parse_optional_rule(fields, "cluster");
  mapping.level = fields.text_or("level", "");
  if (grader == "math") {
    mapping.gold = parse_rule(fields, "gold");
  } else {
    mapping.gold = parse_optional_rule(fields, "gold");
    mapping.tests = parse_code_rules(fields.map("tests"));
  }
  return mapping;
}

SamplingParams parse_sampling(const YamlMap& sampling) {
  sampling.check_keys({"temperature", "top_p", "top_k", "min_p", "max_tokens"});
  SamplingParams params;
  if (sampling.has("temperature")) {
    params.temperature = sampling.number("temperature", 0, 100);
  }
  if (sampling.has("top_p")) {
    params.top_p = sampling.number("top_p", 0.000001, 1);
  }
  if (sampling.has("top_k")) {
    params.top_k = static_cast<int>(sampling.integer("top_k", 0, most));
  }
  if (sampling.has("min_p")) {
    params.min_p = sampling.number("min_p", 0, 0.999999);
  }
  if (sampling.has("max_tokens")) {
    params.max_tokens = static_cast<int>(sampling.integer("max_tokens", 1, most));
  }
  return params;
}

void parse_data(const YamlMap& root, SuiteDefinition& suite) {
  if (suite.reader == ReaderKind::builtin) {
    for (const char* key : {"sources", "fields", "filter", "problems"}) {
      if (root.has(key)) {
        root.fail(key, fmt::format("field '{}' has no meaning with reader: builtin", key));
      }
    }
    return;
  }
  suite.sources = parse_sources(root, suite.license);
  suite.fields = parse_fields(root.map("fields"), suite.grader);
  if (root.has("filter")) {
    suite.filter = parse_filter(root.map("filter"));
  }
}

void parse_template(const YamlMap& root, SuiteDefinition& suite) {
  suite.prompt_template = root.text("template");
  try {
    (void)render_prompt(suite.prompt_template, Problem{});
  } catch (const UsageError& error) {
    root.fail("template", error.what());
  }
}

ReaderKind parse_reader(const YamlMap& root) {
  const std::string reader = root.one_of("reader", {"jsonl", "json", "csv", "parquet", "builtin"});
  if (reader == "builtin") {
    return ReaderKind::builtin;
  }
  if (reader == "csv") {
    return ReaderKind::csv;
  }
  if (reader == "parquet") {
    return ReaderKind::parquet;
  }
  return reader == "json" ? ReaderKind::json : ReaderKind::jsonl;
}

}  // namespace

SuiteDefinition parse_suite(std::string_view text, const std::filesystem::path& file) {
  const YamlMap root = YamlMap::parse(text, file);
  root.check_keys({"name", "title", "license", "reader", "sources", "problems", "filter", "fields",
                   "template", "grader", "sampling", "k", "reference"});
  SuiteDefinition suite;
  suite.file = file;
  suite.name = suite_name(root);
  suite.title = root.text("title");
  suite.license = root.text("license");
  suite.reader = parse_reader(root);
  suite.grader = root.one_of("grader", {"math", "code"});
  parse_data(root, suite);
  parse_template(root, suite);
  if (root.has("problems")) {
    suite.expected_problems = static_cast<std::size_t>(root.integer("problems", 1, most));
    suite.expected_where = root.where("problems");
  }
  if (root.has("sampling")) {
    suite.sampling = parse_sampling(root.map("sampling"));
  }
  if (root.has("k")) {
    suite.k = static_cast<int>(root.integer("k", 1, most));
  }
  suite.reference = root.text_or("reference", "");
  return suite;
}

SuiteDefinition read_suite(const std::filesystem::path& file) {
  return parse_suite(read_file(file), file);
}

}  // namespace assay
