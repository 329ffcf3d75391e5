// What is acknowledged survives: SIGKILL at any moment, and a disk that is full.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "engine/core/error.hpp"
#include "engine/core/philox.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/sample_run.hpp"

namespace assay {
namespace {

namespace fs = std::filesystem;

Manifest one_suite() { return test::sample_manifest({test::sample_suite("s", 100'000)}); }

StoredSample numbered(int index) {
  return test::sample_of("s", "p0", index, VerdictKind::correct, 200);
}

int stored(const fs::path& path) {
  int count = 0;
  RunFile::read(path).for_each([&](const StoredSample& sample) {
    CHECK(sample.key.index == count);  // no gap: each was acknowledged before the next
    CHECK(sample_digest(sample) == sample_digest(numbered(count)));
    ++count;
  });
  return count;
}

/// Appends from `first` on and writes each index to `pipe` once append() has returned.
[[noreturn]] void append_until_killed(const fs::path& path, int first, int pipe) {
  RunFile file = fs::exists(path) ? RunFile::open(path) : RunFile::create(path, one_suite());
  file.add_problems("s", {test::sample_problem(0)});
  for (int i = first;; ++i) {
    file.append(numbered(i));
    if (::write(pipe, &i, sizeof i) != sizeof i) {
      ::_exit(1);
    }
  }
}

/// The last index that the child acknowledged before it was killed; `first` - 1 if none.
int kill_a_writer(const fs::path& path, int first, std::chrono::microseconds after) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    append_until_killed(path, first, ends[1]);
  }
  ::close(ends[1]);
  std::this_thread::sleep_for(after);
  ::kill(child, SIGKILL);
  int last = first - 1;
  for (int index = 0; ::read(ends[0], &index, sizeof index) == sizeof index;) {
    last = index;
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  return last;
}

TEST_CASE("every acknowledged sample is there after SIGKILL at random moments") {
  const test::TemporaryDirectory here;
  const fs::path path = here.path() / "a.run";
  PhiloxStream random(5, 0);
  int count = 0;
  int acknowledged = 0;
  for (int round = 0; round < 25; ++round) {
    const int last =
        kill_a_writer(path, count, std::chrono::microseconds(random.between(0, 200'000)));
    acknowledged = std::max(acknowledged, last + 1);
    if (fs::exists(path)) {
      count = stored(path);
      CHECK(count >= acknowledged);
      CHECK(count <= acknowledged + 1);  // at most one was stored and not yet acknowledged
    }
  }
  CHECK(count > 0);
}

TEST_CASE("a full disk is one clear error, and nothing stored before is lost") {
  const test::TemporaryDirectory here;
  const fs::path path = here.path() / "a.run";
  const pid_t child = ::fork();
  if (child == 0) {
    // A limit on file size fails writes in the same place as a full disk.
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{200'000, 200'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    int done = 0;
    try {
      RunFile file = RunFile::create(path, one_suite());
      file.add_problems("s", {test::sample_problem(0)});
      for (; done < 100'000; ++done) {
        file.append(numbered(done));
      }
    } catch (const InfrastructureError& error) {
      const std::string message = error.what();
      const bool clear = message.find(path.string()) != std::string::npos &&
                         message.find("stored before is safe") != std::string::npos &&
                         message.find('\n') == std::string::npos;
      ::_exit(clear && done > 0 ? std::min(done, 200) : 0);
    }
    ::_exit(255);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  const int done = WEXITSTATUS(status);
  CHECK(done > 0);
  CHECK(done < 255);
  CHECK(stored(path) >= done);
  RunFile::open(path).append(numbered(stored(path)));  // with room again it goes on
}

}  // namespace
}  // namespace assay
