// The watch over a program, on programs that are none.
#include "graders/sandbox/supervise.hpp"

#include <sys/eventfd.h>

#include "tests/support/catch.hpp"

namespace assay {
namespace {

/// Has ended well, or sleeps until it is killed.
class Pretended : public StartedProgram {
 public:
  explicit Pretended(bool has_ended) : event_(::eventfd(has_ended ? 1 : 0, EFD_CLOEXEC)) {}

  [[nodiscard]] int event_fd() const noexcept override { return event_.get(); }
  [[nodiscard]] std::optional<ProgramEnd> collect() override { return ProgramEnd{}; }
  void kill() noexcept override { static_cast<void>(::eventfd_write(event_.get(), 1)); }
  [[nodiscard]] bool wants_processor() override { return false; }

 private:
  FileDescriptor event_;
};

Ending ending_past_the_deadline(bool has_ended) {
  Limits limits;
  limits.wall_s = -1;
  std::vector<SandboxedProcess> group;
  group.emplace_back(std::make_unique<Pretended>(has_ended), limits, FileDescriptor(),
                     FileDescriptor());
  return wait_for_first(group).ending;
}

TEST_CASE("who has ended is not out of wall time, however late the judge comes to see it") {
  CHECK(ending_past_the_deadline(true) == Ending::exited);
  CHECK(ending_past_the_deadline(false) == Ending::wall_limit);
}

}  // namespace
}  // namespace assay
