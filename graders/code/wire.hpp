// Writes values in the byte format of codec.py, for what the driver is told. Values only go out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::wire {

[[nodiscard]] inline std::string text(std::string_view value) {
  return "S" + std::to_string(value.size()) + ";" + std::string(value);
}

[[nodiscard]] inline std::string list(const std::vector<std::string>& texts) {
  std::string result = "L" + std::to_string(texts.size()) + ";";
  for (const std::string& item : texts) {
    result += text(item);
  }
  return result;
}

struct Field {
  std::string_view name;
  std::string value;  ///< already in the format
};

[[nodiscard]] inline std::string dict(const std::vector<Field>& fields) {
  std::string result = "M" + std::to_string(2 * fields.size()) + ";";
  for (const Field& field : fields) {
    result += text(field.name) + field.value;
  }
  return result;
}

}  // namespace assay::wire
