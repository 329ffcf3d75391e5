// What goes wrong around a run: full disks, two processes at once, damaged files. One line each,
// and nothing lost.
#include <algorithm>
#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;

const std::string math_run = "$ASSAY run assay-math --limit 10 -k 4 --max-tokens 256 ";

std::string canonical(const std::string& run, const fs::path& directory) {
  const ProcessResult result = shell("$ASSAY export " + run + " --canonical", directory);
  REQUIRE(result.exit_code == 0);
  return result.out;
}

bool is_one_error(const ProcessResult& result, const std::string& word) {
  INFO(result.err);
  const std::size_t at = result.err.rfind("assay: ");
  return at != std::string::npos && result.err.find(word, at) != std::string::npos &&
         std::count(result.err.begin() + static_cast<std::ptrdiff_t>(at), result.err.end(), '\n') ==
             1;
}

TEST_CASE("a disk that is full again and again loses nothing") {
  const TemporaryDirectory here;
  REQUIRE(shell(math_run + "-o whole.run", here.path()).exit_code == 0);
  int failed = 0;
  // A limit on file size stands in for the disk; each round gives a little more room.
  for (int blocks = 60; blocks < 4000; blocks += std::max(20, blocks / 8)) {
    const ProcessResult result =
        shell("trap '' XFSZ; ulimit -f " + std::to_string(blocks) + "; " + math_run + "-o full.run",
              here.path());
    if (result.exit_code == 0) {
      break;
    }
    INFO("ulimit -f " << blocks);
    CHECK(result.exit_code == 4);
    CHECK(is_one_error(result, "full.run"));
    ++failed;
  }
  CHECK(failed >= 3);
  REQUIRE(shell(math_run + "-o full.run", here.path()).exit_code == 0);
  CHECK(canonical("full.run", here.path()) == canonical("whole.run", here.path()));
}

/// Runs shell lines in mount points of their own, which vanish with it; exit code 77 where a file
/// system cannot be mounted.
ProcessResult with_mounts(const std::string& lines, const fs::path& directory) {
  std::ofstream(directory / "script") << lines;
  return shell("unshare -m true 2>/dev/null || exit 77\nunshare -m sh script", directory);
}

TEST_CASE("a real file system that is full loses nothing") {
  const TemporaryDirectory here;
  fs::create_directory(here.path() / "small");
  const ProcessResult result = with_mounts(
      "mount -t tmpfs -o size=200k tmpfs small || exit 77\n" + math_run +
          "-o small/a.run; echo full $?\n" + "mount -o remount,size=16m small || exit 77\n" +
          math_run + "-o small/a.run; echo more $?\ncp small/a.run kept.run\n",
      here.path());
  if (result.exit_code == 77) {
    ASSAY_SKIP("no file system can be mounted here: needs root outside a container");
  }
  INFO(result.out << result.err);
  CHECK(result.out.find("full 4") != std::string::npos);
  CHECK(result.err.find("no space left") != std::string::npos);
  CHECK(result.out.find("more 0") != std::string::npos);
  REQUIRE(shell(math_run + "-o whole.run", here.path()).exit_code == 0);
  CHECK(canonical("kept.run", here.path()) == canonical("whole.run", here.path()));
}

TEST_CASE("a second process on one run is refused, and the first is not disturbed") {
  const TemporaryDirectory here;
  REQUIRE(shell(math_run + "-o whole.run", here.path()).exit_code == 0);
  const ProcessResult both =
      shell(math_run +
                "--threads 1 -o a.run 2>first.err & first=$!\n"
                "while [ ! -e a.run.lock ]; do sleep 0.01; done\n" +
                math_run + "-o a.run; second=$?\n" + "wait $first; echo first $? second $second",
            here.path());
  CHECK(both.out.find("first 0 second 4") != std::string::npos);
  CHECK(both.err.find("another process") != std::string::npos);
  CHECK(canonical("a.run", here.path()) == canonical("whole.run", here.path()));
}

TEST_CASE("a directory that may not be written is told before any work") {
  const TemporaryDirectory here;
  fs::create_directory(here.path() / "shut");
  const ProcessResult result = with_mounts(
      "mount -t tmpfs -o ro tmpfs shut || exit 77\n" + math_run + "-o shut/a.run", here.path());
  if (result.exit_code == 77) {
    ASSAY_SKIP("no file system can be mounted here: needs root outside a container");
  }
  CHECK(result.exit_code == 4);
  CHECK(is_one_error(result, "shut/a.run"));
}

TEST_CASE("a damaged run is one error in every command, and no command changes it") {
  const TemporaryDirectory here;
  REQUIRE(shell(math_run + "-o a.run", here.path()).exit_code == 0);
  fs::resize_file(here.path() / "a.run", fs::file_size(here.path() / "a.run") / 2);
  const std::string before = slurp(here.path() / "a.run");
  for (const char* command :
       {"export a.run", "report a.run", "show a.run", "grade a.run",
        "run assay-math --limit 10 -k 4 --max-tokens 256 -o a.run", "merge a.run -o b.run"}) {
    const ProcessResult result = shell("$ASSAY " + std::string(command), here.path());
    INFO(command);
    CHECK(result.exit_code == 3);
    CHECK(is_one_error(result, "a.run"));
  }
  CHECK(slurp(here.path() / "a.run") == before);
  CHECK_FALSE(fs::exists(here.path() / "b.run"));
}

}  // namespace
}  // namespace assay::test
