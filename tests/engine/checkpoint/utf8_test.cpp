#include "engine/checkpoint/utf8.hpp"

#include <vector>

#include "engine/checkpoint/byte_alphabet.hpp"
#include "tests/support/catch.hpp"

using namespace assay;

// Unicode 15, table 3-8 and the text around it: one U+FFFD for each maximal subpart.
TEST_CASE("damage becomes one U+FFFD a maximal subpart, as the standard recommends") {
  const std::string bad = "\xEF\xBF\xBD";
  CHECK(to_valid_utf8("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41") ==
        bad + bad + bad + bad + bad + bad + bad + bad + "A");
  CHECK(to_valid_utf8("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41") ==
        bad + bad + bad + bad + bad + bad + bad + bad + "A");
  CHECK(to_valid_utf8("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42") ==
        bad + bad + bad + bad + bad + "A" + bad + bad + "B");
  CHECK(to_valid_utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41") == bad + bad + bad + bad + "A");
  CHECK(to_valid_utf8("\xE2\x82") == bad);
}

TEST_CASE("every code point survives being written and read") {
  for (char32_t code = 0; code < 0x110000; ++code) {
    if (code == 0xD800) {
      code = 0xE000;
    }
    const std::string bytes = utf8_encode(code);
    if (to_valid_utf8(bytes) != bytes || utf8_decode(bytes) != code) {
      FAIL("U+" << std::hex << static_cast<unsigned>(code));
    }
  }
}

TEST_CASE("each start of a character is incomplete, and surrogates are invalid") {
  const std::string smile = "😀";
  for (std::size_t length = 1; length < 4; ++length) {
    const Utf8Prefix prefix = utf8_prefix(smile.substr(0, length));
    CHECK(prefix.kind == Utf8Kind::incomplete);
    CHECK(prefix.length == length);
  }
  CHECK(utf8_prefix("\xED\xA0\x80").kind == Utf8Kind::invalid);
  CHECK(utf8_prefix("\xF4\x90\x80\x80").kind == Utf8Kind::invalid);
}

TEST_CASE("the byte alphabet is GPT-2's") {
  CHECK(spell_bytes(" a\n~\x7F") == "ĠaĊ~ġ");
  CHECK(spell_bytes(std::string(1, '\0')) == "Ā");
  CHECK(spell_bytes("\xAD") == "Ń");  // the last of the bytes that are not printable
  for (int byte = 0; byte < 256; ++byte) {
    const std::string one(1, static_cast<char>(byte));
    CHECK(unspell_bytes(spell_bytes(one)) == one);
  }
  CHECK_FALSE(unspell_bytes("a b"));
  CHECK_FALSE(unspell_bytes("漢"));
  CHECK_FALSE(unspell_bytes("ń"));
}
