#include "reports/export/zip.hpp"

#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::exports {
namespace {

using Catch::Contains;

/// Python's own reader, which is not ours, over the archive `a.zip`.
std::string python(const std::filesystem::path& directory, const std::string& program) {
  const test::ProcessResult result = test::shell(
      "python3 -c 'import zipfile; z = zipfile.ZipFile(\"a.zip\")\n" + program + "'", directory);
  return result.out + result.err;
}

std::string read_back = R"(
assert z.testzip() is None
for i in z.infolist(): print(i.filename, i.file_size, z.read(i)[:20]))";

std::string archive(const std::function<void(ZipWriter&)>& fill,
                    std::uint64_t largest = 0xfffffffe) {
  std::string bytes;
  ZipWriter zip([&](std::string_view part) { bytes += part; }, largest);
  fill(zip);
  zip.finish();
  return bytes;
}

void save(const std::filesystem::path& directory, const std::string& bytes) {
  std::ofstream(directory / "a.zip", std::ios::binary) << bytes;
}

void two_members(ZipWriter& zip) {
  zip.add("folder/a.json", "{}");
  ZipMember grown("b.json");
  grown.write("[1,").write("2]");
  zip.add(std::move(grown));
  zip.add("empty", "");
}

const std::string expected = "folder/a.json 2 b'{}'\nb.json 5 b'[1,2]'\nempty 0 b''\n";

TEST_CASE("another reader finds every member whole, in the order of adding") {
  const test::TemporaryDirectory here;
  save(here.path(), archive(two_members));
  CHECK(python(here.path(), read_back) == expected);
}

TEST_CASE("where numbers outgrow their fields, ZIP64 records hold them") {
  const test::TemporaryDirectory here;
  const std::string wide = archive(two_members, 0);
  CHECK(wide.size() > archive(two_members).size());
  save(here.path(), wide);
  CHECK(python(here.path(), read_back) == expected);
}

TEST_CASE("an archive may have more members than its short record can count") {
  const test::TemporaryDirectory here;
  save(here.path(), archive([](ZipWriter& zip) {
         for (int i = 0; i < 66'000; ++i) {
           zip.add(std::to_string(i), "");
         }
       }));
  CHECK(python(here.path(), "print(len(z.infolist()), z.infolist()[-1].filename)") ==
        "66000 65999\n");
}

TEST_CASE("a member that deflate must work for, and names beyond ASCII, come back") {
  const test::TemporaryDirectory here;
  std::string noise;
  std::uint32_t state = 1;
  for (int i = 0; i < 200'000; ++i) {
    state = state * 1664525U + 1013904223U;
    noise += static_cast<char>(state >> 24);
  }
  save(here.path(), archive([&](ZipWriter& zip) {
         zip.add("größe", noise);
         zip.add("zeros", std::string(1'000'000, '\0'));
       }));
  CHECK(python(here.path(),
               "assert z.testzip() is None\nprint(*[(i.filename == \"gr\\u00f6\\u00dfe\","
               " i.file_size) for i in z.infolist()])") == "(True, 200000) (False, 1000000)\n");
}

TEST_CASE("a byte that is changed on the way is found") {
  const test::TemporaryDirectory here;
  std::string bytes = archive([](ZipWriter& zip) { zip.add("a", std::string(1000, 'a') + "b"); });
  const std::size_t data = bytes.find('a', 30) + 1;  // after the local header and its name
  bytes[data + 4] = static_cast<char>(bytes[data + 4] ^ 1);
  save(here.path(), bytes);
  CHECK_THAT(python(here.path(), "assert z.testzip() is None"), Contains("Error"));
}

}  // namespace
}  // namespace assay::exports
