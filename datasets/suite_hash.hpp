// The identity of a suite's content.
#pragma once

#include <string>

#include "datasets/suite.hpp"

namespace assay {

/// SHA-256, in hexadecimal, over the canonical JSON {name, template, grader, problems}: keys
/// sorted, no blanks. The order of keys in the source files plays no part; that of problems does.
[[nodiscard]] std::string suite_hash(const Suite& suite);

}  // namespace assay
