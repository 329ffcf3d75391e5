#include "datasets/edit_distance.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace assay {

std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);  // distances from a prefix of `from`
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t substituted = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::vector<std::string> nearest_names(std::string_view word,
                                       const std::vector<std::string>& names) {
  const std::size_t limit = std::max<std::size_t>(2, word.size() / 3);
  std::vector<std::pair<std::size_t, std::string>> found;
  for (const std::string& name : names) {
    if (const std::size_t distance = edit_distance(word, name); distance <= limit) {
      found.emplace_back(distance, name);
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> nearest;
  nearest.reserve(found.size());
  for (auto& [distance, name] : found) {
    nearest.push_back(std::move(name));
  }
  return nearest;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& names) {
  const std::vector<std::string> nearest = nearest_names(word, names);
  const bool near = !nearest.empty() && 2 * edit_distance(word, nearest.front()) < word.size();
  return near ? ", did you mean '" + nearest.front() + "'?" : "";
}

}  // namespace assay
