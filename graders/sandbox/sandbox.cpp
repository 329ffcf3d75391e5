#include "graders/sandbox/sandbox.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/core/error.hpp"
#include "graders/sandbox/launched.hpp"
#include "graders/sandbox/seccomp.hpp"
#include "graders/sandbox/spawn.hpp"

namespace assay {

namespace {

// Root starts each program as a user of its own, so that file permissions and signals keep it
// from the host and from other programs even where a namespace has a gap. Nobody owns these ids.
constexpr unsigned first_uid = 61400;
constexpr unsigned uids = 1024;

constexpr int own_processes = 8;  ///< bubblewrap's, and a zygote

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

/// Every user may read the file or enter the directory, from the root on.
bool open_to_everybody(const std::filesystem::path& path) {
  namespace fs = std::filesystem;
  std::error_code missing;
  fs::path step;
  for (const fs::path& part : path) {
    step /= part;
    const fs::file_status status = fs::status(step, missing);
    const fs::perms needed =
        fs::is_directory(status) ? fs::perms::others_exec : fs::perms::others_read;
    if (missing || (status.permissions() & needed) != needed) {
      return false;
    }
  }
  return true;
}

bool covered(const std::string& path, const std::vector<Bind>& binds) {
  return std::any_of(binds.begin(), binds.end(), [&](const Bind& bind) {
    return path == bind.inside || path.rfind(bind.inside + '/', 0) == 0;
  });
}

/// Shows a file that only assay can read as a copy, from a descriptor.
void show_bind(std::vector<std::string>& argv, std::vector<int>& fds,
               std::vector<FileDescriptor>& opened, const Bind& bind, bool own_user) {
  int fd = bind.fd;
  if (fd < 0) {
    const auto path = std::filesystem::canonical(bind.host);
    if (!own_user || bind.writable || std::filesystem::is_directory(path) ||
        open_to_everybody(path)) {
      append(argv, {bind.writable ? "--bind" : "--ro-bind", path.string(), bind.inside});
      return;
    }
    opened.emplace_back(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    fd = opened.back().get();
  }
  append(argv, {"--perms", "0555", "--ro-bind-data", std::to_string(fds.size()), bind.inside});
  fds.push_back(fd);
}

/// What an interpreter needs: its file, libraries, and nothing where data might lie.
void show_files(std::vector<std::string>& argv) {
  append(argv, {"--ro-bind", "/usr/lib", "/usr/lib", "--ro-bind-try", "/usr/lib64", "/usr/lib64"});
  for (const char* directory : {"/lib", "/lib64"}) {
    std::error_code missing;
    if (std::filesystem::is_symlink(directory, missing)) {
      append(argv, {"--symlink", std::string("usr") + directory, directory});
    } else {
      append(argv, {"--ro-bind-try", directory, directory});
    }
  }
  append(argv, {"--dev-bind-try", "/dev/null", "/dev/null"});
}

/// Without namespaces a program can only be shown what lies where it is anyway.
void refuse_binds(const std::vector<Bind>& binds) {
  for (const Bind& bind : binds) {
    if (bind.host != bind.inside) {
      throw InfrastructureError(
          fmt::format("'{}' cannot be shown as '{}' without namespaces; use --sandbox auto",
                      bind.host, bind.inside));
    }
  }
}

std::vector<std::string> prlimit_command(const std::string& prlimit, const Limits& limits,
                                         bool own_user) {
  const std::uint64_t cpu_s = kernel_cpu_limit_s(limits);
  std::vector<std::string> argv = {prlimit,
                                   fmt::format("--cpu={}:{}", cpu_s, cpu_s + 1),
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

Sandbox::Sandbox(Isolation isolation, Cgroups use)
    : isolation_(isolation),
      bwrap_(isolation == Isolation::namespaces ? find_tool("bwrap", "bubblewrap") : ""),
      prlimit_(find_tool("prlimit", "util-linux")),
      program_filter_(compile_seccomp_filter(SeccompRole::program)),
      compiler_filter_(compile_seccomp_filter(SeccompRole::compiler)),
      zygote_filter_(compile_seccomp_filter(SeccompRole::zygote)),
      change_user_(can_change_user()) {
  if (use == Cgroups::required && !cgroups_.usable()) {
    throw InfrastructureError("--sandbox strict needs cgroups, and they cannot be had: " +
                              cgroups_.why_not());
  }
  if (isolation_ == Isolation::process && !change_user_) {
    throw InfrastructureError(
        "--sandbox container needs root, to give each program a user of its own: as one user a "
        "program could read the expected values out of the tests' process; run as root in the "
        "container, or use --sandbox auto");
  }
}

std::uint64_t group_memory_bytes(const Limits& limits) {
  constexpr std::uint64_t slack = 96 << 20;  // bubblewrap, a zygote, the kernel's own
  return limits.memory_bytes + limits.scratch_bytes + slack;
}

const std::vector<sock_filter>& Sandbox::filter(SeccompRole role) const {
  return role == SeccompRole::program    ? program_filter_
         : role == SeccompRole::compiler ? compiler_filter_
                                         : zygote_filter_;
}

/// The program's command line, and the descriptors it is started with, in order.
struct Sandbox::Launch {
  std::vector<std::string> argv;
  std::vector<int> fds;
  std::vector<FileDescriptor> opened;  ///< those of `fds` that live until the start
};

void Sandbox::unshare(Launch& launch, const Command& command, const Limits& limits,
                      SeccompRole role) const {
  append(launch.argv, {bwrap_, "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
                       "--unshare-net", "--unshare-cgroup-try", "--new-session", "--as-pid-1",
                       "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"});
  if (role != SeccompRole::zygote) {  // which ends with its socket, and outlives the thread
    append(launch.argv, {"--die-with-parent"});
  }
  show_files(launch.argv);
  for (const Bind& bind : command.binds) {
    show_bind(launch.argv, launch.fds, launch.opened, bind, change_user_);
  }
  for (const std::string& program : {prlimit_, command.argv[0]}) {
    if (!covered(program, command.binds)) {
      append(launch.argv, {"--ro-bind", std::filesystem::canonical(program).string(), program});
    }
  }
  append(launch.argv, {"--size", std::to_string(limits.scratch_bytes), "--tmpfs", "/tmp", "--chdir",
                       "/tmp", "--remount-ro", "/"});
  launch.opened.push_back(
      memory_file("seccomp", filter(role).data(), filter(role).size() * sizeof(sock_filter)));
  append(launch.argv, {"--seccomp", std::to_string(launch.fds.size())});
  launch.fds.push_back(launch.opened.back().get());
}

Launched Sandbox::launch(const Command& command, const Limits& limits, SeccompRole role) const {
  Pipe output = make_pipe();
  Pipe errors = command.merge_errors ? Pipe() : make_pipe();
  Pipe info;
  Launch launch;
  launch.opened.push_back(memory_file("stdin", command.input.data(), command.input.size()));
  const int error_end = command.merge_errors ? output.write.get() : errors.write.get();
  launch.fds = {launch.opened.front().get(), output.write.get(), error_end};
  launch.fds.insert(launch.fds.end(), command.fds.begin(), command.fds.end());
  SpawnRequest request;
  if (isolation_ == Isolation::namespaces) {
    unshare(launch, command, limits, role);
    info = make_pipe();
    append(launch.argv, {"--info-fd", std::to_string(launch.fds.size()), "--"});
    launch.fds.push_back(info.write.get());
  } else {
    refuse_binds(command.binds);
    request.filter = &filter(role);
  }
  if (role != SeccompRole::zygote) {
    for (std::string& argument :
         prlimit_command(prlimit_, limits, isolation_ == Isolation::namespaces || change_user_)) {
      launch.argv.push_back(std::move(argument));
    }
  }
  launch.argv.insert(launch.argv.end(), command.argv.begin(), command.argv.end());
  request.argv = std::move(launch.argv);
  request.fds = launch.fds;
  request.environment = environment();
  request.environment.insert(request.environment.end(), command.environment.begin(),
                             command.environment.end());
  if (change_user_) {
    request.uid = next_uid();
  }
  std::unique_ptr<Cgroup> group;
  if (cgroups_.usable()) {
    group = cgroups_.make(group_memory_bytes(limits), limits.threads + own_processes);
    request.cgroups = group->doors();
  }
  const pid_t pid = spawn(request);
  return {std::make_unique<LaunchedProgram>(pid, std::move(info.read), std::move(group)),
          std::move(output.read), std::move(errors.read)};
}

SandboxedProcess Sandbox::start(const Command& command, const Limits& limits) const {
  Launched launched = launch(
      command, limits, command.may_start_processes ? SeccompRole::compiler : SeccompRole::program);
  return {std::move(launched.program), limits, std::move(launched.output),
          std::move(launched.errors)};
}

Outcome Sandbox::run(const Command& command, const Limits& limits) const {
  std::vector<SandboxedProcess> group;
  group.push_back(start(command, limits));
  return wait_for_first(group);
}

}  // namespace assay
