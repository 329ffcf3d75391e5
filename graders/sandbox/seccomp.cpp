#include "graders/sandbox/seccomp.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <sstream>
#include <string>

#include "engine/core/error.hpp"
#include "graders/sandbox/file_descriptor.hpp"

namespace assay {

namespace {

// All by name, so that a kernel older or newer than the headers is no obstacle: names that
// libseccomp does not know are skipped.

// No ordinary program makes these calls.
constexpr const char* fatal_calls =
    "ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd mount umount2 "
    "pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr "
    "unshare setns keyctl add_key request_key bpf perf_event_open "
    "userfaultfd kexec_load kexec_file_load init_module finit_module "
    "delete_module reboot swapon swapoff acct quotactl quotactl_fd personality syslog iopl "
    "ioperm modify_ldt settimeofday clock_settime clock_adjtime adjtimex sethostname "
    "setdomainname name_to_handle_at open_by_handle_at fanotify_init vhangup lookup_dcookie "
    "nfsservctl process_mrelease move_pages migrate_pages";

constexpr const char* file_calls =
    "read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 open openat "
    "openat2 creat close close_range lseek stat fstat lstat newfstatat statx access faccessat "
    "faccessat2 readlink readlinkat getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir "
    "unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat truncate ftruncate "
    "fallocate fsync fdatasync chmod fchmod fchmodat utime utimes utimensat futimesat umask "
    "flock dup dup2 dup3 pipe pipe2 sendfile copy_file_range statfs fstatfs fadvise64 getxattr "
    "lgetxattr fgetxattr listxattr llistxattr flistxattr";

constexpr const char* other_calls =
    "mmap munmap mprotect mremap madvise brk mincore msync membarrier futex set_robust_list "
    "get_robust_list set_tid_address rseq arch_prctl restart_syscall exit exit_group execve "
    "execveat wait4 waitid getpid gettid getppid getuid geteuid getgid getegid getresuid "
    "getresgid getgroups getpgid getpgrp getsid capget getrlimit setrlimit getrusage times "
    "uname sysinfo getcpu getrandom getpriority sched_yield sched_getaffinity sched_getparam "
    "sched_getscheduler sched_get_priority_max sched_get_priority_min sched_rr_get_interval "
    "nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time alarm getitimer "
    "setitimer timer_create timer_settime timer_gettime timer_getoverrun timer_delete "
    "timerfd_create timerfd_settime timerfd_gettime rt_sigaction rt_sigprocmask rt_sigreturn "
    "rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack signalfd signalfd4 pause poll "
    "ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_wait_old "
    "epoll_pwait epoll_pwait2 eventfd eventfd2 sendto recvfrom sendmsg recvmsg sendmmsg "
    "recvmmsg shutdown getsockopt setsockopt getsockname getpeername";

constexpr std::array safe_fcntl = {F_DUPFD,     F_DUPFD_CLOEXEC, F_GETFD,     F_SETFD,
                                   F_GETFL,     F_SETFL,         F_GETLK,     F_SETLK,
                                   F_SETLKW,    F_GETPIPE_SZ,    F_OFD_GETLK, F_OFD_SETLK,
                                   F_OFD_SETLKW};  // not: whom to signal
constexpr std::array safe_ioctl = {TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX};
constexpr std::array safe_prctl = {PR_SET_NAME,         PR_GET_NAME,        PR_GET_DUMPABLE,
                                   PR_GET_PDEATHSIG,    PR_CAPBSET_READ,    PR_GET_SECCOMP,
                                   PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS};  // not: PDEATHSIG
constexpr std::array zygote_prctl = {PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_DUMPABLE};

constexpr std::uint64_t namespace_flags = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
                                          CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
                                          CLONE_NEWNET;
constexpr std::uint64_t low_half = 0xffffffff;  ///< all that the kernel reads of an int

constexpr std::uint32_t refuse = SCMP_ACT_ERRNO(EPERM);
constexpr std::uint32_t first_newer_call = 449;  ///< the same on every architecture by then

scmp_arg_cmp equals(unsigned argument, std::uint64_t value, std::uint64_t mask = low_half) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

class Filter {
 public:
  explicit Filter(std::uint32_t otherwise) : context_(seccomp_init(otherwise), &seccomp_release) {
    if (!context_) {
      fail("seccomp_init", ENOMEM);
    }
    constexpr std::uint32_t binary_tree = 2;
    seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_OPTIMIZE, binary_tree);
  }

  void add_all(const char* calls, std::uint32_t action) {
    std::istringstream names(calls);
    for (std::string call; names >> call;) {
      add(call.c_str(), action);
    }
  }

