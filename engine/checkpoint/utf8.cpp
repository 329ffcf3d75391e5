#include "engine/checkpoint/utf8.hpp"

#include <algorithm>

namespace assay {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

/// Well-formed sequences by first byte: length, and the range of the second byte (table 3-7).
struct Lead {
  std::size_t length = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
};

Lead lead_of(unsigned byte) {
  if (byte < 0x80) {
    return {1};
  }
  if (byte < 0xC2 || byte > 0xF4) {
    return {0};
  }
  if (byte < 0xE0) {
    return {2};
  }
  if (byte < 0xF0) {
    return {3, byte == 0xE0 ? 0xA0U : 0x80U, byte == 0xED ? 0x9FU : 0xBFU};
  }
  return {4, byte == 0xF0 ? 0x90U : 0x80U, byte == 0xF4 ? 0x8FU : 0xBFU};
}

}  // namespace

Utf8Prefix utf8_prefix(std::string_view text) noexcept {
  const Lead lead = lead_of(byte_at(text, 0));
  if (lead.length == 0) {
    return {Utf8Kind::invalid, 1};
  }
  for (std::size_t i = 1; i < lead.length; ++i) {
    if (i == text.size()) {
      return {Utf8Kind::incomplete, i};
    }
    const unsigned byte = byte_at(text, i);
    const bool good = i == 1 ? byte >= lead.low && byte <= lead.high : (byte & 0xC0U) == 0x80U;
    if (!good) {
      return {Utf8Kind::invalid, i};
    }
  }
  return {Utf8Kind::character, lead.length};
}

std::string to_valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const Utf8Prefix prefix = utf8_prefix(text);
    valid += prefix.kind == Utf8Kind::character ? text.substr(0, prefix.length) : replacement;
    text.remove_prefix(prefix.length);
  }
  return valid;
}

std::string utf8_encode(char32_t code_point) {
  const auto tail = [&](unsigned shift) {
    return static_cast<char>(0x80U | ((code_point >> shift) & 0x3FU));
  };
  if (code_point < 0x80) {
    return {static_cast<char>(code_point)};
  }
  if (code_point < 0x800) {
    return {static_cast<char>(0xC0U | (code_point >> 6)), tail(0)};
  }
  if (code_point < 0x10000) {
    return {static_cast<char>(0xE0U | (code_point >> 12)), tail(6), tail(0)};
  }
  return {static_cast<char>(0xF0U | (code_point >> 18)), tail(12), tail(6), tail(0)};
}

char32_t utf8_decode(std::string_view text) noexcept {
  const std::size_t length = utf8_prefix(text).length;
  const unsigned mask = length == 1 ? 0x7FU : 0xFFU >> (length + 1);
  char32_t code_point = byte_at(text, 0) & mask;
  for (std::size_t i = 1; i < length; ++i) {
    code_point = (code_point << 6) | (byte_at(text, i) & 0x3FU);
  }
  return code_point;
}

}  // namespace assay
