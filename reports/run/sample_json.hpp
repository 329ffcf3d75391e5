// A stored sample as JSON: the canonical form, which decides equality, and the full one.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "reports/run/run_file.hpp"

namespace assay {

/// What the digest is taken over. No row ids, which depend on the order of finishing: the parent
/// of a fork is the full sample of the same problem and index.
[[nodiscard]] nlohmann::json canonical_json(const StoredSample& sample);

/// Everything that is stored of it.
[[nodiscard]] nlohmann::json full_json(const StoredSample& sample);

/// Sorted keys, no spaces; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string compact(const nlohmann::json& document);

}  // namespace assay
