#include "datasets/readers/gzip.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

// printf 'hello\n' | gzip -n
const std::string hello(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\xe7\x02\x00"
    "\x20\x30\x3a\x36\x06\x00\x00\x00",
    26);

std::string error_of(const std::string& bytes) {
  try {
    (void)gunzip(bytes, "d.gz");
  } catch (const DataError& error) {
    return error.what();
  }
  return "no error";
}

TEST_CASE("gzip files of one and of several members are read whole") {
  CHECK(gunzip(hello, "d.gz") == "hello\n");
  CHECK(gunzip(hello + hello + hello, "d.gz") == "hello\nhello\nhello\n");
}

TEST_CASE("a gzip file that is cut short anywhere is an error") {
  for (std::size_t length = 0; length < hello.size(); ++length) {
    INFO(length);
    CHECK(error_of(hello.substr(0, length)) == "d.gz: the gzip file is cut short; fetch it again");
  }
}

TEST_CASE("a damaged gzip file, or one of another format, is an error") {
  std::string flipped = hello;
  flipped[12] = static_cast<char>(flipped[12] ^ 1);
  CHECK(error_of(flipped) == "d.gz: not a gzip file, or a damaged one; fetch it again");
  CHECK(error_of("{\"plain\": 1}\n") == "d.gz: not a gzip file, or a damaged one; fetch it again");
  CHECK(error_of(hello + "trailing bytes") ==
        "d.gz: not a gzip file, or a damaged one; fetch it again");
}

}  // namespace
}  // namespace assay::test
