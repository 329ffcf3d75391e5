#include "graders/sandbox/zygote.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "tests/graders/sandbox/support.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

// Entries: the program is Python text on stdin, or what the name says.
constexpr const char* entries =
    "import os, sys, time\n"
    "def program():\n"
    "    source = sys.stdin.read()\n"
    "    exec(source, {'__name__': '__main__'})\n"
    "def echo(*words): print(words, sys.stdin.read(), os.read(3, 9))\n";

Command command_of(const std::string& source) {
  Command command;
  command.input = source;
  return command;
}

Outcome run(ZygotePool& pool, const std::string& source, const Limits& limits = {}) {
  return pool.run("program", command_of(source), limits);
}

struct Row {
  const char* source;
  const char* output;  ///< the end of it
  int exit_code;
  int signal;
};

void check_rows(const std::vector<Row>& rows) {
  const Sandbox* sandbox = test::sandbox_or_null();
  if (sandbox == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  ZygotePool pool(*sandbox, entries);
  for (const Row& row : rows) {
    const Outcome outcome = run(pool, row.source);
    INFO(row.source << "\n" << outcome.output);
    CHECK(outcome.exit_code == row.exit_code);
    CHECK(outcome.signal == row.signal);
    const std::string expected = row.output;
    CHECK(outcome.output.size() >= expected.size());
    CHECK(outcome.output.substr(outcome.output.size() -
                                std::min(outcome.output.size(), expected.size())) == expected);
  }
}

/// Process ids of a process's children.
std::vector<pid_t> children_of(pid_t pid) {
  std::vector<pid_t> result;
  std::ifstream file("/proc/" + std::to_string(pid) + "/task/" + std::to_string(pid) + "/children");
  for (pid_t child = 0; file >> child;) {
    result.push_back(child);
  }
  return result;
}

}  // namespace

