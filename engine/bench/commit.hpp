// The commit that was built, for the results' JSON.
#pragma once

#include <string>

namespace assay::bench {

/// "-dirty" at its end means: with changes that were not committed.
[[nodiscard]] std::string commit();

}  // namespace assay::bench
