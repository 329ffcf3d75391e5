#include "reports/run/merged_manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr std::string_view price_field = "price of a million tokens";

std::string suites_text(const Manifest& manifest) {
  std::vector<std::string> names;
  names.reserve(manifest.suites.size());
  for (const SuiteEntry& suite : manifest.suites) {
    names.push_back(fmt::format("{} x {}", suite.name, suite.k));
  }
  std::sort(names.begin(), names.end());
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string price_text(const std::optional<Price>& price) {
  return price ? fmt::format("input {}, cached input {}, output {} {}", price->input,
                             price->cached_input, price->output, price->currency)
               : "none";
}

/// Everything that must be the same in the parts of one run.
std::vector<ManifestDifference> part_differences(const Manifest& first, const Manifest& second) {
  std::vector<ManifestDifference> found = manifest_differences(first, second);
  if (suites_text(first) != suites_text(second)) {
    found.push_back({"suites", suites_text(first), suites_text(second)});
  }
  if (first.shards.of != second.shards.of) {
    found.push_back({"shards", to_string(first.shards), to_string(second.shards)});
  }
  const std::string price = price_text(first.model.price);
  if (price != price_text(second.model.price)) {
    found.push_back({std::string(price_field), price, price_text(second.model.price)});
  }
  return found;
}

void require_parts_of_one_run(const NamedManifest& first, const NamedManifest& second, bool mixed) {
  std::string lines;
  bool only_numerics = true;
  bool only_price = true;
  for (const ManifestDifference& one : part_differences(first.manifest, second.manifest)) {
    const bool numerics = one.field == numerics_field;
    if (numerics && mixed) {
      continue;
    }
    only_numerics = only_numerics && numerics;
    only_price = only_price && one.field == price_field;
    lines += fmt::format("{}{}: {} has {}, {} has {}", lines.empty() ? "" : "; ", one.field,
                         first.name, one.first, second.name, one.second);
  }
  if (!lines.empty()) {
    throw UsageError(
        fmt::format("cannot merge {} and {}: {}{}", first.name, second.name, lines,
                    only_numerics ? "; --mixed lets them in, and every view says so"
                    : only_price  ? "; run either again with the model file of the other: what is "
                                    "done is not drawn again, and the newest price counts"
                                  : ""));
  }
}

void add_text(std::string& all, const std::string& one) {
  if (!one.empty() && all.find(one) == std::string::npos) {
    all += (all.empty() ? "" : "; ") + one;
  }
}

void require_all_shards(const Shards& shards, const std::set<int>& present) {
  std::string missing;
  for (int shard = 1; shard <= shards.of; ++shard) {
    if (!present.contains(shard)) {
      missing += fmt::format("{}{}/{}", missing.empty() ? "" : ", ", shard, shards.of);
    }
  }
  if (!missing.empty()) {
    throw UsageError(fmt::format(
        "cannot merge: shard {} is missing; name its file too, or add --partial", missing));
  }
}

}  // namespace

Manifest merged_manifest(const std::vector<NamedManifest>& runs, const MergeOptions& options) {
  Manifest merged = runs.front().manifest;
  std::set<int> present;
  for (const NamedManifest& run : runs) {
    require_parts_of_one_run(runs.front(), run, options.mixed);
    for (const SuiteEntry& suite : run.manifest.suites) {
      if (suite.adaptive && runs.size() > 1) {
        throw UsageError(
            fmt::format("cannot merge {}: its samples were planned by --until-ci, "
                        "from a pilot of all problems",
                        run.name));
      }
    }
    present.insert(run.manifest.shards.present.begin(), run.manifest.shards.present.end());
    merged.note_numerics(run.manifest.model.numerics.text());
    for (const std::string& numerics : run.manifest.other_numerics) {
      merged.note_numerics(numerics);
    }
    merged.created = std::min(merged.created, run.manifest.created);
    merged.git_dirty = merged.git_dirty || run.manifest.git_dirty;
    add_text(merged.host, run.manifest.host);
    add_text(merged.sandbox_level, run.manifest.sandbox_level);
    add_text(merged.version, run.manifest.version);
    add_text(merged.git_commit, run.manifest.git_commit);
    add_text(merged.model.hardware, run.manifest.model.hardware);
  }
  if (!options.partial) {
    require_all_shards(merged.shards, present);
  }
  merged.shards.present.assign(present.begin(), present.end());
  if (merged.shards.all()) {
    merged.shards = {};
  }
  merged.command = options.command;
  return merged;
}

}  // namespace assay