  /// All of `arguments` must hold.
  void add(const char* call, std::uint32_t action,
           std::initializer_list<scmp_arg_cmp> arguments = {}) {
    const int number = seccomp_syscall_resolve_name(call);
    if (number == __NR_SCMP_ERROR) {
      return;
    }
    const int failed = seccomp_rule_add_array(
        context_.get(), action, number, static_cast<unsigned>(arguments.size()), arguments.begin());
    if (failed != 0) {
      fail(call, -failed);
    }
  }

  template <class Values>
  void allow_argument(const char* call, unsigned argument, const Values& values) {
    for (const auto value : values) {
      add(call, SCMP_ACT_ALLOW, {equals(argument, static_cast<std::uint64_t>(value))});
    }
  }

  [[nodiscard]] std::vector<sock_filter> compile() const {
    const FileDescriptor file(::memfd_create("seccomp", MFD_CLOEXEC));
    const int failed = seccomp_export_bpf(context_.get(), file.get());
    const off_t size = ::lseek(file.get(), 0, SEEK_END);
    if (failed != 0 || size <= 0) {
      fail("seccomp_export_bpf", failed != 0 ? -failed : EIO);
    }
    std::vector<sock_filter> program(static_cast<std::size_t>(size) / sizeof(sock_filter));
    if (::pread(file.get(), program.data(), static_cast<std::size_t>(size), 0) != size) {
      fail("seccomp_export_bpf", EIO);
    }
    return program;
  }

 private:
  [[noreturn]] static void fail(const char* what, int error) {
    throw InfrastructureError(
        fmt::format("cannot build the sandbox's seccomp filter: {}: {}; install libseccomp 2.5 or "
                    "later",
                    what, std::strerror(error)));  // NOLINT(concurrency-mt-unsafe)
  }

  std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
};

/// What a newer libc tries first must look like an older kernel, not like a refusal.
std::vector<sock_filter> newer_calls_missing(const std::vector<sock_filter>& rest) {
  std::vector<sock_filter> program = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),  // the call's number
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first_newer_call, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SCMP_ACT_ERRNO(ENOSYS)),
  };
  program.insert(program.end(), rest.begin(), rest.end());
  return program;
}

std::vector<sock_filter> allow_list(SeccompRole role) {
  Filter filter(refuse);
  filter.add_all(fatal_calls, SCMP_ACT_KILL_PROCESS);
  filter.add_all(file_calls, SCMP_ACT_ALLOW);
  filter.add_all(other_calls, SCMP_ACT_ALLOW);
  filter.allow_argument("fcntl", 1, safe_fcntl);
  filter.allow_argument("ioctl", 1, safe_ioctl);
  filter.add("socketpair", SCMP_ACT_ALLOW, {equals(0, AF_UNIX)});
  filter.add("prlimit64", SCMP_ACT_ALLOW, {equals(0, 0)});
  filter.add("sched_setaffinity", SCMP_ACT_ALLOW, {equals(0, 0)});
  // libc falls back from clone3, whose flags lie in memory where a filter cannot see them.
  filter.add("clone3", SCMP_ACT_ERRNO(ENOSYS));
  if (role == SeccompRole::program) {
    filter.add("clone", SCMP_ACT_ALLOW, {equals(0, CLONE_THREAD, CLONE_THREAD | namespace_flags)});
  } else {
    filter.add("clone", SCMP_ACT_ALLOW, {equals(0, 0, namespace_flags)});
    filter.add("fork", SCMP_ACT_ALLOW);
    filter.add("vfork", SCMP_ACT_ALLOW);
  }
  filter.allow_argument("prctl", 0, safe_prctl);
  if (role == SeccompRole::zygote) {
    filter.allow_argument("prctl", 0, zygote_prctl);
    filter.add("pidfd_open", SCMP_ACT_ALLOW);
    filter.add("tgkill", SCMP_ACT_ALLOW);  // for its children
  }
  return newer_calls_missing(filter.compile());
}

/// Takes from a zygote's child what the zygote has beyond a program.
std::vector<sock_filter> zygote_child() {
  Filter filter(SCMP_ACT_ALLOW);
  filter.add("clone", refuse, {equals(0, 0, CLONE_THREAD)});
  for (const char* call : {"fork", "vfork", "pidfd_open"}) {
    filter.add(call, refuse);
  }
  // An aborting program signals itself. SIGKILL stays the system's word.
  filter.add("tgkill", refuse, {{0, SCMP_CMP_NE, own_pid_placeholder, 0}});
  filter.add("tgkill", refuse, {equals(2, SIGKILL)});
  for (const int option : zygote_prctl) {
    filter.add("prctl", refuse, {equals(0, static_cast<std::uint64_t>(option))});
  }
  return filter.compile();
}

}  // namespace

std::vector<sock_filter> compile_seccomp_filter(SeccompRole role) {
  return role == SeccompRole::zygote_child ? zygote_child() : allow_list(role);
}

}  // namespace assay
