#include "datasets/readers/utf8.hpp"

namespace assay {

namespace {

/// Bytes of a character by its first byte; 0 for what begins none.
std::size_t length_of(unsigned char first) {
  if (first < 0x80) {
    return 1;
  }
  if (first < 0xc2 || first > 0xf4) {
    return 0;
  }
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/// Whether the second byte leaves out overlong forms, surrogates and what is above U+10FFFF.
bool fits(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xe0:
      return second >= 0xa0;
    case 0xed:
      return second < 0xa0;
    case 0xf0:
      return second >= 0x90;
    case 0xf4:
      return second < 0x90;
    default:
      return true;
  }
}

}  // namespace

std::size_t first_invalid_utf8(std::string_view bytes) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t length = length_of(byte(at));
    if (length == 0 || length > bytes.size() - at) {
      return at;
    }
    for (std::size_t i = 1; i < length; ++i) {
      if ((byte(at + i) & 0xc0) != 0x80) {
        return at;
      }
    }
    if (length > 1 && !fits(byte(at), byte(at + 1))) {
      return at;
    }
    at += length;
  }
  return at;
}

}  // namespace assay
