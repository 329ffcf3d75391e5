// Trusted programs that stay: one process takes one input after another, for when even a fork for
// each is too slow.
//
// Theory of operation. A resident is a zygote's child with a socket on descriptor 3. Each input is
// one packet, with its descriptors; the resident writes its answer to stdout and then the CPU time
// it took, in microseconds, to the socket, which is what ends the input's SandboxedProcess. A
// resident that must not be used again just ends: that too is an answer, as of any program. One
// that was stopped, or died, is never used again.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graders/sandbox/processor.hpp"
#include "graders/sandbox/zygote.hpp"

namespace assay {

class ResidentPool {
 public:
  /// `entry` is a function of the zygotes' source. `zygotes` outlives the pool.
  ResidentPool(ZygotePool& zygotes, std::string_view entry);
  ~ResidentPool();
  ResidentPool(const ResidentPool&) = delete;
  ResidentPool& operator=(const ResidentPool&) = delete;

  static constexpr std::size_t most_input = 60'000;  ///< bytes; more does not fit into a packet

  /// CPU time that a resident may have used for earlier inputs; it must end before it used more.
  static constexpr double most_spent_s = 2.5;

  /// `input` is not empty. `fds` arrive in this order. `limits` hold for each input, though the
  /// kernel ends a resident only for the CPU time of all of them. One that was last used for
  /// `processor` is preferred; going there is its own affair. Thread-safe. Throws
  /// InfrastructureError.
  [[nodiscard]] SandboxedProcess start(const std::string& input, const std::vector<int>& fds,
                                       const Limits& limits, int processor = Processor::any);

 private:
  class Program;
  struct Resident;
  struct State;

  ZygotePool& zygotes_;
  std::string entry_;
  std::shared_ptr<State> state_;
};

}  // namespace assay
