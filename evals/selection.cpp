#include "evals/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
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

std::vector<Place> existing_places_of(const std::vector<Suite>& suites, const std::string& id) {
  std::vector<Place> places = places_of(suites, id);
  if (places.empty()) {
    throw UsageError(fmt::format("--ids {}: {} has no such problem; its first is {}", id,
                                 names_of(suites), suites.front().problems.front().id));
  }
  return places;
}

using Positions = std::vector<std::size_t>;

/// Positions a suite, each once.
std::vector<Positions> positions_of(const std::vector<Suite>& suites,
                                    const std::vector<std::string>& ids) {
  std::vector<Positions> chosen(suites.size());
  if (ids.empty()) {
    for (std::size_t s = 0; s < suites.size(); ++s) {
      chosen[s].resize(suites[s].problems.size());
      std::iota(chosen[s].begin(), chosen[s].end(), std::size_t{0});
    }
    return chosen;
  }
  for (const std::string& id : ids) {
    for (const Place& place : existing_places_of(suites, id)) {
      Positions& positions = chosen[place.suite];
      if (std::find(positions.begin(), positions.end(), place.position) == positions.end()) {
        positions.push_back(place.position);
      }
    }
  }
  return chosen;
}

/// The suite that `suite` rewrites, or itself: no suite's own name has a plus sign.
std::string base_of(const Suite& suite) { return suite.name.substr(0, suite.name.find('+')); }

/// A suite and its rewritings of which anything is chosen, by number; the suite itself first.
using Family = std::vector<std::size_t>;

std::vector<Family> families_of(const std::vector<Suite>& suites,
                                const std::vector<Positions>& chosen) {
  std::map<std::string, Family> families;
  for (std::size_t s = 0; s < suites.size(); ++s) {
    const std::string base = base_of(suites[s]);
    if (!chosen[s].empty()) {
      Family& family = families[base];
      family.insert(suites[s].name == base ? family.begin() : family.end(), s);
    }
  }
  std::vector<Family> all;
  for (auto& [base, family] : families) {
    all.push_back(std::move(family));
  }
  return all;
}

/// Where the chosen problems of a suite stand, by id.
std::map<std::string_view, std::size_t> by_id(const Suite& suite, const Positions& positions) {
  std::map<std::string_view, std::size_t> places;
  for (const std::size_t position : positions) {
    places.emplace(suite.problems[position].id, position);
  }
  return places;
}

/// Keeps the first `limit` problems that all of the family have, so that they pair up.
void limit_family(const std::vector<Suite>& suites, const Family& family, std::size_t limit,
                  std::vector<Positions>& chosen) {
  std::vector<std::map<std::string_view, std::size_t>> places;
  for (const std::size_t s : family) {
    places.push_back(by_id(suites[s], chosen[s]));
  }
  const Positions candidates = chosen[family.front()];
  for (const std::size_t s : family) {
    chosen[s].clear();
  }
  for (const std::size_t candidate : candidates) {
    const std::string& id = suites[family.front()].problems[candidate].id;
    const bool all_have_it = std::all_of(places.begin(), places.end(),
                                         [&](const auto& place) { return place.contains(id); });
    for (std::size_t i = 0; all_have_it && i < family.size(); ++i) {
      chosen[family[i]].push_back(places[i].at(id));
    }
    if (chosen[family.front()].size() == limit) {
      return;
    }
  }
  if (chosen[family.front()].empty()) {
    throw UsageError(fmt::format(
        "--limit {}: takes the problems that {} and its rewritings all have, and there is none; "
        "name fewer suites",
        limit, base_of(suites[family.front()])));
  }
}

SelectedSuite narrowed(Suite suite, Positions positions) {
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

Selection select_problems(std::vector<Suite> suites, std::optional<std::size_t> limit,
                          const std::vector<std::string>& ids) {
  std::vector<Positions> chosen = positions_of(suites, ids);
  if (limit) {
    for (const Family& family : families_of(suites, chosen)) {
      limit_family(suites, family, *limit, chosen);
    }
  }
  Selection selection;
  for (std::size_t s = 0; s < suites.size(); ++s) {
    if (chosen[s].empty()) {
      selection.left_out.push_back(suites[s].name);
    } else {
      selection.suites.push_back(narrowed(std::move(suites[s]), std::move(chosen[s])));
    }
  }
  return selection;
}

}  // namespace assay
