// Text of others made safe for a page. Everything that a model, a data set or a program wrote
// passes through here: nothing of it can become markup or script.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace assay::html {

/// For element content and quoted attributes: & < > " ' as references; bytes that are no UTF-8
/// become U+FFFD, control characters other than tab and line end too.
[[nodiscard]] std::string escape(std::string_view text);

/// The text with U+FFFD for bytes that are no UTF-8.
[[nodiscard]] std::string valid_utf8(std::string_view text);

/// A JSON document for a <script type="application/json">: no "<" is left, so that neither
/// "</script>" nor "<!--" can end or change the element.
[[nodiscard]] std::string json_text(const nlohmann::json& document);

[[nodiscard]] std::string base64(std::string_view bytes);

/// "sha256-..." of an inline script or style, for the page's content security policy.
[[nodiscard]] std::string content_hash(std::string_view source);

}  // namespace assay::html
