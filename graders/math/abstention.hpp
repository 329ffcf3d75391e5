// Whether an answer says that a question cannot be answered: GSM-Plus takes premises away.
#pragma once

#include <string_view>

namespace assay {

/// Whether an extracted answer is such a statement: "None", "cannot be determined", "N/A".
[[nodiscard]] bool abstains(std::string_view answer);

/// The last sentence of the last paragraph of a reply that says so; empty if there is none.
[[nodiscard]] std::string_view abstaining_sentence(std::string_view reply);

}  // namespace assay
