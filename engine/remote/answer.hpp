// From what a server sent to a Completion.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/generator.hpp"
#include "engine/remote/response.hpp"
#include "engine/remote/thinking.hpp"

namespace assay::remote {

/// What a finish_reason says of the answer.
enum class Ending {
  stop,
  length,
  cut,       ///< the server broke off: ask again
  withheld,  ///< a filter, a tool call, or a reason that we do not know: not to be graded
};

[[nodiscard]] Ending ending_of(std::string_view finish_reason);

/// A line on why an answer was withheld, with the remedy.
[[nodiscard]] std::string why_withheld(std::string_view finish_reason);

/// Text, thinking, counts and finish reason; tag, index and timings are the caller's. `usage`
/// counts for the choice alone: with several choices in a response the caller gives none, and
/// tokens are estimated, flagged as such. Requires ending_of() stop or length.
[[nodiscard]] Completion to_completion(const Choice& choice, const ReportedUsage& usage,
                                       ThinkMode mode, const std::vector<std::string>& stop);

}  // namespace assay::remote
