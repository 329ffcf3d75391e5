# Writes ${input} as a C++ array of bytes; see embed.cmake.
file(READ ${input} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "(................................................................................)" "\\1\n"
  bytes "${bytes}")
file(CONFIGURE OUTPUT ${output} @ONLY CONTENT [[
#include <string_view>

namespace assay::embedded {

namespace {
constexpr unsigned char bytes[] = {@bytes@0};
}

extern const std::string_view @name@;
// The array ends in a zero that is not part of the file.
const std::string_view @name@(reinterpret_cast<const char*>(bytes), sizeof bytes - 1);

}  // namespace assay::embedded
]])
