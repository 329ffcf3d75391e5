// Checks the sandbox from the inside, before it is trusted and for `assay doctor`.
#pragma once

#include <string>
#include <vector>

#include "graders/sandbox/sandbox.hpp"

namespace assay {

/// Debian's own interpreter: what runs in the sandbox must not depend on a user's PATH.
inline constexpr const char* python_path = "/usr/bin/python3";

struct Probe {
  std::string name;     ///< what was tried, e.g. "read /etc/passwd"
  std::string finding;  ///< "refused (EPERM)", "killed by signal 31", "POSSIBLE"
  bool refused = false;
};

/// Each probe tries, inside, what must not be possible. Throws InfrastructureError.
[[nodiscard]] std::vector<Probe> probe(const Sandbox& sandbox);

/// Throws InfrastructureError, with the remedy, unless Python starts in the sandbox.
void require_working(const Sandbox& sandbox);

/// Throws InfrastructureError with the usual remedy for what bubblewrap or Python said at last.
[[noreturn]] void refuse_start(const std::string& output);

}  // namespace assay
