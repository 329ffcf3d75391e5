#include "graders/sandbox/seccomp.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "engine/core/error.hpp"
#include "graders/sandbox/file_descriptor.hpp"

namespace assay {

namespace {

// No ordinary program makes these calls. By name, so that a kernel older or newer than the
// headers is no obstacle: names that libseccomp does not know are skipped.
constexpr std::array fatal_calls = {"ptrace",
                                    "process_vm_readv",
                                    "process_vm_writev",
                                    "process_madvise",
                                    "kcmp",
                                    "pidfd_getfd",
                                    "mount",
                                    "umount2",
                                    "pivot_root",
                                    "chroot",
                                    "move_mount",
                                    "open_tree",
                                    "fsopen",
                                    "fsconfig",
                                    "fsmount",
                                    "fspick",
                                    "mount_setattr",
                                    "unshare",
                                    "setns",
                                    "keyctl",
                                    "add_key",
                                    "request_key",
                                    "bpf",
                                    "perf_event_open",
                                    "io_uring_setup",
                                    "io_uring_enter",
                                    "io_uring_register",
                                    "userfaultfd",
                                    "kexec_load",
                                    "kexec_file_load",
                                    "init_module",
                                    "finit_module",
                                    "delete_module",
                                    "reboot",
                                    "swapon",
                                    "swapoff",
                                    "acct",
                                    "quotactl",
                                    "quotactl_fd",
                                    "personality",
                                    "syslog",
                                    "iopl",
                                    "ioperm",
                                    "modify_ldt",
                                    "settimeofday",
                                    "clock_settime",
                                    "clock_adjtime",
                                    "adjtimex",
                                    "sethostname",
                                    "setdomainname",
                                    "name_to_handle_at",
                                    "open_by_handle_at",
                                    "fanotify_init",
                                    "vhangup",
                                    "lookup_dcookie",
                                    "nfsservctl"};

constexpr std::array refused_calls = {"fork",
                                      "vfork",
                                      "kill",
                                      "tkill",
                                      "tgkill",
                                      "pidfd_send_signal",
                                      "rt_sigqueueinfo",
                                      "rt_tgsigqueueinfo",
                                      "socket",
                                      "memfd_create",
                                      "memfd_secret",
                                      "shmget",
                                      "semget",
                                      "msgget",
                                      "mq_open"};

struct Rule {
  const char* call;
  std::uint32_t action;
  scmp_arg_cmp argument;
};

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release) {
    if (!context_) {
      fail("seccomp_init", ENOMEM);
    }
  }

  void add(const char* call, std::uint32_t action) { add_rule(call, action, 0, nullptr); }
  void add(const Rule& rule) { add_rule(rule.call, rule.action, 1, &rule.argument); }

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

  void add_rule(const char* call, std::uint32_t action, unsigned count,
                const scmp_arg_cmp* argument) {
    const int number = seccomp_syscall_resolve_name(call);
    if (number == __NR_SCMP_ERROR) {
      return;
    }
    const int failed = seccomp_rule_add_array(context_.get(), action, number, count, argument);
    if (failed != 0) {
      fail(call, -failed);
    }
  }

  std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
};

}  // namespace

std::vector<sock_filter> compile_seccomp_filter() {
  const std::uint32_t refuse = SCMP_ACT_ERRNO(EPERM);
  Filter filter;
  for (const char* call : fatal_calls) {
    filter.add(call, SCMP_ACT_KILL_PROCESS);
  }
  for (const char* call : refused_calls) {
    filter.add(call, refuse);
  }
  // Threads are welcome, processes are not. libc falls back from clone3, whose flags lie in
  // memory where a filter cannot see them.
  filter.add({"clone", refuse, {0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0}});
  filter.add("clone3", SCMP_ACT_ERRNO(ENOSYS));
  filter.add({"ioctl", refuse, {1, SCMP_CMP_MASKED_EQ, 0xffffffffU, TIOCSTI}});
  filter.add({"ioctl", refuse, {1, SCMP_CMP_MASKED_EQ, 0xffffffffU, TIOCLINUX}});
  // A program that forgot its parent would outlive it.
  filter.add({"prctl", refuse, {0, SCMP_CMP_MASKED_EQ, 0xffffffffU, PR_SET_PDEATHSIG}});
  return filter.compile();
}

}  // namespace assay
