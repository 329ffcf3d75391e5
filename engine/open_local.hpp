// Models that run on this machine, for the parts of the facade.
#pragma once

#include <memory>

#include "engine/engine.hpp"
#include "engine/model/loaded_model.hpp"

namespace assay {

/// Throws as open_model() does, and UsageError, which ends with `remedy`, for a model that is
/// behind a server.
[[nodiscard]] std::unique_ptr<LoadedModel> open_local(const ModelSpec& spec,
                                                      const char* remedy = "give its checkpoint");

}  // namespace assay
