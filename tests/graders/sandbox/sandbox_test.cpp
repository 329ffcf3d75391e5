#include "graders/sandbox/sandbox.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "engine/core/error.hpp"
#include "graders/grader.hpp"
#include "graders/sandbox/self_test.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

std::optional<Sandbox> sandbox_or_none(Isolation isolation = Isolation::namespaces) {
  try {
    Sandbox sandbox(isolation);
    require_working(sandbox);
    return sandbox;
  } catch (const InfrastructureError&) {
    return std::nullopt;
  }
}

Command python(const std::string& program, const std::string& input = "") {
  return {{python_path, "-S", "-s", "-c", program}, input, {}};
}

int open_descriptors() {
  int count = 0;
  DIR* directory = ::opendir("/proc/self/fd");
  while (::readdir(directory) != nullptr) {
    ++count;
  }
  ::closedir(directory);
  return count;
}

/// A variable of the environment, put back at the end.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) {
    const char* before = std::getenv(name);
    before_ = before != nullptr ? before : "";
    ::setenv(name, value, 1);
  }
  ~Environment() { ::setenv(name_.c_str(), before_.c_str(), 1); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  std::string name_;
  std::string before_;
};

TEST_CASE("why no sandbox starts is told in short lines, the remedies below the reason") {
  std::string message;
  try {
    refuse_start(
        "bwrap: No permissions to create new namespace. See <https://deb.li/bubblewrap>.\n");
  } catch (const InfrastructureError& error) {
    message = error.what();
  }
  CHECK(message.rfind("the sandbox does not start: bwrap: No permissions to create new namespace.\n"
                      "  allow user namespaces:\n",
                      0) == 0);
  CHECK(message.find("\n  in a throw-away container: --sandbox container") != std::string::npos);
  std::istringstream lines(message);
  for (std::string line; std::getline(lines, line);) {
    CHECK(line.size() < 100);
  }
}

}  // namespace

TEST_CASE("a program gets its input and its exit status and output come back") {
  const auto sandbox = sandbox_or_none();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox here");
  }
  const Outcome outcome = sandbox->run(
      python("import sys; print(sys.stdin.read()[::-1]); sys.exit(7)", "abc"), Limits{});
  CHECK(outcome.ending == Ending::exited);
  CHECK(outcome.exit_code == 7);
  CHECK(outcome.output == "cba\n");
  CHECK(outcome.cpu_ms > 0);
}

TEST_CASE("every probe is refused inside, and succeeds outside where it should") {
  const auto sandbox = sandbox_or_none();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox here");
  }
  for (const Probe& result : probe(*sandbox)) {
    INFO(result.name << ": " << result.finding);
    CHECK(result.refused);
  }
  // Positive control: without namespaces the same probe reads the file.
  const auto bare = sandbox_or_none(Isolation::process);
  if (!bare) {
    ASSAY_SKIP("the control needs root");
  }
  for (const Probe& result : probe(*bare)) {
    INFO(result.name << ": " << result.finding);
    CHECK(result.refused == (result.name != "read /etc/passwd"));
  }
}

TEST_CASE("CPU time, wall time and output each have a limit, and the ending says which") {
  const auto sandbox = sandbox_or_none();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox here");
  }
  Limits limits;
  limits.cpu_s = 1;
  limits.wall_s = 20;
  Outcome outcome = sandbox->run(python("while True: pass"), limits);
  CHECK(outcome.ending == Ending::cpu_limit);
  CHECK(outcome.cpu_ms > 1000);
  limits.wall_s = 1;
  outcome = sandbox->run(python("import time; time.sleep(1000)"), limits);
  CHECK(outcome.ending == Ending::wall_limit);
  limits.wall_s = 20;
  limits.output_bytes = 100'000;
  outcome = sandbox->run(python("while True: print('x' * 1000)"), limits);
  CHECK(outcome.ending == Ending::output_limit);
  CHECK(outcome.output.size() == 65'536);
}

TEST_CASE("memory, files, descriptors and threads have limits that the program meets as errors") {
  const auto sandbox = sandbox_or_none();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox here");
  }
  Limits limits;
  limits.memory_bytes = 200ULL << 20;
  limits.scratch_bytes = 1ULL << 20;
  const auto says = [&](const char* program) {
    return sandbox->run(python(program), limits).output;
  };
  CHECK(says("try: b'x' * (300 << 20)\nexcept MemoryError: print('no memory')") == "no memory\n");
  CHECK(says("b = b'x' * (50 << 20); print('memory')") == "memory\n");
  CHECK(says("try: open('/tmp/a', 'wb').write(b'x' * (2 << 20))\nexcept OSError as e: "
             "print(e.errno in (27, 28))") == "True\n");
  CHECK(says("import os\ntry:\n  while True: os.dup(0)\nexcept OSError as e: print(e.errno)") ==
        "24\n");
  CHECK(says("import threading, time\nthreading.stack_size(32768)\nn = 0\ntry:\n"
             "  while n < 500:\n    threading.Thread(target=time.sleep, args=(9,), daemon=True)"
             ".start()\n    n += 1\nexcept RuntimeError: pass\nprint(n < 100, flush=True)\n"
             "import os\nos._exit(0)") == "True\n");
}

