// cons@k: would a majority vote over the samples of one problem be right?
#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace assay::statistics {

/// The votes of one problem. Correct answers are one party, since all of them equal the gold
/// answer; wrong ones go by canonical form; a sample without an answer does not vote.
class Consensus {
 public:
  void add(bool correct, const std::string& canonical);

  /// Of all samples: 1 if the correct party leads alone, 0 if another does. A tie of t parties
  /// that holds the correct one gives 1/t, the expected score of a fair draw; so the order of
  /// samples never matters. 0 if nobody voted.
  [[nodiscard]] double score() const;

  /// The expected score of k of the samples; see cons_at_k.hpp. Throws UsageError unless
  /// 1 <= k <= samples added. `score_at(samples)` is `score()`.
  [[nodiscard]] double score_at(int k) const;

 private:
  std::size_t correct_ = 0;
  std::size_t missing_ = 0;
  std::map<std::string, std::size_t> wrong_;
};

}  // namespace assay::statistics
