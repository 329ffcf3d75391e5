#include "reports/statistics/consensus.hpp"

namespace assay::statistics {

void Consensus::add(bool correct, const std::string& canonical) {
  if (correct) {
    ++correct_;
  } else if (!canonical.empty()) {
    ++wrong_[canonical];
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

}  // namespace assay::statistics
