// From what the command line says to a Generator that speaks with a server.
#pragma once

#include <memory>
#include <string>

#include "engine/engine.hpp"
#include "engine/remote/clock.hpp"
#include "engine/remote/remote_model.hpp"

namespace assay::remote {

/// Whether `model` is an address or a model file.
[[nodiscard]] bool is_remote(const std::string& model);

/// The model file or the address, and over it the flags. Throws UsageError.
[[nodiscard]] RemoteModel resolve(const std::string& model, const RemoteFlags& flags);

/// Asks the server which models it has (GET /models; a server without that call is taken as it is),
/// and begins. Throws InfrastructureError if no server answers, UsageError if it refuses the key,
/// or if no model is named and it has more than one.
[[nodiscard]] std::unique_ptr<Generator> open_remote(
    RemoteModel model, std::shared_ptr<Clock> clock = std::make_shared<Clock>());

}  // namespace assay::remote
