// The address of a server as people write it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/remote/remote_model.hpp"

namespace assay::remote {

/// Whether `model` is an address rather than a path or a name.
[[nodiscard]] bool is_url(std::string_view model);

struct Endpoint {
  std::string base;        ///< "http://127.0.0.1:8000/v1", no slash at the end
  std::string query;       ///< without '?'
  std::string name;        ///< after '#': the model; empty where there is none
  std::optional<Api> api;  ///< where the address was that of one call
};

/// Throws UsageError for what is no http or https address, and for one that holds a secret: user
/// and password, or a parameter whose name says so.
[[nodiscard]] Endpoint parse_endpoint(const std::string& url);

/// The address of one call, e.g. path "/chat/completions".
[[nodiscard]] std::string call_url(const RemoteModel& model, std::string_view path);

}  // namespace assay::remote
