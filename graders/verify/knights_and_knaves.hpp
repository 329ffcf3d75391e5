// Knights, who always tell the truth, and knaves, who always lie.
#pragma once

#include "graders/verify/verifier.hpp"

namespace assay {

/// Fields: names ("Zoey, Liam") and statements, as datasets/verifiers.hpp describes them. Right is
/// an answer that calls everybody a knight or a knave, such that each one's statement is true if he
/// is a knight, and false if a knave. "(1) Zoey is a knave" and "Zoey: knave" are both read; who is
/// called both, or neither, makes the answer wrong.
class KnightsAndKnavesVerifier final : public Verifier {
 public:
  [[nodiscard]] Finding verify(const Problem& problem, std::string_view answer) const override;
  void check(const Problem& problem) const override;
};

}  // namespace assay
