#include "evals/cli/gate_policy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "datasets/edit_distance.hpp"
#include "datasets/yaml_map.hpp"
#include "engine/core/file.hpp"

namespace assay::cli {

namespace {

using Names = std::vector<std::string>;

constexpr double most_growth = 100;
constexpr double most_drift = 100;  ///< nats

void check_fields(const YamlMap& map, const Names& known) {
  Names seen;
  for (const std::string& key : map.keys()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      const Names nearest = nearest_names(key, known);
      map.fail(key,
               fmt::format("{}: no such field; {}", key,
                           nearest.empty() ? fmt::format("there are {}", fmt::join(known, ", "))
                                           : fmt::format("did you mean {}?", nearest.front())));
    }
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
      map.fail(key, key + ": given twice");
    }
    seen.push_back(key);
  }
}

int line_of(const YamlMap& map, const std::string& key) {
  const std::string where = map.where(key);
  const std::size_t colon = where.rfind(':');
  int line = 0;
  std::from_chars(where.data() + colon + 1, where.data() + where.size(), line);
  return line;
}

double limit_of(const YamlMap& map, const std::string& field, double most) {
  const double limit = map.number(field, 0, most);
  if (limit == 0) {
    map.fail(field,
             fmt::format("{}: 0 cannot be decided, since no number of samples shows that a "
                         "difference is exactly 0; allow the smallest that matters, e.g. 0.01",
                         field));
  }
  return limit;
}

std::vector<Bound> bounds_of(const YamlMap& map) {
  Names known;
  for (const BoundField& field : bound_fields()) {
    known.emplace_back(field.name);
  }
  check_fields(map, known);
  std::vector<Bound> bounds;
  for (const BoundField& field : bound_fields()) {
    if (map.has(field.name)) {
      bounds.push_back({field, limit_of(map, field.name, field.relative ? most_growth : 1),
                        line_of(map, field.name)});
    }
  }
  return bounds;
}

std::map<std::string, SuitePolicy> suites_of(const YamlMap& map) {
  std::map<std::string, SuitePolicy> suites;
  for (const std::string& name : map.keys()) {
    if (!suites.emplace(name, SuitePolicy{bounds_of(map.map(name)), line_of(map, name)}).second) {
      map.fail(name, name + ": given twice");
    }
  }
  return suites;
}

KernelBound kernels_of(const YamlMap& map) {
  check_fields(map, {"max_slowdown", "time"});
  KernelBound bound;
  bound.max_slowdown = limit_of(map, "max_slowdown", most_growth);
  bound.line = line_of(map, "max_slowdown");
  if (map.has("time")) {
    bound.time = map.one_of("time", {"real_time", "cpu_time"});
  }
  return bound;
}

DriftBound replay_of(const YamlMap& map) {
  check_fields(map, {"max_change", "max_divergence"});
  DriftBound bound;
  for (const auto& [field, limit] : {std::pair{"max_change", &bound.max_change},
                                     std::pair{"max_divergence", &bound.max_divergence}}) {
    if (map.has(field)) {
      *limit = limit_of(map, field, most_drift);
      bound.line = line_of(map, field);
    }
  }
  if (bound.line == 0) {
    map.fail("max_change", "bounds nothing; add  max_change: 0.01");
  }
  return bound;
}

}  // namespace

Policy parse_policy(const std::string& text, const std::string& path) {
  const YamlMap map = YamlMap::parse(text, path);
  check_fields(map, {"confidence", "power", "all", "suites", "kernels", "replay"});
  Policy policy;
  policy.path = path;
  if (map.has("confidence")) {
    policy.options.alpha = 1 - map.number("confidence", 0.5, 0.9999);
  }
  if (map.has("power")) {
    policy.options.power = map.number("power", 0.5, 0.9999);
  }
  if (map.has("all")) {
    policy.all = bounds_of(map.map("all"));
  }
  if (map.has("suites")) {
    policy.suites = suites_of(map.map("suites"));
  }
  if (map.has("kernels")) {
    policy.kernels = kernels_of(map.map("kernels"));
  }
  if (map.has("replay")) {
    policy.replay = replay_of(map.map("replay"));
  }
  const bool bounds_suites =
      !policy.all.empty() ||
      std::any_of(policy.suites.begin(), policy.suites.end(),
                  [](const auto& suite) { return !suite.second.bounds.empty(); });
  if (!bounds_suites && !policy.kernels && !policy.replay) {
    map.fail("all", "bounds nothing; add  all: {max_drop: 0.02}");
  }
  return policy;
}

Policy read_policy(const std::string& path) { return parse_policy(read_file(path), path); }

}  // namespace assay::cli
