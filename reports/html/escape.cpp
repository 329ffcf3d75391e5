#include "reports/html/escape.hpp"

#include <array>
#include <cstdint>

#include "engine/core/hash.hpp"
#include "reports/run/sample_json.hpp"

namespace assay::html {

namespace {}  // namespace

// The JSON library checks UTF-8 when it writes, and replaces what is wrong.
std::string valid_utf8(std::string_view text) {
  return nlohmann::json::parse(compact(nlohmann::json(text))).get<std::string>();
}

std::string escape(std::string_view text) {
  std::string result;
  for (const char c : valid_utf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') {
      result += "&amp;";
    } else if (c == '<') {
      result += "&lt;";
    } else if (c == '>') {
      result += "&gt;";
    } else if (c == '"') {
      result += "&quot;";
    } else if (c == '\'') {
      result += "&#39;";
    } else if ((byte < 0x20U && c != '\n' && c != '\t') || byte == 0x7fU) {
      result += "\xef\xbf\xbd";
    } else {
      result += c;
    }
  }
  return result;
}

std::string json_text(const nlohmann::json& document) {
  std::string result;
  for (const char c : compact(document)) {
    if (c == '<') {
      result += "\\u003c";
    } else {
      result += c;
    }
  }
  return result;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t at) {
      return at < bytes.size() ? unsigned{static_cast<unsigned char>(bytes[at])} : 0U;
    };
    const unsigned group = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
    text += digits[group >> 18U];
    text += digits[group >> 12U & 63U];
    text += i + 1 < bytes.size() ? digits[group >> 6U & 63U] : '=';
    text += i + 2 < bytes.size() ? digits[group & 63U] : '=';
  }
  return text;
}

std::string content_hash(std::string_view source) {
  const auto digest = Sha256().update(source).digest();
  return "sha256-" + base64(std::string(digest.begin(), digest.end()));
}

}  // namespace assay::html
