#include "evals/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/core/error.hpp"

namespace assay {

namespace {

struct Place {
  std::size_t suite = 0;
  std::size_t position = 0;
};

std::optional<std::size_t> position_of(const Suite& suite, const std::string& id) {
  const auto found = std::find_if(suite.problems.begin(), suite.problems.end(),
                                  [&](const Problem& problem) { return problem.id == id; });
  return found == suite.problems.end()
             ? std::nullopt
             : std::optional(static_cast<std::size_t>(found - suite.problems.begin()));
}

/// Where a problem is called `id`; if nowhere, where one is called SUITE/`id`.
std::vector<Place> places_of(const std::vector<Suite>& suites, const std::string& id) {
  std::vector<Place> plain;
  std::vector<Place> qualified;
  for (std::size_t s = 0; s < suites.size(); ++s) {
    if (const auto position = position_of(suites[s], id)) {
      plain.push_back({s, *position});
    }
    const std::string prefix = suites[s].name + "/";
    if (!id.starts_with(prefix)) {
      continue;
    }
    if (const auto position = position_of(suites[s], id.substr(prefix.size()))) {
      qualified.push_back({s, *position});
    }
  }
  return plain.empty() ? qualified : plain;
}

std::string names_of(const std::vector<Suite>& suites) {
  std::vector<std::string> names;
  names.reserve(suites.size());
  for (const Suite& suite : suites) {
    names.push_back(suite.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

Place place_of(const std::vector<Suite>& suites, const std::string& id) {
  const std::vector<Place> places = places_of(suites, id);
  if (places.empty()) {
    throw UsageError(fmt::format("--ids {}: {} has no such problem; its first is {}", id,
                                 names_of(suites), suites.front().problems.front().id));
  }
  if (places.size() > 1) {
    const Suite& first = suites[places[0].suite];
    throw UsageError(fmt::format("--ids {}: {} and {} have it; name one of them as {}/{}", id,
                                 first.name, suites[places[1].suite].name, first.name, id));
  }
  return places.front();
}

/// Positions a suite, each once.
std::vector<std::vector<std::size_t>> positions_of(const std::vector<Suite>& suites,
                                                   const std::vector<std::string>& ids) {
  std::vector<std::vector<std::size_t>> chosen(suites.size());
  if (ids.empty()) {
    for (std::size_t s = 0; s < suites.size(); ++s) {
      chosen[s].resize(suites[s].problems.size());
      std::iota(chosen[s].begin(), chosen[s].end(), std::size_t{0});
    }
    return chosen;
  }
  for (const std::string& id : ids) {
    const Place place = place_of(suites, id);
    std::vector<std::size_t>& positions = chosen[place.suite];
    if (std::find(positions.begin(), positions.end(), place.position) == positions.end()) {
      positions.push_back(place.position);
    }
  }
  return chosen;
}

SelectedSuite narrowed(Suite suite, std::vector<std::size_t> positions) {
  const std::size_t suite_size = suite.problems.size();
  std::vector<Problem> problems;
  problems.reserve(positions.size());
  for (const std::size_t position : positions) {
    problems.push_back(suite.problems[position]);
  }
  suite.problems = std::move(problems);
  return {std::move(suite), std::move(positions), suite_size};
}

}  // namespace

std::vector<SelectedSuite> select_problems(std::vector<Suite> suites,
                                           std::optional<std::size_t> limit,
                                           const std::vector<std::string>& ids) {
  std::vector<std::vector<std::size_t>> chosen = positions_of(suites, ids);
  std::vector<SelectedSuite> selected;
  for (std::size_t s = 0; s < suites.size(); ++s) {
    std::vector<std::size_t>& positions = chosen[s];
    positions.resize(std::min(positions.size(), limit.value_or(positions.size())));
    if (!positions.empty()) {
      selected.push_back(narrowed(std::move(suites[s]), std::move(positions)));
    }
  }
  return selected;
}

}  // namespace assay
