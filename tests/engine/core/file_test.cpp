#include "engine/core/file.hpp"

#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

using namespace assay;
using assay::test::TemporaryDirectory;
using Catch::Contains;

namespace {

std::size_t entries(const std::filesystem::path& directory) {
  const std::filesystem::directory_iterator all(directory);
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

TEST_CASE("a FIFO is written to, and a symbolic link's target replaced, not the link") {
  const TemporaryDirectory here;
  const auto fifo = here.path() / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  std::thread writer([&] { replace_file(fifo, "through"); });
  CHECK(read_file(fifo) == "through");
  writer.join();
  CHECK(std::filesystem::is_fifo(fifo));

  const auto target = here.path() / "target";
  const auto link = here.path() / "link";
  replace_file(target, "old");
  std::filesystem::create_symlink(target, link);
  replace_file(link, "new");
  CHECK(std::filesystem::is_symlink(link));
  CHECK(read_file(target) == "new");
}

}  // namespace

TEST_CASE("a replaced file holds the new bytes and nothing lies beside it") {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "f";
  const std::string bytes = std::string("a\0b\r\n", 5) + std::string(200'000, 'x');
  replace_file(path, "old");
  replace_file(path, bytes);
  CHECK(read_file(path) == bytes);
  CHECK(MappedFile(path).bytes() == bytes);
  CHECK(entries(directory.path()) == 1);
}

TEST_CASE("a missing file is an error that names it") {
  CHECK_THROWS_AS(read_file("/no/such/file"), UsageError);
  CHECK_THROWS_WITH(read_file("/no/such/file"),
                    Contains("cannot read /no/such/file: No such file or directory"));
  CHECK_THROWS_WITH(MappedFile("/no/such/file"), Contains("cannot read /no/such/file"));
}

TEST_CASE("a directory is not read as a file") {
  const TemporaryDirectory directory;
  CHECK_THROWS_WITH(read_file(directory.path()), Contains("Is a directory"));
  CHECK_THROWS_AS(MappedFile(directory.path()), UsageError);
}

TEST_CASE("a file that cannot be replaced is left as it was") {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "target";
  std::filesystem::create_directory(path);  // rename cannot put a file over a directory
  std::ofstream(path / "inside") << "kept";
  CHECK_THROWS_AS(replace_file(path, "new"), InfrastructureError);
  CHECK(read_file(path / "inside") == "kept");
  CHECK(entries(directory.path()) == 1);
  CHECK_THROWS_WITH(replace_file("/no/such/directory/f", "x"),
                    Contains("cannot write /no/such/directory/f: No such file"));
}

TEST_CASE("a check for writing changes nothing") {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "f";
  check_writable(path);
  CHECK(entries(directory.path()) == 0);
  replace_file(path, "kept");
  check_writable(path);
  CHECK(read_file(path) == "kept");
  CHECK_THROWS_WITH(check_writable(directory.path() / "missing" / "f"), Contains("cannot write"));
  CHECK_THROWS_AS(check_writable(directory.path()), InfrastructureError);
}

TEST_CASE("an empty file maps to no bytes, and a map survives a move") {
  const TemporaryDirectory directory;
  replace_file(directory.path() / "empty", "");
  replace_file(directory.path() / "full", "bytes");
  CHECK(MappedFile(directory.path() / "empty").bytes().empty());
  MappedFile first(directory.path() / "full");
  MappedFile second(std::move(first));
  CHECK(second.bytes() == "bytes");
  MappedFile third(directory.path() / "empty");
  third = std::move(second);
  CHECK(third.bytes() == "bytes");
}
