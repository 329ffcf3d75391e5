// Where the Hugging Face hub is, and the user's token for it.
#pragma once

#include <string>

namespace assay {

/// $HF_ENDPOINT without a slash at its end, or https://huggingface.co. Throws UsageError for what
/// is no address, or holds a password.
[[nodiscard]] std::string hub_endpoint();

/// $HF_TOKEN, or the first line of $HF_HOME/token (~/.cache/huggingface/token), or nothing. Throws
/// UsageError for a token that cannot stand in a header; it is never part of a message.
[[nodiscard]] std::string hub_token();

}  // namespace assay
