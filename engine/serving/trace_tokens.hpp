// The ids that steer a trace: where it ends, what marks its thinking, and what is said for it.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/checkpoint/thinking_span.hpp"
#include "engine/model/loaded_model.hpp"

namespace assay {

struct TraceTokens {
  std::vector<std::int32_t> eos;
  ThinkingMarks thinking;
  std::vector<std::int32_t> closing;         ///< what a forced end of the thinking writes
  std::vector<std::int32_t> go_on_thinking;  ///< what stands in place of a closing: "Wait"

  [[nodiscard]] bool ends(std::int32_t id) const;
};

[[nodiscard]] TraceTokens trace_tokens(const LoadedModel& model);

}  // namespace assay
