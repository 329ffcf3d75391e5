#include "engine/serving/trace_tokens.hpp"

#include <algorithm>

namespace assay {

bool TraceTokens::ends(std::int32_t id) const {
  return std::find(eos.begin(), eos.end(), id) != eos.end();
}

TraceTokens trace_tokens(const LoadedModel& model) {
  const ThinkingMarks& marks = model.chat_format.thinking;
  return {model.config.eos_token_ids, marks, marks.closing(), model.tokenizer.encode_plain("Wait")};
}

}  // namespace assay
