// scripts/setup as a user of a strange machine meets it: fake programs stand first on its PATH, so
// nothing is really installed.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;

const std::string missing_all = "exit 1";
const std::string installed_all = "printf installed";
const std::string root_id = "echo 0";
const std::string user_id = "echo 1000";

/// A machine of which only the programs that setup needs, and the fakes, can be seen.
class FakeMachine {
 public:
  FakeMachine() {
    fs::create_directories(bin());
    fs::create_directories(project() / "scripts");
    for (const char* script : {"setup", "common.sh"}) {
      fs::copy_file(fs::path(ASSAY_TEST_SOURCE) / "scripts" / script,
                    project() / "scripts" / script);
    }
    for (const char* tool :
         {"bash", "dirname", "nproc", "mkdir", "env", "grep", "tail", "cat", "sh"}) {
      const fs::path usr = fs::path("/usr/bin") / tool;
      fs::create_symlink(fs::exists(usr) ? usr : fs::path("/bin") / tool, bin() / tool);
    }
  }

  void fake(const std::string& program, const std::string& body) const {
    const fs::path path = bin() / program;
    std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
    fs::permissions(path, fs::perms::owner_all);
  }

  [[nodiscard]] ProcessResult setup(const std::string& arguments = "") const {
    return shell("PATH='" + bin().string() + "' exec '" + (project() / "scripts/setup").string() +
                     "' " + arguments,
                 directory_.path());
  }

  [[nodiscard]] fs::path project() const { return directory_.path() / "a project"; }

 private:
  [[nodiscard]] fs::path bin() const { return directory_.path() / "bin"; }

  TemporaryDirectory directory_;
};

/// setup failed with one line that holds `words`.
void expect_failure(const ProcessResult& result, const std::vector<std::string>& words) {
  INFO("stdout: " << result.out << "\nstderr: " << result.err);
  CHECK(result.exit_code == 1);
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  CHECK(result.err.rfind("setup: ", 0) == 0);
  for (const std::string& word : words) {
    INFO(word);
    CHECK(result.err.find(word) != std::string::npos);
  }
}

TEST_CASE("where every package is installed, setup asks neither for root nor for apt's lists") {
  const FakeMachine machine;
  machine.fake("dpkg-query", installed_all);
  machine.fake("id", user_id);
  machine.fake("apt-get", "exit 9");
  const ProcessResult result = machine.setup();
  INFO(result.err);
  CHECK(result.exit_code == 0);
  CHECK(result.out.find("are here") != std::string::npos);
}

TEST_CASE("setup installs what is missing, and only this, and names it") {
  const FakeMachine machine;
  machine.fake("dpkg-query", R"(for last; do :; done
case $last in libfmt-dev|chromium) exit 1;; *) printf installed;; esac)");
  machine.fake("id", root_id);
  machine.fake("apt-get", R"(echo "$DEBIAN_FRONTEND $*" >>calls)");
  ProcessResult result = machine.setup();
  CHECK(result.exit_code == 0);
  CHECK(result.out.find("installing libfmt-dev\n") != std::string::npos);
  const std::string calls = slurp(machine.project() / "calls");
  INFO(calls);
  CHECK(calls.find("noninteractive -q -o DPkg::Lock::Timeout=300 update\n") != std::string::npos);
  CHECK(calls.find("--no-install-recommends libfmt-dev\n") != std::string::npos);
  result = machine.setup("--tests");
  CHECK(result.out.find("installing libfmt-dev chromium\n") != std::string::npos);
}

TEST_CASE("what keeps setup from its work is told in one line") {
  const FakeMachine machine;
  expect_failure(machine.setup(), {"no apt-get", "Debian 12", "libfmt-dev"});
  machine.fake("dpkg-query", missing_all);
  machine.fake("id", user_id);
  machine.fake("apt-get", "exit 9");
  expect_failure(machine.setup(), {"run it as root, or install sudo", "libfmt-dev"});
  machine.fake("sudo", "echo 'a password is required' >&2; exit 1");
  expect_failure(machine.setup(), {"sudo refused", "run it as root"});
  machine.fake("id", root_id);
  machine.fake(
      "apt-get",
      R"(case "$*" in *update*) echo "W: Failed to fetch http://m Temporary failure resolving 'm'";;
*) echo 'E: Unable to locate package g++'; exit 100;; esac)");
  expect_failure(machine.setup(), {"cannot reach its package mirror", "network", "setup.log"});
  machine.fake("apt-get", "echo 'E: dpkg was interrupted'; exit 100");
  expect_failure(machine.setup(), {"apt-get update failed", "dpkg was interrupted", "setup.log"});
  expect_failure(machine.setup("--test"), {"unknown argument '--test'", "--tests"});
}

}  // namespace
}  // namespace assay::test
