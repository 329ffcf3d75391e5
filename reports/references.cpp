#include "reports/references.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <system_error>
#include <tuple>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"

namespace assay {

namespace {

namespace fs = std::filesystem;

/// A YAML map whose mistakes are told as "file:line: what".
class Map {
 public:
  Map(const YAML::Node& node, const fs::path& file, const std::set<std::string>& known)
      : node_(node), file_(file) {
    if (!node_.IsMap()) {
      fail(node_, "must be a map of field: value");
    }
    for (const auto& entry : node_) {
      const auto name = entry.first.as<std::string>("");
      if (!known.contains(name)) {
        fail(entry.first, fmt::format("unknown field '{}'", name));
      }
    }
  }

  [[nodiscard]] bool has(const char* name) const { return node_[name].IsDefined(); }

  [[nodiscard]] YAML::Node at(const char* name) const {
    if (!has(name)) {
      fail(node_, fmt::format("field '{}' is missing", name));
    }
    return node_[name];
  }

  [[nodiscard]] std::string text(const char* name) const {
    const YAML::Node value = at(name);
    if (!value.IsScalar() || value.Scalar().empty()) {
      fail(value, fmt::format("field '{}' must be a text", name));
    }
    return value.Scalar();
  }

  [[nodiscard]] std::string text_or_empty(const char* name) const {
    return has(name) ? text(name) : "";
  }

  [[nodiscard]] double percent(const char* name) const {
    double value = -1;
    if (!YAML::convert<double>::decode(at(name), value) || !(value >= 0 && value <= 100)) {
      fail(at(name), fmt::format("field '{}' must be a number from 0 to 100", name));
    }
    return value;
  }

  [[nodiscard]] std::optional<int> count(const char* name) const {
    int value = 0;
    if (has(name) && (!YAML::convert<int>::decode(at(name), value) || value < 1)) {
      fail(at(name), fmt::format("field '{}' must be an integer from 1", name));
    }
    return has(name) ? std::optional(value) : std::nullopt;
  }

  [[noreturn]] void fail(const YAML::Node& node, const std::string& what) const {
    throw DataError(fmt::format("{}:{}: {}", file_.string(), node.Mark().line + 1, what));
  }

 private:
  YAML::Node node_;
  const fs::path& file_;
};

ReferenceKind read_kind(const Map& map) {
  const std::string name = map.text("kind");
  for (const ReferenceKind kind :
       {ReferenceKind::published, ReferenceKind::reproduced, ReferenceKind::model_card}) {
    if (to_string(kind) == name) {
      return kind;
    }
  }
  map.fail(map.at("kind"),
           fmt::format("field 'kind' is '{}', not published, reproduced or model card", name));
}

std::string read_metric(const Map& map) {
  std::string metric = map.text("metric");
  const std::size_t at = metric.find('@');
  const std::string k = at == std::string::npos ? "" : metric.substr(at + 1);
  const bool known = metric.starts_with("pass@") || metric.starts_with("cons@");
  if (!known || k.empty() || k.find_first_not_of("0123456789") != std::string::npos) {
    map.fail(map.at("metric"), fmt::format("field 'metric' is '{}', not pass@K or cons@K", metric));
  }
  return metric;
}

/// Only a model card may lie beside its model instead of on the web.
std::string read_url(const Map& source, ReferenceKind kind) {
  if (kind == ReferenceKind::model_card && !source.has("url")) {
    return {};
  }
  std::string url = source.text("url");
  if (!url.starts_with("https://")) {
    source.fail(source.at("url"), "field 'url' must start with https://");
  }
  return url;
}

/// The results of one file share its source.
std::vector<Reference> parse_references(const fs::path& file) {
  YAML::Node root;
  try {
    root = YAML::Load(read_file(file));
  } catch (const YAML::Exception& error) {
    throw DataError(fmt::format("{}:{}: {}", file.string(), error.mark.line + 1, error.msg));
  }
  const Map document(root, file, {"source", "kind", "date", "notes", "results"});
  const Map source(document.at("source"), file, {"title", "url"});
  Reference shared;
  shared.kind = read_kind(document);
  shared.source_title = source.text("title");
  shared.source_url = read_url(source, shared.kind);
  shared.date = document.text("date");
  const YAML::Node results = document.at("results");
  if (!results.IsSequence() || results.size() == 0) {
    document.fail(results, "field 'results' must be a list of results");
  }
  std::vector<Reference> references;
  for (const YAML::Node& node : results) {
    const Map row(node, file, {"suite", "model", "metric", "value", "k", "notes"});
    Reference reference = shared;
    reference.suite = row.text("suite");
    reference.model = row.text("model");
    reference.metric = read_metric(row);
    reference.value = row.percent("value");
    reference.k = row.count("k");
    reference.notes = row.has("notes") ? row.text("notes") : document.text_or_empty("notes");
    references.push_back(std::move(reference));
  }
  return references;
}

void append_directory(const fs::path& directory, std::vector<Reference>& references) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() == ".yaml" || entry.path().extension() == ".yml") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    const std::vector<Reference> rows = parse_references(file);
    references.insert(references.end(), rows.begin(), rows.end());
  }
}

bool holds_directory(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

}  // namespace

std::vector<Reference> load_references(const fs::path& extra) {
  std::vector<Reference> references;
  append_directory(reference_directory(), references);
  if (!extra.empty()) {
    if (!holds_directory(extra)) {
      throw UsageError(fmt::format("--references {}: not a directory", extra.string()));
    }
    append_directory(extra, references);
  }
  std::stable_sort(references.begin(), references.end(),
                   [](const Reference& a, const Reference& b) {
                     return std::tuple(a.suite, a.kind, a.metric, -a.value) <
                            std::tuple(b.suite, b.kind, b.metric, -b.value);
                   });
  return references;
}

fs::path reference_directory() {
  const char* share = std::getenv("ASSAY_SHARE");  // NOLINT(concurrency-mt-unsafe): read-only
  if (share != nullptr && *share != '\0') {
    fs::path directory = fs::path(share) / "references";
    if (!holds_directory(directory)) {
      throw UsageError(fmt::format("$ASSAY_SHARE {}: has no directory references", share));
    }
    return directory;
  }
  fs::path beside_sources = fs::path(ASSAY_SOURCE_DIR) / "reports" / "references";
  fs::path installed = fs::path(ASSAY_INSTALL_DIR) / "references";
  if (holds_directory(beside_sources)) {
    return beside_sources;
  }
  if (holds_directory(installed)) {
    return installed;
  }
  throw InfrastructureError(
      fmt::format("the shipped references are neither in {} nor in {}; install assay again or set "
                  "$ASSAY_SHARE to the directory that holds references/",
                  beside_sources.string(), installed.string()));
}

}  // namespace assay
