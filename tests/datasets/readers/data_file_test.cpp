#include "datasets/readers/data_file.hpp"

#include <fstream>
#include <string>
#include <utility>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

using namespace std::string_literals;

std::string error_of(std::string_view bytes, DataFormat format) {
  try {
    (void)parse_data(bytes, format, "d");
  } catch (const DataError& error) {
    return error.what();
  }
  return "no error";
}

// Frames of zstd -c --no-check: the text is stored after nine bytes.
std::string zst(const std::string& text) {
  const auto header = static_cast<char>(text.size() << 3 | 1);
  return "\x28\xb5\x2f\xfd\x00\x58"s + header + "\x00\x00"s + text;
}

TEST_CASE("a data file is read by its name and content, compressed or not") {
  const TemporaryDirectory here;
  const std::pair<std::string, std::string> files[] = {
      {"a.jsonl", "{\"a\":\"1\"}\n"}, {"a.json", "[{\"a\":\"1\"}]\n"}, {"a.csv", "a\n1\n"}};
  const auto write = [&](const std::string& name, const std::string& bytes) {
    std::ofstream(here.path() / name, std::ios::binary) << bytes;
  };
  for (const auto& [name, text] : files) {
    write(name, text);
    write(name + ".zst", zst(text));
    REQUIRE(shell("gzip -k " + name, here.path()).exit_code == 0);
    for (const char* ending : {"", ".gz", ".zst"}) {
      INFO(name << ending);
      const auto rows = read_data(here.path() / (name + ending));
      REQUIRE(rows.size() == 1);
      CHECK(rows[0].object.at("a") == "1");
    }
  }
}

TEST_CASE("bytes that are no UTF-8 are told by their place in every format of text") {
  const std::string end = "; convert the file, for instance with iconv";
  CHECK(error_of("{}\n{\"a\": \"\xff\"}\n", DataFormat::jsonl) ==
        "d:2: not UTF-8: byte 0xff at column 8" + end);
  CHECK(error_of("[{},\n{\"a\": \"\xc3\"}]", DataFormat::json) ==
        "d:2: not UTF-8: byte 0xc3 at column 8" + end);
  CHECK(error_of("a,b\n1,caf\xe9\n", DataFormat::csv) ==
        "d:2: not UTF-8: byte 0xe9 at column 6" + end);
}

}  // namespace
}  // namespace assay::test
