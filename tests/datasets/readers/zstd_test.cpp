#include "datasets/readers/zstd.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

using namespace std::string_literals;

// printf 'hello\n' | zstd -c
const std::string hello =
    "\x28\xb5\x2f\xfd\x04\x58\x31\x00\x00\x68\x65\x6c\x6c\x6f\x0a"s + "\x53\x88\xbd\x91"s;

std::string error_of(const std::string& bytes) {
  try {
    (void)zstd_decompress(bytes, "d.zst");
  } catch (const DataError& error) {
    return error.what();
  }
  return "no error";
}

TEST_CASE("zstd files of one frame, of several and with a skippable one are read whole") {
  const std::string skippable = "\x50\x2a\x4d\x18\x02\x00\x00\x00xx"s;
  CHECK(zstd_decompress(hello, "d.zst") == "hello\n");
  CHECK(zstd_decompress(hello + skippable + hello, "d.zst") == "hello\nhello\n");
}

TEST_CASE("a zstd file that is cut short anywhere is an error") {
  for (std::size_t length = 0; length < hello.size(); ++length) {
    INFO(length);
    CHECK(error_of(hello.substr(0, length)) == "d.zst: the zstd file is cut short; fetch it again");
    CHECK(error_of(hello + hello.substr(0, length)) ==
          (length == 0 ? "no error" : "d.zst: the zstd file is cut short; fetch it again"));
  }
}

TEST_CASE("a damaged zstd file, or one of another format, is an error") {
  std::string flipped = hello;
  flipped[10] = static_cast<char>(flipped[10] ^ 1);
  CHECK_THAT(error_of(flipped), Catch::StartsWith("d.zst: not a zstd file, or a damaged one ("));
  CHECK_THAT(error_of("{\"plain\": 1}\n"), Catch::StartsWith("d.zst: not a zstd file"));
  CHECK_THAT(error_of(hello + "trailing"), Catch::StartsWith("d.zst: not a zstd file"));
}

}  // namespace
}  // namespace assay::test
