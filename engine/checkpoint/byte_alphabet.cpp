#include "engine/checkpoint/byte_alphabet.hpp"

#include <array>
#include <string>

#include "engine/checkpoint/utf8.hpp"

namespace assay {

namespace {

constexpr bool stands_for_itself(unsigned byte) {
  return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

struct Alphabet {
  std::array<char32_t, 256> letter{};
  std::array<int, 512> byte{};
};

const Alphabet& alphabet() {
  static const Alphabet table = [] {
    Alphabet made;
    made.byte.fill(-1);
    char32_t next = 0x100;
    for (unsigned byte = 0; byte < 256; ++byte) {
      made.letter[byte] = stands_for_itself(byte) ? char32_t{byte} : next++;
      made.byte[made.letter[byte]] = static_cast<int>(byte);
    }
    return made;
  }();
  return table;
}

}  // namespace

std::string spell_bytes(std::string_view bytes) {
  std::string spelling;
  for (const char byte : bytes) {
    spelling += utf8_encode(alphabet().letter[static_cast<unsigned char>(byte)]);
  }
  return spelling;
}

std::optional<std::string> unspell_bytes(std::string_view spelling) {
  std::string bytes;
  while (!spelling.empty()) {
    const Utf8Prefix prefix = utf8_prefix(spelling);
    const char32_t letter = prefix.kind == Utf8Kind::character ? utf8_decode(spelling) : 0x200U;
    if (letter >= alphabet().byte.size() || alphabet().byte[letter] < 0) {
      return std::nullopt;
    }
    bytes += static_cast<char>(alphabet().byte[letter]);
    spelling.remove_prefix(prefix.length);
  }
  return bytes;
}

}  // namespace assay
