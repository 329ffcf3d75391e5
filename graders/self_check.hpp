// `assay doctor --self-test`: a fast part of the hostile corpus, judged on this machine.
#pragma once

#include <string>
#include <vector>

#include "graders/grader.hpp"
#include "graders/sandbox/sandbox.hpp"

namespace assay {

struct SelfCheck {
  std::string name;
  std::string finding;  ///< the verdict and its reason, one line
  bool good = false;
};

/// The sandbox that `policy` asks for. Throws InfrastructureError, with the remedy.
[[nodiscard]] Sandbox open_sandbox(SandboxPolicy policy);

/// First the controls: a right program is `correct`, a wrong one is not, and the forgeries do fool
/// tests that run in the program's own process. Then attacks, none of which may be `correct`.
/// Throws InfrastructureError if this machine cannot judge under `policy`.
[[nodiscard]] std::vector<SelfCheck> self_check(SandboxPolicy policy);

}  // namespace assay
