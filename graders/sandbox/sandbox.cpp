#include "graders/sandbox/sandbox.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/core/error.hpp"
#include "graders/sandbox/seccomp.hpp"
#include "graders/sandbox/spawn.hpp"

namespace assay {

namespace {

// Root starts each program as a user of its own, so that file permissions and signals keep it
// from the host and from other programs even where a namespace has a gap. Nobody owns these ids.
constexpr unsigned first_uid = 61400;
constexpr unsigned uids = 1024;

std::string find_tool(const std::string& name, const std::string& package) {
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  std::string directories = path != nullptr ? path : "/usr/bin:/bin";
  directories += ':';
  for (std::size_t begin = 0, end = 0; (end = directories.find(':', begin)) != std::string::npos;
       begin = end + 1) {
    std::string tool = directories.substr(begin, end - begin) + '/' + name;
    struct stat status {};
    if (tool[0] == '/' && ::stat(tool.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
        ::access(tool.c_str(), X_OK) == 0) {
      return tool;
    }
  }
  throw InfrastructureError(
      fmt::format("{0} is not installed (no '{1}' in PATH), so no program can "
                  "be run safely: apt-get install {0}",
                  package, name));
}

/// Root of a user namespace that maps no other user cannot become one.
bool can_change_user() {
  if (::geteuid() != 0) {
    return false;
  }
  std::ifstream map("/proc/self/uid_map");
  unsigned long long inside = 0;
  unsigned long long outside = 0;
  unsigned long long count = 0;
  if (!map) {
    return true;
  }
  while (map >> inside >> outside >> count) {
    if (inside <= first_uid && first_uid + uids <= inside + count) {
      return true;
    }
  }
  return false;
}

unsigned next_uid() {
  static std::atomic<unsigned> counter{static_cast<unsigned>(::getpid())};
  return first_uid + counter.fetch_add(1) % uids;
}

void append(std::vector<std::string>& argv, std::initializer_list<std::string> more) {
  argv.insert(argv.end(), more);
}

/// What an interpreter needs: its file, libraries, and nothing where data might lie.
void show_files(std::vector<std::string>& argv, const std::vector<std::string>& programs) {
  append(argv, {"--ro-bind", "/usr/lib", "/usr/lib", "--ro-bind-try", "/usr/lib64", "/usr/lib64"});
  for (const char* directory : {"/lib", "/lib64"}) {
    std::error_code missing;
    if (std::filesystem::is_symlink(directory, missing)) {
      append(argv, {"--symlink", std::string("usr") + directory, directory});
    } else {
      append(argv, {"--ro-bind-try", directory, directory});
    }
  }
  for (const std::string& program : programs) {
    append(argv, {"--ro-bind", std::filesystem::canonical(program).string(), program});
  }
  append(argv, {"--dev-bind-try", "/dev/null", "/dev/null"});
}

std::vector<std::string> prlimit_command(const std::string& prlimit, const Limits& limits,
                                         bool own_user) {
  std::vector<std::string> argv = {
      prlimit,
      fmt::format("--cpu={}", static_cast<long>(std::ceil(limits.cpu_s))),
      fmt::format("--as={}", limits.memory_bytes),
      fmt::format("--fsize={}", limits.scratch_bytes),
      fmt::format("--nofile={}", limits.open_files),
      "--core=0",
      "--memlock=0",
      "--msgqueue=0"};
  if (own_user) {  // otherwise it would count every process of the user
    argv.push_back(fmt::format("--nproc={}", limits.threads));
  }
  return argv;
}

const std::vector<std::string>& environment() {
  static const std::vector<std::string> variables = {"PATH=/usr/bin", "HOME=/tmp", "LANG=C.UTF-8",
                                                     "PYTHONHASHSEED=0",
                                                     "PYTHONDONTWRITEBYTECODE=1"};
  return variables;
}

}  // namespace

Sandbox::Sandbox(Isolation isolation)
    : isolation_(isolation),
      bwrap_(isolation == Isolation::namespaces ? find_tool("bwrap", "bubblewrap") : ""),
      prlimit_(find_tool("prlimit", "util-linux")),
      filter_(compile_seccomp_filter()),
      change_user_(can_change_user()) {
  if (isolation_ == Isolation::process && !change_user_) {
    throw InfrastructureError(
        "--sandbox container needs root, to give each program a user of its own: as one user a "
        "program could read the expected values out of the tests' process; run as root in the "
        "container, or use --sandbox auto");
  }
}

std::vector<std::string> Sandbox::confined(const Command& command, const Limits& limits,
                                           std::size_t fds) const {
  std::vector<std::string> argv;
  const bool namespaces = isolation_ == Isolation::namespaces;
  if (namespaces) {
    append(argv, {bwrap_, "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
                  "--unshare-net", "--unshare-cgroup-try", "--new-session", "--die-with-parent",
                  "--as-pid-1", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"});
    show_files(argv, {command.argv[0], prlimit_});
    append(argv, {"--size", std::to_string(limits.scratch_bytes), "--tmpfs", "/tmp", "--chdir",
                  "/tmp", "--remount-ro", "/"});
    append(argv, {"--seccomp", std::to_string(fds), "--info-fd", std::to_string(fds + 1), "--"});
  }
  for (std::string& argument : prlimit_command(prlimit_, limits, namespaces || change_user_)) {
    argv.push_back(std::move(argument));
  }
  argv.insert(argv.end(), command.argv.begin(), command.argv.end());
  return argv;
}

SandboxedProcess Sandbox::start(const Command& command, const Limits& limits) const {
  const bool namespaces = isolation_ == Isolation::namespaces;
  const FileDescriptor input = memory_file("stdin", command.input.data(), command.input.size());
  Pipe output = make_pipe();
  Pipe info;
  FileDescriptor filter;
  SpawnRequest request;
  request.fds = {input.get(), output.write.get(), output.write.get()};
  request.fds.insert(request.fds.end(), command.fds.begin(), command.fds.end());
  request.argv = confined(command, limits, request.fds.size());
  request.environment = environment();
  if (change_user_) {
    request.uid = next_uid();
  }
  if (namespaces) {
    info = make_pipe();
    filter = memory_file("seccomp", filter_.data(), filter_.size() * sizeof(sock_filter));
    request.fds.push_back(filter.get());
    request.fds.push_back(info.write.get());
  } else {
    request.filter = &filter_;
  }
  const pid_t pid = spawn(request);
  return {pid, limits, std::move(output.read), std::move(info.read)};
}

Outcome Sandbox::run(const Command& command, const Limits& limits) const {
  std::vector<SandboxedProcess> group;
  group.push_back(start(command, limits));
  return wait_for_first(group);
}

}  // namespace assay
