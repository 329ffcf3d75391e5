// A stored trace fed to two models at once: how far the second has drifted from the first.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/token_drift.hpp"
#include "engine/engine.hpp"
#include "engine/model/loaded_model.hpp"
#include "engine/serving/forced_decoder.hpp"
#include "engine/serving/trace_tokens.hpp"

namespace assay {

class Replay {
 public:
  /// Keeps references. Throws UsageError for models with different vocabularies.
  Replay(const LoadedModel& before, const LoadedModel& after, int most_tokens);

  /// One a token, and one for the end where the model ended the trace. Throws DataError for ids
  /// that are no tokens.
  [[nodiscard]] std::vector<TokenDrift> run(const StoredTrace& trace);

 private:
  void check(const StoredTrace& trace) const;

  const LoadedModel& before_;
  const LoadedModel& after_;
  TraceTokens tokens_;
  ForcedDecoder forced_before_;
  ForcedDecoder forced_after_;
};

}  // namespace assay
