#include "graders/sandbox/resident.hpp"

#include "tests/graders/sandbox/support.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

// Says how many inputs came before, and the input. "end" ends it, "hang" never answers.
constexpr const char* entries =
    "import _socket, os, sys\n"
    "def count():\n"
    "    control = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET, 0, 3)\n"
    "    before = 0\n"
    "    while True:\n"
    "        data = control.recv(65536)\n"
    "        os.write(1, b'%d %s' % (before, data))\n"
    "        before += 1\n"
    "        if data == b'end': os._exit(3)\n"
    "        while data == b'hang': pass\n"
    "        control.send(b'1500')\n";

Outcome run(ResidentPool& pool, const std::string& input, const Limits& limits = {}) {
  std::vector<SandboxedProcess> group;
  group.push_back(pool.start(input, {}, limits));
  return wait_for_first(group);
}

TEST_CASE("a resident takes one input after another, in one process", "[sandbox]") {
  const Sandbox* sandbox = test::sandbox_or_null();
  if (sandbox == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  ZygotePool zygotes(*sandbox, entries);
  ResidentPool pool(zygotes, "count");
  CHECK(run(pool, "a").output == "0 a");
  const Outcome second = run(pool, "b");
  CHECK(second.output == "1 b");
  CHECK(second.ending == Ending::exited);
  CHECK(second.cpu_ms == 1.5);  // as it says
  Limits others;
  others.memory_bytes = 512 << 20;
  CHECK(run(pool, "c", others).output == "0 c");
}

TEST_CASE("a resident that ended or was stopped is not used again", "[sandbox]") {
  const Sandbox* sandbox = test::sandbox_or_null();
  if (sandbox == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  ZygotePool zygotes(*sandbox, entries);
  ResidentPool pool(zygotes, "count");
  run(pool, "a");
  const Outcome ended = run(pool, "end");
  CHECK(ended.output == "1 end");
  CHECK(ended.exit_code == 3);
  Limits short_time;
  short_time.wall_s = 60;
  short_time.cpu_s = 1;
  CHECK(run(pool, "a").output == "0 a");
  CHECK(run(pool, "hang", short_time).ending == Ending::cpu_limit);
  CHECK(run(pool, "b", short_time).output == "0 b");
  CHECK_THROWS_AS(pool.start("", {}, {}), UsageError);
  CHECK_THROWS_AS(pool.start(std::string(ResidentPool::most_input + 1, 'x'), {}, {}), UsageError);
}

}  // namespace
}  // namespace assay
