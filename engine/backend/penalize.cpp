#include "engine/backend/penalize.hpp"

namespace assay {

void penalize_row(const Tensor& logits, std::int64_t row, const PenaltyRule& rule) {
  const auto repetition = static_cast<float>(rule.repetition);
  const auto presence = static_cast<float>(rule.presence);
  const auto frequency = static_cast<float>(rule.frequency);
  for (const SeenToken& token : rule.seen) {
    float& logit = logits.row<float>(row)[token.id];
    logit = logit > 0.0F ? logit / repetition : logit * repetition;
    if (token.times > 0) {
      logit -= presence;
      logit -= frequency * static_cast<float>(token.times);
    }
  }
}

}  // namespace assay
