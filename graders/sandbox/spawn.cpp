#include "graders/sandbox/spawn.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "engine/core/error.hpp"
#include "graders/sandbox/file_descriptor.hpp"

namespace assay {

namespace {

constexpr int first_high_fd = 100;
constexpr std::size_t stack_bytes = 64 << 10;

/// What the child needs, all of it allocated before it starts: it may only make system calls.
struct ChildPlan {
  std::vector<char*> argv;
  std::vector<char*> environment;
  std::vector<int> cgroups;   ///< doors of the groups to join
  std::vector<int> high_fds;  ///< duplicates out of the way of 0, 1, 2, ...
  std::optional<unsigned> uid;
  sock_fprog filter{};
  const char* failed_step = nullptr;
  int error = 0;
};

// glibc's setresuid changes every thread that it knows of, which here are the parent's, so these
// are raw system calls.
bool become(unsigned uid) {
  return ::syscall(SYS_setgroups, 0, nullptr) == 0 &&
         ::syscall(SYS_setresgid, uid, uid, uid) == 0 &&
         ::syscall(SYS_setresuid, uid, uid, uid) == 0;
}

bool place_descriptors(const std::vector<int>& high_fds) {
  int target = 0;
  for (const int fd : high_fds) {
    if (::dup2(fd, target++) < 0) {
      return false;
    }
  }
  const auto first = static_cast<unsigned>(target);
  if (::syscall(SYS_close_range, first, ~0U, 0) == 0) {
    return true;
  }
  for (int fd = target; fd < 65536; ++fd) {  // kernels before 5.9
    ::syscall(SYS_close, fd);
  }
  return true;
}

bool filter_calls(sock_fprog& filter) {
  return filter.len == 0 || (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                             ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0);
}

// No handler may run in the shared memory, and the program gets the default state. All zeros is
// SIG_DFL, no flags, an empty mask: for the kernel, which libc's own wrappers would not tell alone.
void restore_signals() {
  constexpr std::size_t mask_bytes = 8;
  const unsigned char zeros[64] = {};
  for (int number = 1; number < NSIG; ++number) {
    ::syscall(SYS_rt_sigaction, number, zeros, nullptr, mask_bytes);
  }
  ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, zeros, nullptr, mask_bytes);
}

int child_main(void* argument) {
  ChildPlan& plan = *static_cast<ChildPlan*>(argument);
  restore_signals();
  const auto fail = [&plan](const char* step) {
    plan.failed_step = step;
    plan.error = errno;
    ::syscall(SYS_exit_group, 127);
    return 127;
  };
  for (const int door : plan.cgroups) {
    if (::syscall(SYS_write, door, "0", 1) != 1) {
      return fail("put into its cgroup");
    }
  }
  if (!place_descriptors(plan.high_fds)) {
    return fail("pass descriptors to");
  }
  if (plan.uid && !become(*plan.uid)) {
    return fail("change the user of");
  }
  if (!filter_calls(plan.filter)) {
    return fail("apply a seccomp filter to");
  }
  ::execve(plan.argv[0], plan.argv.data(), plan.environment.data());
  return fail("execute");
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) {
    result.push_back(const_cast<char*>(text.c_str()));  // NOLINT: execve's old signature
  }
  result.push_back(nullptr);
  return result;
}

[[noreturn]] void refuse(const std::string& program, const char* step, int error) {
  throw InfrastructureError(
      fmt::format("cannot {} {}: {}; see 'assay doctor'", step, program,
                  std::strerror(error)));  // NOLINT(concurrency-mt-unsafe): glibc's is safe
}

}  // namespace

pid_t spawn(const SpawnRequest& request) {
  ChildPlan plan;
  plan.argv = pointers(request.argv);
  plan.environment = pointers(request.environment);
  plan.uid = request.uid;
  plan.cgroups = request.cgroups;
  if (request.filter != nullptr) {
    plan.filter.len = static_cast<unsigned short>(request.filter->size());
    plan.filter.filter = const_cast<sock_filter*>(request.filter->data());  // NOLINT
  }
  std::vector<FileDescriptor> high;
  for (const int fd : request.fds) {
    high.emplace_back(::fcntl(fd, F_DUPFD_CLOEXEC, first_high_fd));
    if (!high.back().open()) {
      refuse(request.argv[0], "pass descriptors to", errno);
    }
    plan.high_fds.push_back(high.back().get());
  }
  const auto stack = std::make_unique<char[]>(stack_bytes);
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid =
      ::clone(child_main, stack.get() + stack_bytes, CLONE_VM | CLONE_VFORK | SIGCHLD, &plan);
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) {
    refuse(request.argv[0], "start a process for", error);
  }
  if (plan.failed_step != nullptr) {
    ::waitpid(pid, nullptr, 0);
    refuse(request.argv[0], plan.failed_step, plan.error);
  }
  return pid;
}

}  // namespace assay
