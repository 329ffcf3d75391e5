// What must not be typed, because what is typed stands in the run file: names of headers, of an
// address's parameters and of fields of a request that hold a secret.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace assay::remote {

[[nodiscard]] bool is_secret_header(std::string_view name);

/// The first parameter of an address's query that holds a secret, its name in lower case; empty if
/// none does.
[[nodiscard]] std::string secret_parameter(std::string_view query);

/// The first field of a request's body that holds a secret, at any depth; empty if none does.
[[nodiscard]] std::string secret_field(const nlohmann::json& body);

}  // namespace assay::remote
