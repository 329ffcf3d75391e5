// Writes JSON for what the driver is told. Texts go out byte by byte: what is no UTF-8 the driver
// refuses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::wire {

[[nodiscard]] inline std::string text(std::string_view value) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result = "\"";
  for (const char each : value) {
    const auto byte = static_cast<unsigned char>(each);
    if (each == '"' || each == '\\') {
      result += '\\';
      result += each;
    } else if (byte < 0x20) {
      result += "\\u00";
      result += digits[byte >> 4U];
      result += digits[byte & 0xfU];
    } else {
      result += each;
    }
  }
  return result + '"';
}

[[nodiscard]] inline std::string list(const std::vector<std::string>& texts) {
  std::string result = "[";
  for (const std::string& item : texts) {
    result += (result.size() > 1 ? "," : "") + text(item);
  }
  return result + ']';
}

struct Field {
  std::string_view name;
  std::string value;  ///< already in the format
};

[[nodiscard]] inline std::string dict(const std::vector<Field>& fields) {
  std::string result = "{";
  for (const Field& field : fields) {
    result += (result.size() > 1 ? "," : "") + text(field.name) + ':' + field.value;
  }
  return result + '}';
}

}  // namespace assay::wire
