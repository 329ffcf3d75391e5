#include "datasets/multiple_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/hash.hpp"

namespace assay {

namespace {

constexpr std::size_t most_options = 26;

std::vector<std::string> listed(const RowReader& row, const std::string& field) {
  std::vector<std::string> options = row.texts(field);
  for (std::string& option : options) {
    option = without_blanks(option);
  }
  return options;
}

std::vector<std::string> shuffled(const RowReader& row, const OptionRules& rules,
                                  Problem& problem) {
  std::vector<std::pair<std::string, std::string>> keyed;
  const auto add = [&](const std::string& field) {
    keyed.emplace_back(sha256_hex(fmt::format("{}:{}", problem.id, keyed.size())),
                       without_blanks(row.text_not_empty(TextRule{field}, "option")));
  };
  add(rules.right);
  std::for_each(rules.wrong.begin(), rules.wrong.end(), add);
  const std::string right = keyed.front().first;
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::string> options;
  for (auto& [key, option] : keyed) {
    if (key == right) {
      problem.gold = std::string(1, static_cast<char>('A' + options.size()));
    }
    options.push_back(std::move(option));
  }
  return options;
}

}  // namespace

void read_options(const RowReader& row, const OptionRules& rules, Problem& problem) {
  problem.options = rules.list.empty() ? shuffled(row, rules, problem) : listed(row, rules.list);
  const std::size_t count = problem.options.size();
  if (count < 2 || count > most_options) {
    row.fail(fmt::format("there are {} options, but must be from 2 to {}", count, most_options));
  }
  std::set<std::string> seen;
  for (const std::string& option : problem.options) {
    if (option.empty() || !seen.insert(option).second) {
      row.fail(
          fmt::format("the option '{}' {}", option, option.empty() ? "is empty" : "stands twice"));
    }
  }
  const char last = static_cast<char>('A' + count - 1);
  if (problem.gold.size() != 1 || problem.gold[0] < 'A' || problem.gold[0] > last) {
    row.fail(fmt::format("the gold answer '{}' is no letter from A to {}", problem.gold, last));
  }
}

}  // namespace assay
