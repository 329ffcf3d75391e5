#include "reports/statistics/consensus.hpp"

#include "reports/statistics/cons_at_k.hpp"

namespace assay::statistics {

void Consensus::add(bool correct, const std::string& canonical) {
  if (correct) {
    ++correct_;
  } else if (!canonical.empty()) {
    ++wrong_[canonical];
  } else {
    ++missing_;
  }
}

double Consensus::score() const {
  if (correct_ == 0) {
    return 0.0;
  }
  double parties = 1;
  for (const auto& [answer, votes] : wrong_) {
    if (votes > correct_) {
      return 0.0;
    }
    parties += votes == correct_ ? 1 : 0;
  }
  return 1.0 / parties;
}

double Consensus::score_at(int k) const {
  Votes votes;
  votes.correct = static_cast<int>(correct_);
  votes.missing = static_cast<int>(missing_);
  votes.wrong.reserve(wrong_.size());
  for (const auto& [answer, count] : wrong_) {
    votes.wrong.push_back(static_cast<int>(count));
  }
  return cons_at_k(votes, k);
}

}  // namespace assay::statistics
