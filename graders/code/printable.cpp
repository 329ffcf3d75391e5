#include "graders/code/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace assay {

namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 0;  ///< 0: not the beginning of valid UTF-8
};

Character first_character(std::string_view text) {
  struct Form {
    std::uint8_t mask, lead;
    std::uint32_t least;
  };
  constexpr std::array<Form, 4> forms = {
      {{0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}}};
  const auto lead = static_cast<std::uint8_t>(text.front());
  for (std::size_t more = 0; more < forms.size(); ++more) {
    const Form& form = forms[more];
    if ((lead & form.mask) != form.lead) {
      continue;
    }
    if (text.size() <= more) {
      return {};
    }
    std::uint32_t code = lead & static_cast<std::uint8_t>(~form.mask);
    for (std::size_t i = 1; i <= more; ++i) {
      const auto byte = static_cast<std::uint8_t>(text[i]);
      if ((byte & 0xc0) != 0x80) {
        return {};
      }
      code = code << 6 | (byte & 0x3fU);
    }
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return code < form.least || code > 0x10ffff || surrogate ? Character{}
                                                             : Character{code, more + 1};
  }
  return {};
}

/// Moves the cursor, ends a line, or turns the direction of what follows.
bool disturbs(std::uint32_t code) {
  return (code >= 0x80 && code <= 0x9f) || code == 0x61c || code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

bool is_plain(unsigned char byte) { return byte >= 0x20 && byte < 0x7f; }

}  // namespace

std::string printable(std::string_view text, Lines lines) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.front());
    const bool kept_line = lines == Lines::keep && (byte == '\n' || byte == '\t');
    const Character character = first_character(text);
    const std::size_t size = std::max<std::size_t>(character.bytes, 1);
    if (character.bytes == 0 || (byte < 0x80 && !is_plain(byte) && !kept_line)) {
      result += byte == '\n' ? "\\n" : byte == '\t' ? "\\t" : fmt::format("\\x{:02x}", byte);
    } else if (disturbs(character.code)) {
      result += fmt::format("\\u{:04x}", character.code);
    } else {
      result += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  return result;
}

}  // namespace assay
