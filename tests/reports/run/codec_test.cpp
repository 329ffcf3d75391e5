#include "reports/run/codec.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

TEST_CASE("texts and ids come back from their blobs") {
  for (const std::string& text : {std::string(), std::string("a"), std::string(100'000, 'x')}) {
    CHECK(decompress(compress(text)) == text);
  }
  const std::vector<std::int32_t> ids = {0, 1, 127, 128, 300, 2'097'151, 2'097'152, 2'147'483'647};
  CHECK(unpack_ids(pack_ids(ids)) == ids);
  CHECK(unpack_ids(pack_ids({})).empty());
  CHECK_THROWS_AS(pack_ids({-1}), DataError);
}

TEST_CASE("ids of every length come back in every order") {
  const std::vector<std::int32_t> sizes = {
      0, 127, 128, 16'383, 16'384, 2'097'151, 2'097'152, 268'435'455, 268'435'456, 2'147'483'647};
  for (const std::int32_t a : sizes) {
    for (const std::int32_t b : sizes) {
      const std::vector<std::int32_t> ids = {a, b, a, a, b};
      CHECK(unpack_ids(pack_ids(ids)) == ids);
      CHECK(unpack_ids(pack_ids({a})) == std::vector<std::int32_t>{a});
    }
  }
}

TEST_CASE("ids are LEB128 inside the frame") {
  // 300 is 0xac 0x02: the worked example of the Protocol Buffers encoding guide is 150 = 96 01.
  CHECK(decompress(pack_ids({150})) == std::string("\x96\x01", 2));
  CHECK(decompress(pack_ids({300})) == std::string("\xac\x02", 2));
}

TEST_CASE("each flipped byte of a frame is noticed or harmless, never another text") {
  const std::string text = "a trace of some length, a trace of some length, with a check";
  const std::string frame = compress(text);
  int noticed = 0;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    std::string damaged = frame;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    std::string result = text;
    try {
      result = decompress(damaged);
    } catch (const DataError&) {
      ++noticed;
    }
    CHECK(result == text);
  }
  CHECK(noticed > static_cast<int>(frame.size()) / 2);
}

TEST_CASE("damaged ids are an error") {
  CHECK_THROWS_AS(unpack_ids(compress("\x80")), DataError);
  CHECK_THROWS_AS(unpack_ids(compress("\xff\xff\xff\xff\x0f")), DataError);
  CHECK_THROWS_AS(unpack_ids(compress("\x80\x80\x80\x80\x80\x01")), DataError);
  CHECK_THROWS_AS(decompress("plain text"), DataError);
  CHECK_THROWS_AS(decompress(""), DataError);
}

}  // namespace
}  // namespace assay
