#include "engine/generator.hpp"

#include <fmt/format.h>

namespace assay {

std::string NumericsFingerprint::text() const {
  return fmt::format("{}/{}/weights={}/kv={}/{}/v{}", backend, architecture, weights, kv, mode,
                     kernel_version);
}

}  // namespace assay
