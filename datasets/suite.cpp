#include "datasets/suite.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <system_error>
#include <unordered_set>

#include "datasets/builtin/builtin.hpp"
#include "datasets/edit_distance.hpp"
#include "datasets/prompt.hpp"
#include "datasets/readers/data_file.hpp"
#include "datasets/robustness/perturbed_suite.hpp"
#include "datasets/row_mapping.hpp"
#include "datasets/source_files.hpp"
#include "datasets/suite_hash.hpp"
#include "datasets/suite_yaml.hpp"
#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "engine/core/hash.hpp"

namespace assay {

namespace {

namespace fs = std::filesystem;

bool names_a_file(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml") ||
         name.find('/') != std::string_view::npos;
}

std::vector<std::string> shipped_suites() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(suite_directory())) {
    if (entry.path().extension() == ".yaml") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

[[noreturn]] void throw_unknown_suite(std::string_view name,
                                      const std::vector<std::string>& known) {
  const std::vector<std::string> nearest = nearest_names(name, known);
  throw UsageError(fmt::format(
      "unknown suite '{}'{}; there are: {}, or the path of a YAML file", name,
      nearest.empty() ? "" : fmt::format(", did you mean {}?", fmt::join(nearest, " or ")),
      fmt::join(known, ", ")));
}

bool holds_directory(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

DataFormat data_format(ReaderKind reader) {
  switch (reader) {
    case ReaderKind::json:
      return DataFormat::json;
    case ReaderKind::csv:
      return DataFormat::csv;
    case ReaderKind::parquet:
      return DataFormat::parquet;
    default:
      return DataFormat::jsonl;
  }
}

/// Broken syntax is told before a wrong checksum, since it says more.
std::vector<Row> read_rows(const SuiteDefinition& suite, const FoundSource& found) {
  std::vector<Row> rows;
  std::vector<std::string> hashes;
  for (const fs::path& path : found.files) {
    const std::string bytes = read_file(path);
    std::vector<Row> more = parse_data(bytes, data_format(suite.reader), path.string(), suite.rows);
    hashes.push_back(sha256_hex(bytes));
    for (Row& row : more) {
      row.file = path.filename().string().substr(0, path.filename().string().find('.'));
      row.number = static_cast<std::size_t>(&row - more.data());
      row.named_at = suite.named_at;
    }
    std::move(more.begin(), more.end(), std::back_inserter(rows));
  }
  check_hashes(found, hashes);
  if (rows.empty()) {
    throw DataError(fmt::format("{}: holds no problem", found.files.front().string()));
  }
  return rows;
}

std::vector<Problem> read_problems(const SuiteDefinition& suite, const fs::path& data) {
  const FoundSource found = find_source(suite, data, is_shipped(suite));
  if (found.source == nullptr) {
    throw_missing_data(suite, data, is_shipped(suite));
  }
  const std::string where = found.files.front().string();
  std::vector<Problem> problems = map_rows(read_rows(suite, found), suite);
  if (problems.empty()) {
    throw DataError(fmt::format("{}: no row passes the filter of suite {}", where, suite.name));
  }
  if (suite.expected_problems && *suite.expected_problems != problems.size()) {
    const std::size_t more = found.files.size() - 1;
    throw UsageError(fmt::format("{}{}: gives {} problems, but suite {} has {} ({})", where,
                                 more == 0 ? "" : fmt::format(" and {} more", more),
                                 problems.size(), suite.name, *suite.expected_problems,
                                 suite.expected_where));
  }
  return problems;
}

std::vector<Problem> builtin_problems(const SuiteDefinition& suite) {
  std::vector<Problem> problems = builtin::suite(suite.name);
  for (Problem& problem : problems) {
    problem.prompt = render_prompt(suite.prompt_template, problem);
  }
  return problems;
}

void check_ids(const Suite& suite) {
  std::unordered_set<std::string_view> seen;
  for (const Problem& problem : suite.problems) {
    if (!seen.insert(problem.id).second) {
      throw DataError(
          fmt::format("suite {}: two problems have the id '{}'", suite.name, problem.id));
    }
  }
}

std::string availability(const SuiteDefinition& suite, const fs::path& data) {
  if (suite.reader == ReaderKind::builtin) {
    return "built in";
  }
  if (find_source(suite, data, is_shipped(suite)).source != nullptr) {
    return "file present";
  }
  return fmt::format("needs --data: {}/{}", suite.name, suite.sources.front().path);
}

}  // namespace

SuiteDefinition find_suite(std::string_view name) {
  if (names_a_file(name)) {
    return read_suite(fs::path(name));
  }
  const std::vector<std::string> known = shipped_suites();
  const auto shipped = [](std::string_view known_name) {
    return read_suite(suite_directory() / fmt::format("{}.yaml", known_name));
  };
  if (std::find(known.begin(), known.end(), name) != known.end()) {
    return shipped(name);
  }
  for (const std::string& other : known) {
    SuiteDefinition suite = shipped(other);
    if (std::find(suite.aliases.begin(), suite.aliases.end(), name) != suite.aliases.end()) {
      return suite;
    }
  }
  throw_unknown_suite(name, known);
}

bool is_shipped(const SuiteDefinition& suite) {
  return suite.file.parent_path() == suite_directory();
}

Suite load_suite(std::string_view name, const std::filesystem::path& data) {
  if (const auto perturbed = robustness::parse_name(name)) {
    return robustness::perturb(load_suite(perturbed->base, data), *perturbed);
  }
  SuiteDefinition definition = find_suite(name);
  Suite suite;
  suite.problems = definition.reader == ReaderKind::builtin ? builtin_problems(definition)
                                                            : read_problems(definition, data);
  suite.name = definition.name;
  suite.title = definition.title;
  suite.grader = definition.grader;
  suite.reference = definition.reference;
  suite.reference_where = definition.reference_where;
  suite.prompt_template = definition.prompt_template;
  suite.sources = std::move(definition.sources);
  suite.sampling = definition.sampling;
  suite.k = definition.k;
  check_ids(suite);
  suite.hash = suite_hash(suite);
  return suite;
}

std::vector<SuiteListing> list_suites(const std::filesystem::path& data) {
  std::vector<SuiteListing> listings;
  for (const std::string& name : shipped_suites()) {
    const SuiteDefinition suite = find_suite(name);
    const std::size_t count = suite.reader == ReaderKind::builtin
                                  ? builtin::suite(suite.name).size()
                                  : suite.expected_problems.value_or(0);
    listings.push_back(
        {suite.name, suite.title, suite.grader, availability(suite, data), suite.license, count});
  }
  return listings;
}

std::filesystem::path suite_directory() {
  const char* share = std::getenv("ASSAY_SHARE");  // NOLINT(concurrency-mt-unsafe): read-only
  if (share != nullptr && *share != '\0') {
    fs::path directory = fs::path(share) / "suites";
    if (!holds_directory(directory)) {
      throw UsageError(fmt::format("$ASSAY_SHARE {}: has no directory suites", share));
    }
    return directory;
  }
  fs::path beside_sources = fs::path(ASSAY_SOURCE_DIR) / "datasets" / "suites";
  fs::path installed = fs::path(ASSAY_INSTALL_DIR) / "suites";
  if (holds_directory(beside_sources)) {
    return beside_sources;
  }
  if (holds_directory(installed)) {
    return installed;
  }
  throw InfrastructureError(
      fmt::format("the shipped suites are neither in {} nor in {}; install assay again or set "
                  "$ASSAY_SHARE to the directory that holds suites/",
                  beside_sources.string(), installed.string()));
}

}  // namespace assay
