#include "engine/checkpoint/unicode.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "engine/checkpoint/utf8.hpp"
#include "engine/core/file.hpp"
#include "engine/core/hash.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

using namespace assay;

TEST_CASE("the composed form of every character is that of the tokenizers library") {
  std::map<std::string, std::string> texts;
  for (std::uint32_t code = 0; code < 0x110000; ++code) {
    if (code >= 0xD800 && code < 0xE000) {
      continue;
    }
    const std::string c = utf8_encode(code);
    texts[std::to_string(code / 65536)] += to_nfc("a" + c + c + c + "\u0327b" + c + "\u0301");
  }
  const auto expected = nlohmann::json::parse(read_file(test::golden("tokenizer/nfc.json")));
  CHECK(expected.size() == texts.size());
  for (const auto& [block, text] : texts) {
    INFO("block " << block);
    CHECK(sha256_hex(text) == expected.at(block).get<std::string>());
  }
}

TEST_CASE("marks are ordered and composed, syllables of Hangul too") {
  CHECK(to_nfc("plain") == "plain");
  CHECK(to_nfc("e\u0301") == "\u00e9");
  CHECK(to_nfc("a\u0315\u0300") == "\u00e0\u0315");   // the mark of the lower class goes first
  CHECK(to_nfc("q\u0323\u0307") == "q\u0323\u0307");  // nothing composes with q
  CHECK(to_nfc("\u1100\u1161\u11a8") == "\uac01");
  CHECK(to_nfc("\u212b\u2126") == "\u00c5\u03a9");  // singletons
  CHECK(to_nfc("\u0958") == "\u0915\u093c");        // excluded from composition
  CHECK(to_nfc("").empty());
}

TEST_CASE("a text without young characters has no stand-ins, and one with them keeps its length") {
  CHECK_FALSE(with_older_characters("abc \u6f22 \U0001F600"));
  const std::string pink_heart = "a\U0001FA77b";
  const auto older = with_older_characters(pink_heart);
  REQUIRE(older);
  CHECK(older->size() == pink_heart.size());
  CHECK(*older != pink_heart);
}
