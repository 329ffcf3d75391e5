#include "datasets/readers/utf8.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

TEST_CASE("well-formed UTF-8 is text, up to the last code point") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("a\u00e9\u20ac\U0001f600\xf4\x8f\xbf\xbf\xed\x9f\xbf\xee\x80\x80"));
}

TEST_CASE("the first byte that is no UTF-8 is found") {
  struct Case {
    std::string bytes;
    std::size_t at;
  };
  const Case cases[] = {
      {"ab\xff", 2},           {"\x80", 0},         {"a\xc0\xaf", 1},
      {"\xe0\x9f\xbf", 0},     {"\xed\xa0\x80", 0}, {"\xf0\x8f\xbf\xbf", 0},
      {"\xf4\x90\x80\x80", 0}, {"\xf5", 0},         {"x\xe2\x82", 1},
      {"\xe2\x82x", 0},        {"\u00e9\xc3", 2},
  };
  for (const Case& one : cases) {
    INFO(one.at);
    CHECK(first_invalid_utf8(one.bytes) == one.at);
  }
}

}  // namespace
}  // namespace assay::test
