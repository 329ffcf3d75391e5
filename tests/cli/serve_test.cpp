// `assay serve` as a user starts and stops it.
#include "tests/engine/serving/http/client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {

namespace {

/// Starts a server of the built-in model, runs `commands` with its port in $port, and ends it with
/// SIGTERM. Its exit code is the last line.
ProcessResult with_server(const std::string& flags, const std::string& commands,
                          const std::filesystem::path& directory) {
  return shell("rm -f out err; $ASSAY serve -m builtin --port 0 --threads 1 " + flags +
                   " >out 2>err & pid=$!\n"
                   "for i in $(seq 1200); do grep -q Serving out && break; sleep 0.05; done\n"
                   "port=$(sed -n 's|.*:\\([0-9]*\\)/v1$|\\1|p' out)\n" +
                   commands + "\nkill -TERM $pid; wait $pid; echo $?",
               directory);
}

}  // namespace

TEST_CASE("serve prints its address, serves the built-in model to assay itself, and ends with 0") {
  const TemporaryDirectory directory;
  const ProcessResult result = with_server(
      "",
      "$ASSAY run assay-math --limit 3 -m http://127.0.0.1:$port/v1 --preset greedy "
      "--max-tokens 60 -o remote.run >/dev/null 2>&1; echo $?\n"
      "$ASSAY run assay-math --limit 3 -m builtin --preset greedy --max-tokens 60 -o local.run "
      ">/dev/null 2>&1\n"
      "for run in remote local; do $ASSAY export $run.run --to jsonl 2>/dev/null | "
      "grep -o '\"\\(thinking\\|answer\\)\":\"[^\"]*\"' >$run.txt; done\n"
      "test -s local.txt && cmp remote.txt local.txt; echo $?",
      directory.path());
  INFO(result.err << slurp(directory.path() / "err"));
  CHECK(result.out == "0\n0\n0\n");
  const std::string line = slurp(directory.path() / "out");
  CHECK_THAT(line, Catch::StartsWith("Serving assay-tiny (cpu/any/"));
  CHECK_THAT(line, Catch::Contains(" at http://127.0.0.1:"));
  CHECK(slurp(directory.path() / "err").empty());
}

TEST_CASE("serve warns of an address that others reach, unless it asks for a key") {
  const TemporaryDirectory directory;
  CHECK(with_server("--host 0.0.0.0", "", directory.path()).out == "0\n");
  CHECK_THAT(slurp(directory.path() / "err"), Catch::Contains("ask for a key with --api-key-env"));
  CHECK(with_server("--host 0.0.0.0 --api-key-env HOME", "", directory.path()).out == "0\n");
  CHECK(slurp(directory.path() / "err").empty());
}

TEST_CASE("serve says what it cannot do") {
  const TemporaryDirectory directory;
  const auto fails = [&](const std::string& flags, int code, const std::string& says) {
    const ProcessResult result = shell("$ASSAY serve " + flags, directory.path());
    CHECK(result.exit_code == code);
    CHECK_THAT(result.err, Catch::Contains(says));
    CHECK(result.out.empty());
  };
  fails("-m http://127.0.0.1:9/v1", 3, "is behind a server already");
  fails("-m nowhere", 3, "no such model");
  fails("--api-key-env ASSAY_NOT_SET", 3, "ASSAY_NOT_SET: this variable is not set");
  fails("--queue 0", 3, "--queue");
  fails("--host no.such.host.invalid", 4, "no such address here");
}

}  // namespace assay::test
