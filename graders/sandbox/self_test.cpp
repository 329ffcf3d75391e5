#include "graders/sandbox/self_test.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "engine/core/error.hpp"

namespace assay {

namespace embedded {
extern const std::string_view sandbox_probes;
}

namespace {

Command python(std::string_view program) {
  return {{python_path, "-S", "-s", "-c", std::string(program)}, "", {}};
}

/// What to do about the usual reasons, one or more short lines, from what bubblewrap or the shell
/// printed.
std::string remedy(const std::string& output) {
  const auto says = [&](const char* text) { return output.find(text) != std::string::npos; };
  if (says("/proc/") && says("No such file")) {
    return "mount -t proc proc /proc";
  }
  if (says("uid map") || says("RTM_NEWADDR") || says("new namespace") || says("user namespaces") ||
      says("Operation not permitted")) {
    return "allow user namespaces:\n"
           "  sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000\n"
           "on Ubuntu also:\n"
           "  sysctl -w kernel.apparmor_restrict_unprivileged_userns=0\n"
           "in a chroot(1), which never has them: enter the tree by pivot_root\n"
           "in a throw-away container: --sandbox container, as root";
  }
  return "see 'assay doctor'";
}

/// What bubblewrap said, without its pointer to documents.
std::string one_line(std::string text) {
  text.resize(std::min(text.find(" See <"), text.size()));
  for (char& c : text) {
    c = c == '\n' ? ' ' : c;
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text.substr(0, 300);
}

}  // namespace

void refuse_start(const std::string& output) {
  std::string message = fmt::format("the sandbox does not start: {}\n  ", one_line(output));
  for (const char c : remedy(output)) {
    message += c == '\n' ? "\n  " : std::string(1, c);
  }
  throw InfrastructureError(message);
}

void require_working(const Sandbox& sandbox) {
  if (::access(python_path, X_OK) != 0) {
    throw InfrastructureError(fmt::format(
        "{} is not there, and judging code needs it: apt-get install python3", python_path));
  }
  const Outcome outcome = sandbox.run(python("print('ready')"), Limits{});
  if (outcome.output != "ready\n") {
    refuse_start(outcome.output);
  }
}

std::vector<Probe> probe(const Sandbox& sandbox) {
  // ptrace ends the program, so each probe is a run of its own.
  std::vector<Probe> probes;
  for (const char* name :
       {"open a socket", "read /etc/passwd", "read /etc/shadow", "read /proc/1/environ",
        "write /usr/lib", "start a process", "signal a process", "trace a process",
        "make a namespace", "mount", "change /proc/sys"}) {
    Command command = python(embedded::sandbox_probes);
    command.argv.emplace_back(name);
    const Outcome outcome = sandbox.run(command, Limits{});
    Probe result{name, one_line(outcome.output), false};
    if (outcome.ending == Ending::signalled) {
      result.finding = fmt::format("killed by signal {}", outcome.signal);
      result.refused = true;
    } else {
      result.refused = result.finding.rfind("refused", 0) == 0;
    }
    probes.push_back(std::move(result));
  }
  return probes;
}

}  // namespace assay