TEST_CASE("a program sees no descriptor, variable or process of the host") {
  const auto sandbox = sandbox_or_none();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox here");
  }
  const Environment secret("ASSAY_TEST_SECRET", "42");
  // Without O_CLOEXEC, as a library might open it.
  const FileDescriptor leaked(::open("/etc/hostname", O_RDONLY));  // NOLINT
  const std::string seen = sandbox
                               ->run(python("import os\n"
                                            "fds = []\n"
                                            "for fd in range(300):\n"
                                            "  try: os.fstat(fd); fds.append(fd)\n"
                                            "  except OSError: pass\n"
                                            "print(fds, os.getpid(), 'ASSAY_TEST_SECRET' in "
                                            "os.environ, os.path.exists('/proc'))"),
                                     Limits{})
                               .output;
  CHECK(seen == "[0, 1, 2] 1 False False\n");
}

TEST_CASE("a program that is dropped under way is gone, and nothing leaks") {
  const auto sandbox = sandbox_or_none();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox here");
  }
  const int before = open_descriptors();
  Pipe pipe = make_pipe();
  {
    Command command = python("import os, time\nos.write(3, b'x')\ntime.sleep(1000)");
    command.fds = {pipe.write.get()};
    const SandboxedProcess process = sandbox->start(command, Limits{});
    pipe.write.close();
    char byte = 0;
    REQUIRE(::read(pipe.read.get(), &byte, 1) == 1);
  }
  char byte = 0;
  CHECK(::read(pipe.read.get(), &byte, 1) == 0);  // its end closed with it
  pipe.read.close();
  CHECK(open_descriptors() == before);
}

TEST_CASE("without bubblewrap the message names the package") {
  const Environment path("PATH", "/nonexistent");
  CHECK_THROWS_AS(make_grader({"code", SandboxPolicy::automatic}), InfrastructureError);
  CHECK_THROWS_WITH(make_grader({"code", SandboxPolicy::automatic}),
                    Catch::Matchers::Contains("bubblewrap is not installed") &&
                        Catch::Matchers::Contains("apt-get install bubblewrap"));
  const SandboxReport report = probe_sandbox(SandboxPolicy::automatic);
  CHECK_FALSE(report.usable);
  CHECK(report.remedy == "apt-get install bubblewrap");
}

TEST_CASE("the container policy is refused to a user that is not root, who is told why") {
  const auto refused = [] {
    try {
      static_cast<void>(make_grader({"code", SandboxPolicy::container}));
    } catch (const InfrastructureError& error) {
      return std::string(error.what()).find("--sandbox container needs root") == 0;
    }
    return false;
  };
  const pid_t child = ::fork();
  if (child == 0) {
    const bool other = ::geteuid() != 0 || ::setresuid(65534, 65534, 65534) == 0;
    ::_exit(other && refused() ? 0 : 1);
  }
  REQUIRE(child > 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}

TEST_CASE("the strict policy needs cgroups, and says so where they cannot be had") {
  const CgroupRoot cgroups;
  if (cgroups.usable() && sandbox_or_none()) {
    CHECK(probe_sandbox(SandboxPolicy::strict).usable);
  }
  // In a mount namespace of its own, without any cgroup mounted.
  const pid_t child = ::fork();
  if (child == 0) {
    bool alone = ::unshare(CLONE_NEWNS) == 0 &&
                 ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    alone = alone && ::mount("none", "/sys/fs/cgroup", "tmpfs", 0, nullptr) == 0;
    if (!alone) {
      ::_exit(2);
    }
    while (::umount2("/sys/fs/cgroup", MNT_DETACH) == 0) {
    }
    const SandboxReport strict = probe_sandbox(SandboxPolicy::strict);
    const SandboxReport automatic = probe_sandbox(SandboxPolicy::automatic);
    const bool said = strict.finding.find("strict needs cgroups") != std::string::npos;
    ::_exit(!strict.usable && said && automatic.usable &&
                    automatic.level.find("level 3") != std::string::npos
                ? 0
                : 1);
  }
  REQUIRE(child > 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  if (WEXITSTATUS(status) == 2) {
    ASSAY_SKIP("unmounting needs root");
  }
  CHECK(status == 0);
}

TEST_CASE("the doctor's report names the level and what each probe found") {
  if (!sandbox_or_none()) {
    ASSAY_SKIP("no sandbox here");
  }
  const SandboxReport report = probe_sandbox(SandboxPolicy::automatic);
  CHECK(report.usable);
  CHECK(report.level.find("namespaces + seccomp") != std::string::npos);
  CHECK(report.finding.find("open a socket: refused (EPERM)") != std::string::npos);
  CHECK(report.finding.find('\n') == std::string::npos);
  CHECK(report.remedy.empty());
}

}  // namespace assay
