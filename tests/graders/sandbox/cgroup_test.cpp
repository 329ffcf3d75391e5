#include "graders/sandbox/cgroup.hpp"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <set>
#include <thread>

#include "tests/graders/sandbox/support.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

/// Groups that this process made, in every hierarchy.
std::set<std::string> groups_left() {
  std::set<std::string> found;
  std::error_code error;
  const std::string prefix = "assay-" + std::to_string(::getpid()) + "-";
  for (const auto& entry : std::filesystem::recursive_directory_iterator("/sys/fs/cgroup", error)) {
    if (entry.is_directory() && entry.path().filename().string().rfind(prefix, 0) == 0) {
      found.insert(entry.path().string());
    }
  }
  return found;
}

Command compiler(const std::string& program) {
  Command command;
  command.argv = {python_path, "-S", "-s", "-c", program};
  command.may_start_processes = true;
  return command;
}

}  // namespace

TEST_CASE("a tree of processes has its memory, number and CPU time limited together") {
  const Sandbox* sandbox = test::sandbox_or_null();
  if (sandbox == nullptr || !sandbox->cgroups().usable()) {
    ASSAY_SKIP("no cgroups here");
  }
  Limits limits;
  limits.memory_bytes = 200ULL << 20;
  const std::string fill =
      "import os, time\nfor i in range(%d):\n  if os.fork() == 0:\n"
      "    x = bytearray(100 << 20)\n    x[::4096] = b'1' * 25600\n"
      "    time.sleep(1)\n    os._exit(0)\n"
      "print([os.wait()[1] for i in range(%d)])";
  const auto children = [&](const char* count) {
    std::string program = fill;
    for (std::size_t at = 0; (at = program.find("%d")) != std::string::npos;) {
      program.replace(at, 2, count);
    }
    return sandbox->run(compiler(program), limits);
  };
  CHECK(children("1").output == "[0]\n");  // the control
  CHECK(children("5").output != "[0, 0, 0, 0, 0]\n");
  limits = Limits{};
  limits.threads = 16;
  CHECK(
      sandbox
          ->run(compiler("import os, time\nn = 0\ntry:\n  while n < 200:\n    if os.fork() == 0:\n"
                         "      time.sleep(1000)\n    n += 1\nexcept OSError: pass\nprint(n < 40)"),
                limits)
          .output == "True\n");
  limits.cpu_s = 2;
  limits.wall_s = 600;  // a busy machine must not decide
  limits.threads = 64;
  const Outcome spun = sandbox->run(
      compiler("import os\nfor i in range(6):\n  if os.fork() == 0:\n    while True: pass\n"
               "for i in range(6): os.wait()"),
      limits);
  CHECK(spun.ending == Ending::cpu_limit);
  CHECK(spun.cpu_ms < 11000);  // six processes, of which each alone might use two seconds
  CHECK(groups_left().empty());
}

TEST_CASE("descendants that outlive their parent end with the sandbox") {
  const Sandbox* sandbox = test::sandbox_or_null();
  if (sandbox == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  Pipe pipe = make_pipe();
  Command command = compiler(
      "import os, time\nif os.fork() == 0:\n  if os.fork() == 0:\n"
      "    time.sleep(1000)\n  os._exit(0)\nos.wait()\nprint('left')");
  command.fds = {pipe.write.get()};
  const Outcome outcome = sandbox->run(command, Limits{});
  pipe.write.close();
  CHECK(outcome.output == "left\n");
  CHECK(test::closes(pipe.read.get()));
}

TEST_CASE("groups of a dead owner are removed, those of a living one are not") {
  const CgroupRoot root;
  if (!root.usable()) {
    CHECK(root.why_not().find(';') != std::string::npos);  // a remedy
    ASSAY_SKIP("no cgroups here: " + root.why_not());
  }
  const auto living = root.make(64 << 20, 4);
  const std::set<std::string> before = groups_left();
  REQUIRE_FALSE(before.empty());
  const std::string dead =
      std::filesystem::path(*before.begin()).parent_path().string() + "/assay-1-dead";
  REQUIRE(::mkdir(dead.c_str(), 0755) == 0);
  const CgroupRoot again;
  CHECK_FALSE(std::filesystem::exists(dead));
  CHECK(groups_left() == before);
}

TEST_CASE("a group is made though others look for those of dead owners at the same time") {
  const CgroupRoot root;
  if (!root.usable()) {
    ASSAY_SKIP("no cgroups here: " + root.why_not());
  }
  std::atomic<bool> done{false};
  std::thread sweeper([&done] {  // a lock is of one open folder: a thread is like a process to it
    while (!done) {
      const CgroupRoot other;
    }
  });
  int made = 0;
  for (int i = 0; i < 300; ++i) {
    try {
      const auto group = root.make(64 << 20, 4);
      const std::vector<int> doors = group->doors();
      made += std::count(doors.begin(), doors.end(), -1) == 0 ? 1 : 0;
    } catch (const InfrastructureError& error) {
      WARN(error.what());
    }
  }
  done = true;
  sweeper.join();
  CHECK(made == 300);
}

}  // namespace assay
