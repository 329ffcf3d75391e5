#include "evals/interrupt.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

void wait_ms(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

/// Exit code of a child that asks itself to stop twice, `pause_ms` apart; 0 where it lives on.
int exit_code_of_two_signals(int pause_ms) {
  const pid_t child = ::fork();
  if (child == 0) {
    const Interrupt interrupt;
    ::kill(::getpid(), SIGINT);
    while (!interrupt.stopped()) {
      wait_ms(1);
    }
    wait_ms(pause_ms);
    ::kill(::getpid(), SIGINT);
    wait_ms(500);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_CASE("two signals at once are one wish to stop") { CHECK(exit_code_of_two_signals(0) == 0); }

TEST_CASE("a second signal later ends the process at once") {
  CHECK(exit_code_of_two_signals(1200) == static_cast<int>(ExitCode::infrastructure));
}

}  // namespace
}  // namespace assay::test
