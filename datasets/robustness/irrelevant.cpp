#include <algorithm>
#include <string>
#include <vector>

#include "datasets/robustness/perturbation.hpp"
#include "datasets/robustness/words.hpp"

namespace assay::robustness {

namespace {

/// About things of another place, so that no question counts them. `about`: stems that the problem
/// must not have.
struct Remark {
  std::string_view before;
  std::string_view after;  ///< the number stands between
  std::vector<std::string_view> about;
};

const std::vector<Remark>& remarks() {
  static const std::vector<Remark> all = {
      {"A ferry with ",
       " passengers crossed a lake in a distant country.",
       {"ferry", "passenger", "lake", "countr", "boat", "ship"}},
      {"A lighthouse on a faraway coast has ", " steps.", {"lighthouse", "step", "stair", "coast"}},
      {"A museum in some other city opened ", " years ago.", {"museum", "year", "old", "age"}},
      {"An unrelated choir somewhere has ", " singers.", {"choir", "sing", "music", "band"}},
      {"A mountain hut far away was visited by ",
       " hikers in spring.",
       {"mountain", "hik", "hut", "climb", "visit"}},
      {"An old radio tower elsewhere is painted with ",
       " stripes.",
       {"radio", "tower", "paint", "stripe"}},
      {"A library in another town owns ", " maps.", {"librar", "map", "book"}},
      {"A clockmaker abroad once repaired ", " clocks.", {"clock", "hour", "minute", "repair"}},
  };
  return all;
}

bool fits(const Remark& remark, const std::string& lower_text) {
  return std::ranges::none_of(remark.about, [&](std::string_view stem) {
    return lower_text.find(stem) != std::string::npos;
  });
}

/// Neither in the text nor in the answer, so that it cannot be taken for one of them.
std::string fresh_number(const Problem& problem, PhiloxStream& random) {
  for (;;) {
    std::string number = std::to_string(random.between(13, 489));
    if (problem.question.find(number) == std::string::npos &&
        problem.gold.find(number) == std::string::npos) {
      return number;
    }
  }
}

}  // namespace

bool insert_irrelevant(Problem& problem, PhiloxStream& random) {
  const std::string lower = lower_case(problem.question);
  std::vector<const Remark*> fitting;
  for (const Remark& remark : remarks()) {
    if (fits(remark, lower)) {
      fitting.push_back(&remark);
    }
  }
  std::vector<Sentence> sentences = sentences_of(problem.question);
  if (fitting.empty() || sentences.empty()) {
    return false;
  }
  std::vector<std::size_t> places = {0};
  for (std::size_t i = 1; i < sentences.size(); ++i) {
    if (!is_anaphoric(sentences[i].text)) {
      places.push_back(i);
    }
  }
  const Remark& remark = *fitting[random.below(static_cast<std::uint32_t>(fitting.size()))];
  const std::size_t place = places[random.below(static_cast<std::uint32_t>(places.size()))];
  const std::string text =
      std::string(remark.before) + fresh_number(problem, random) + std::string(remark.after);
  sentences.insert(sentences.begin() + static_cast<std::ptrdiff_t>(place), {text, " "});
  problem.question = join(sentences);
  return true;
}

}  // namespace assay::robustness
