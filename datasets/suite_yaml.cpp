#include "datasets/suite_yaml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "datasets/path_pattern.hpp"
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

void check_name(const YamlMap& root, const char* field, const std::string& name) {
  if (!is_plain_name(name)) {
    root.fail(field, fmt::format("field '{}' is '{}', but may only hold letters, digits and "
                                 "- _ . and not start with a dot",
                                 field, name));
  }
}

std::string suite_name(const YamlMap& root) {
  std::string name = root.text("name");
  check_name(root, "name", name);
  return name;
}

std::vector<std::string> suite_aliases(const YamlMap& root) {
  std::vector<std::string> names;
  if (root.has("aliases")) {
    names = root.texts("aliases");
  }
  for (const std::string& name : names) {
    check_name(root, "aliases", name);
  }
  return names;
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

/// `fetch` writes there, and suite files are passed around.
bool leaves_folder(const std::filesystem::path& path) {
  return path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end();
}

void require_below_folder(const YamlMap& source, const char* field, const std::string& path) {
  if (leaves_folder(path)) {
    source.fail(field, fmt::format("field '{}' holds '{}', which is not below the suite's "
                                   "folder; paths are relative, without '..'",
                                   field, path));
  }
}

std::vector<SourcePart> parse_parts(const YamlMap& source) {
  std::vector<SourcePart> parts;
  if (!source.has("files")) {
    return parts;
  }
  const std::vector<std::string> paths = source.texts("paths");
  if (paths.size() != 1 || !is_pattern(paths.front())) {
    source.fail("files", "field 'files' has a meaning where 'paths' is one path with * or ?");
  }
  for (const YamlMap& file : source.maps("files")) {
    file.check_keys({"path", "url", "sha256"});
    SourcePart part{file.text("path"), file.text("url"), pinned_hash(file)};
    require_below_folder(file, "path", part.path);
    if (!matches(paths.front(), part.path)) {
      file.fail("path", fmt::format("field 'path' is '{}', which {} does not match", part.path,
                                    paths.front()));
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<SourceFile> parse_sources(const YamlMap& root, const std::string& license) {
  std::vector<SourceFile> sources;
  for (const YamlMap& source : root.maps("sources")) {
    source.check_keys({"paths", "url", "sha256", "files"});
    for (const std::string& path : source.texts("paths")) {
      require_below_folder(source, "paths", path);
      sources.push_back(
          {path, source.text_or("url", ""), pinned_hash(source), license, parse_parts(source)});
    }
  }
  return sources;
}

bool is_integer(const std::string& text) {
  return text.find_first_not_of("-0123456789") == std::string::npos && text.rfind('-') + 1 <= 1;
}

RowFilter parse_filter(const YamlMap& filter) {
  filter.check_keys({"field", "from", "to"});
  RowFilter result{filter.text("field")};
  const std::string first = filter.text("from");
  const std::string last = filter.text("to");
  if (is_integer(first) || is_integer(last)) {
    result.from = filter.integer("from", -most, most);
    result.to = filter.integer("to", -most, most);
  } else {
    result.first = first;
    result.last = last;
  }
  if (result.from > result.to || result.first > result.last) {
    filter.fail("from", fmt::format("field 'from' is {}, which is above 'to' ({})", first, last));
  }
  return result;
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
    for (const char* key : {"sources", "fields", "filter", "problems", "answer"}) {
      if (root.has(key)) {
        root.fail(key, fmt::format("field '{}' has no meaning with reader: builtin", key));
      }
    }
    return;
  }
  suite.sources = parse_sources(root, suite.license);
  suite.fields = parse_row_mapping(root.map("fields"), suite.grader);
  if (root.has("answer")) {
    suite.answer = parse_answer_rules(root.map("answer"));
  }
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

std::string parse_rows(const YamlMap& root, ReaderKind reader) {
  if (root.has("rows") && reader != ReaderKind::json) {
    root.fail("rows", "field 'rows' has a meaning only with reader: json");
  }
  return root.text_or("rows", "");
}

/// Names within {braces} count too; what names no field is not in the way.
std::map<std::string, std::string> places_of_fields(const YamlMap& root) {
  std::map<std::string, std::string> places;
  for (const char* key : {"fields", "answer", "filter"}) {
    for (const auto& [text, where] :
         root.has(key) ? root.map(key).all_texts() : std::vector<PlacedText>()) {
      places.emplace(text, where);
      for (std::size_t open = text.find('{'); open != std::string::npos;
           open = text.find('{', open + 1)) {
        places.emplace(text.substr(open + 1, text.find('}', open) - open - 1), where);
      }
    }
  }
  return places;
}

}  // namespace

SuiteDefinition parse_suite(std::string_view text, const std::filesystem::path& file) {
  const YamlMap root = YamlMap::parse(text, file);
  root.check_keys({"name", "aliases", "title", "license", "reader", "rows", "sources", "problems",
                   "filter", "fields", "answer", "template", "grader", "sampling", "k",
                   "reference"});
  SuiteDefinition suite;
  suite.file = file;
  suite.name = suite_name(root);
  suite.aliases = suite_aliases(root);
  suite.title = root.text("title");
  suite.license = root.text("license");
  suite.reader = parse_reader(root);
  suite.rows = parse_rows(root, suite.reader);
  suite.grader = root.one_of("grader", {"math", "code", "choice", "text", "verify"});
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
  suite.reference_where = root.where("reference");
  suite.named_at =
      std::make_shared<const std::map<std::string, std::string>>(places_of_fields(root));
  return suite;
}

SuiteDefinition read_suite(const std::filesystem::path& file) {
  return parse_suite(read_file(file), file);
}

}  // namespace assay
