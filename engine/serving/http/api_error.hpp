// What a client is told of a request that is not served, in OpenAI's format.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "engine/core/error.hpp"

namespace assay::http {

class ApiError : public UsageError {
 public:
  /// `param` names the field of the body that is at fault; empty if none is.
  ApiError(int status, const std::string& message, std::string param = "")
      : UsageError(message), status_(status), param_(std::move(param)) {}

  [[nodiscard]] int status() const noexcept { return status_; }
  [[nodiscard]] const std::string& param() const noexcept { return param_; }

 private:
  int status_;
  std::string param_;
};

/// {"error": {message, type, param, code}}.
[[nodiscard]] inline nlohmann::json error_body(int status, const std::string& message,
                                               const std::string& param = "") {
  const char* type = status == 401   ? "authentication_error"
                     : status == 404 ? "not_found_error"
                     : status == 429 ? "rate_limit_error"
                     : status < 500  ? "invalid_request_error"
                                     : "server_error";
  return {{"error",
           {{"message", message},
            {"type", type},
            {"param", param.empty() ? nlohmann::json() : nlohmann::json(param)},
            {"code", nullptr}}}};
}

}  // namespace assay::http