TEST_CASE("a zygote's program gets its arguments, its input and its descriptors") {
  const Sandbox* sandbox = test::sandbox_or_null();
  if (sandbox == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  ZygotePool pool(*sandbox, entries);
  Pipe pipe = make_pipe();
  REQUIRE(::write(pipe.write.get(), "by fd", 5) == 5);
  Command command;
  command.argv = {"a", "", "b c"};
  command.input = "input";
  command.fds = {pipe.read.get()};
  const Outcome outcome = pool.run("echo", command, Limits{});
  CHECK(outcome.output == "('a', '', 'b c') input b'by fd'\n");
  CHECK(outcome.ending == Ending::exited);
  CHECK(outcome.cpu_ms > 0);
  CHECK(outcome.rss_bytes > 1e6);
  command.argv = {std::string(100'000, 'x')};
  CHECK_THROWS_AS(pool.run("echo", command, Limits{}), UsageError);
}

TEST_CASE("a zygote's program ends as a script does") {
  check_rows({{"print(1)", "1\n", 0, 0},
              {"import sys; print(1); sys.exit(7)", "1\n", 7, 0},
              {"exit('text')", "text\n", 1, 0},
              {"raise ValueError('x')", "ValueError: x\n", 1, 0},
              {"import os; os._exit(3)", "", 3, 0},
              {"import atexit; atexit.register(print, 'last')", "last\n", 0, 0},
              {"import threading, time\n"
               "threading.Thread(target=lambda: (time.sleep(.1), print('thread'))).start()",
               "thread\n", 0, 0},
              {"import os; os.abort()", "", 0, SIGABRT},
              {"import ctypes; ctypes.string_at(0)", "", 0, SIGSEGV}});
}

TEST_CASE("a zygote's program can reach nothing beyond itself") {
  check_rows({
      {"import os; os.fork()", "PermissionError: [Errno 1] Operation not permitted\n", 1, 0},
      {"import os; os.kill(1, 0)", "not permitted\n", 1, 0},
      {"import signal; signal.raise_signal(9)", "not permitted\n", 1, 0},
      {"import os; os.pidfd_open(1)", "not permitted\n", 1, 0},
      {"import resource; resource.prlimit(1, resource.RLIMIT_CPU, (0, 0))", "permitted\n", 1, 0},
      {"import os; os.sched_setaffinity(1, [0])", "not permitted\n", 1, 0},
      {"import os; os.setpriority(os.PRIO_USER, 0, 19)", "not permitted\n", 1, 0},
      {"import fcntl, os; fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, 1)", "permitted\n", 1, 0},
      {"import fcntl, os; fcntl.fcntl(os.pipe()[0], fcntl.F_SETSIG, 9)", "permitted\n", 1, 0},
      {"import socket; socket.socket(socket.AF_UNIX)", "not permitted\n", 1, 0},
      {"import os; os.memfd_create('x')", "not permitted\n", 1, 0},
      {"import ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
       "print(c.shmget(1, 99, 0o1600), ctypes.get_errno())",
       "-1 1\n", 0, 0},
      {"import ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
       "print(c.prctl(1, 0, 0, 0, 0), ctypes.get_errno())",
       "-1 1\n", 0, 0},
      {"import ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
       "print(c.syscall(500), ctypes.get_errno())",
       "-1 38\n", 0, 0},
      {"import ctypes; ctypes.CDLL(None).ptrace(16, 1, 0, 0)", "", 0, SIGSYS},
      {"import ctypes; ctypes.CDLL(None).unshare(0x10000000)", "", 0, SIGSYS},
      {"open('/proc/1/environ')", "'/proc/1/environ'\n", 1, 0},
      {"import os\nfound = []\nfor fd in range(999):\n  try: os.fstat(fd); found.append(fd)\n"
       "  except OSError: pass\nprint(found, os.getppid())",
       "[0, 1, 2] 1\n", 0, 0},
      {"import socket; a, b = socket.socketpair(); a.send(b'x'); print(b.recv(9))", "b'x'\n", 0, 0},
  });
}

TEST_CASE("a program that waits for another of its group, which runs, is not out of wall time") {
  const Sandbox* sandbox = test::sandbox_or_null();
  if (sandbox == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  ZygotePool pool(*sandbox, entries);
  const auto ending_beside = [&](const char* other) {
    Limits limits;
    limits.cpu_s = 30;
    std::vector<SandboxedProcess> group;
    limits.wall_s = 3;
    group.push_back(pool.start("program", command_of(other), limits));
    limits.wall_s = 1;
    group.push_back(pool.start("program", command_of("import time; time.sleep(1000)"), limits));
    wait_for_first(group);
    finish(group, 0);
    return group.back().outcome().ending;
  };
  CHECK(ending_beside("import time\nwhile time.process_time() < 2: pass") == Ending::stopped);
  CHECK(ending_beside("import time; time.sleep(1000)") == Ending::wall_limit);
}

TEST_CASE("CPU time, wall time, output and memory of a zygote's program are limited") {
  const Sandbox* sandbox = test::sandbox_or_null();
  if (sandbox == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  ZygotePool pool(*sandbox, entries);
  Limits limits;
  limits.cpu_s = 1;
  limits.wall_s = 100;
  const Outcome spinning = run(pool, "while True: pass", limits);
  CHECK(spinning.ending == Ending::cpu_limit);
  CHECK(spinning.cpu_ms > 1000);
  // Who ended by itself is held to the same number.
  const char* slow = "import os, time\nwhile time.process_time() < 1.05: pass\nos._exit(0)";
  CHECK(run(pool, slow, limits).ending == Ending::cpu_limit);
  CHECK(run(pool, "import time\nwhile time.process_time() < 0.5: pass", limits).ending ==
        Ending::exited);
  limits.wall_s = 1;
  const Outcome asleep = run(pool, "import time; time.sleep(1000)", limits);
  CHECK(asleep.ending == Ending::wall_limit);
  limits.wall_s = 100;
  limits.output_bytes = 100'000;
  const Outcome printing = run(pool, "while True: print('x' * 1000)", limits);
  CHECK(printing.ending == Ending::output_limit);
  CHECK(printing.output.size() == 65'536);
  limits.memory_bytes = 200ULL << 20;
  CHECK(run(pool, "b'x' * (300 << 20)", limits).output.find("MemoryError") != std::string::npos);
  CHECK(run(pool, "b = b'x' * (50 << 20); print('memory')", limits).output == "memory\n");
  CHECK(pool.idle() == 1);  // all of them by one zygote
}

TEST_CASE("who touches the scratch directory costs its zygote, and the next finds nothing") {
  const Sandbox* sandbox = test::sandbox_or_null();
  if (sandbox == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  ZygotePool pool(*sandbox, entries);
  const char* look =
      "import os; print(os.getpid() > 2, os.listdir('/tmp'), os.stat('/tmp').st_mode)";
  CHECK(run(pool, "print()").output == "\n");
  CHECK(run(pool, look).output.find("True []") == 0);  // the control: one zygote, used twice
  for (const char* touch :
       {"open('/tmp/a', 'w').write('kept')", "import os; os.mkdir('/tmp/d'); os.rmdir('/tmp/d')",
        "import os; os.chmod('/tmp', 0)", "import os; os.symlink('/', '/tmp/s')"}) {
    INFO(touch);
    CHECK(pool.idle() == 1);
    CHECK(run(pool, touch).exit_code == 0);
    CHECK(pool.idle() == 0);
    CHECK(run(pool, "import os; print(os.listdir('/tmp'), oct(os.stat('/tmp').st_mode))").output ==
          "[] 0o40755\n");
  }
}

TEST_CASE("hostile programs do not disturb their neighbours") {
  const Sandbox* sandbox = test::sandbox_or_null();
  if (sandbox == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  ZygotePool pool(*sandbox, entries);
  const std::string kill_everybody =
      "import os\nfor n in range(1, 65):\n  for pid in range(-1, 99):\n"
      "    try: os.kill(pid, n)\n    except (OSError, ValueError): pass";
  const std::vector<std::string> hostile = {
      "import os\nwhile True:\n  try: os.fork()\n  except OSError: break",
      "x = [b'x' * (1 << 20) for _ in range(5000)]", "while True: print('x' * 100000)",
      kill_everybody, "import os\nfor i in range(3000): open('/tmp/%d' % i, 'w')"};
  std::vector<std::string> wrong(4);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < 12; ++i) {
        if (t % 2 == 0) {
          static_cast<void>(run(pool, hostile[i % hostile.size()]));
          continue;
        }
        const Outcome outcome =
            run(pool, "print(sum(range(100000)), __import__('os').listdir('.'))");
        if (outcome.output != "4999950000 []\n" || outcome.exit_code != 0) {
          wrong[t] += outcome.output;
        }
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const std::string& text : wrong) {
    CHECK(text == "");
  }
}

TEST_CASE("a zygote that is killed under way is the judge's failure, and the pool goes on") {
  const Sandbox* sandbox = test::sandbox_or_null();
  if (sandbox == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  ZygotePool pool(*sandbox, entries);
  REQUIRE(run(pool, "print(1)").output == "1\n");
  Pipe pipe = make_pipe();
  Command command;
  command.input = "import os, time; os.write(3, b'x'); time.sleep(1000)";
  command.fds = {pipe.write.get()};
  std::vector<SandboxedProcess> group;
  group.push_back(pool.start("program", command, Limits{}));
  pipe.write.close();
  char byte = 0;
  REQUIRE(::read(pipe.read.get(), &byte, 1) == 1);
  int killed = 0;
  for (const pid_t bwrap : children_of(::getpid())) {
    for (const pid_t zygote : children_of(bwrap)) {
      killed += ::kill(zygote, SIGKILL) == 0 ? 1 : 0;
    }
  }
  if (killed == 0) {
    group.clear();
    ASSAY_SKIP("this kernel does not list children");
  }
  CHECK_THROWS_AS(wait_for_first(group), InfrastructureError);
  group.clear();
  CHECK(test::closes(pipe.read.get()));  // the program went with it
  CHECK(run(pool, "print(2)").output == "2\n");
}

TEST_CASE("when the judge is killed, its zygotes and their programs end") {
  const Sandbox* sandbox = test::sandbox_or_null();
  if (sandbox == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  Pipe pipe = make_pipe();
  const pid_t judge = ::fork();
  if (judge == 0) {
    ZygotePool pool(*sandbox, entries);
    Command command;
    command.input = "import os, time\nos.write(3, b'x')\nwhile True: time.sleep(1000)";
    command.fds = {pipe.write.get()};
    static_cast<void>(pool.run("program", command, Limits{}));
    ::_exit(1);
  }
  pipe.write.close();
  char byte = 0;
  REQUIRE(::read(pipe.read.get(), &byte, 1) == 1);
  ::kill(judge, SIGKILL);
  ::waitpid(judge, nullptr, 0);
  CHECK(test::closes(pipe.read.get()));
}

TEST_CASE("a program that is dropped under way ends, and no descriptor leaks") {
  const Sandbox* sandbox = test::sandbox_or_null();
  if (sandbox == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  const int before = test::open_descriptors();
  {
    ZygotePool pool(*sandbox, entries);
    Pipe pipe = make_pipe();
    {
      Command command;
      command.input = "import os, time\nos.write(3, b'x')\ntime.sleep(1000)";
      command.fds = {pipe.write.get()};
      const SandboxedProcess process = pool.start("program", command, Limits{});
      pipe.write.close();
      char byte = 0;
      REQUIRE(::read(pipe.read.get(), &byte, 1) == 1);
    }
    CHECK(test::closes(pipe.read.get()));
    CHECK(run(pool, "print(1)").output == "1\n");
  }
  CHECK(test::open_descriptors() == before);
}

TEST_CASE("a zygote can become a program in a file") {
  const Sandbox* sandbox = test::sandbox_or_null();
  if (sandbox == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  ZygotePool pool(*sandbox, entries);
  const FileDescriptor file(::open("/bin/cat", O_RDONLY | O_CLOEXEC));
  Command command;
  command.argv = {"3", "cat"};
  command.input = "through cat";
  command.fds = {file.get()};
  const Outcome outcome = pool.run("execute", command, Limits{});
  CHECK(outcome.output == "through cat");
  CHECK(outcome.exit_code == 0);
}

}  // namespace assay
