#include "graders/sandbox/processor.hpp"

#include <memory>
#include <vector>

#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

cpu_set_t allowed() {
  cpu_set_t set;
  CPU_ZERO(&set);
  REQUIRE(::sched_getaffinity(0, sizeof set, &set) == 0);
  return set;
}

TEST_CASE("a thread stays on its processor, and may go everywhere again afterwards") {
  const cpu_set_t before = allowed();
  {
    const Processor processor;
    REQUIRE(processor.number() != Processor::any);
    const cpu_set_t during = allowed();
    CHECK(CPU_COUNT(&during) == 1);
    CHECK(CPU_ISSET(processor.number(), &during));
    CHECK(CPU_ISSET(processor.number(), &before));
  }
  const cpu_set_t after = allowed();
  CHECK(CPU_EQUAL(&before, &after));
}

TEST_CASE("each processor is held once, and who finds none goes where the kernel likes") {
  const cpu_set_t before = allowed();
  cpu_set_t seen;
  CPU_ZERO(&seen);
  std::vector<std::unique_ptr<Processor>> held;
  for (int i = 0; i < CPU_COUNT(&before); ++i) {
    // Each as from a thread of its own, which the one before has not moved.
    REQUIRE(::sched_setaffinity(0, sizeof before, &before) == 0);
    held.push_back(std::make_unique<Processor>());
    REQUIRE(held.back()->number() != Processor::any);
    CHECK_FALSE(CPU_ISSET(held.back()->number(), &seen));
    CPU_SET(held.back()->number(), &seen);
  }
  CHECK(CPU_EQUAL(&before, &seen));
  CHECK(::sched_setaffinity(0, sizeof before, &before) == 0);
  CHECK(Processor().number() == Processor::any);
  held.pop_back();
  CHECK(Processor().number() != Processor::any);
}

}  // namespace
}  // namespace assay::test
