// Small helpers for the text of replies.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

namespace assay {

/// `text` without the characters of `drop` at both ends.
[[nodiscard]] inline std::string_view trimmed(std::string_view text,
                                              std::string_view drop = " \t\r\n") {
  const std::size_t begin = text.find_first_not_of(drop);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(drop) - begin + 1);
}

/// ASCII letters in lower case.
[[nodiscard]] inline std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

}  // namespace assay
