// Inside a sandbox, loaded by zygote.py: forks confined children. Compiled on its own, without the
// C++ library. Not in Python, since each page that Python touches on the way costs a microsecond in
// the child and another in the zygote. It forks without telling the interpreter, which has a single
// thread and no handlers for that.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "graders/sandbox/fork_protocol.hpp"
#include "graders/sandbox/seccomp.hpp"

namespace {

using namespace assay::fork_protocol;  // NOLINT(google-build-using-namespace): a file of its own

struct Request {
  Start start;
  char* text;
  std::size_t text_size;
  int fds[most_fds];
  std::size_t n_fds;
};

void send_event(int control, const Event& event, int fd = -1) {
  alignas(cmsghdr) char ancillary[CMSG_SPACE(sizeof(int))] = {};
  iovec part{const_cast<Event*>(&event), sizeof event};  // NOLINT: sendmsg's old signature
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (fd >= 0) {
    message.msg_control = ancillary;
    message.msg_controllen = sizeof ancillary;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  }
  if (::sendmsg(control, &message, MSG_NOSIGNAL) < 0) {
    ::_exit(0);  // the judge is gone
  }
}

/// Waits for a request; ends with the judge. A packet about an earlier child comes too late.
void receive(int control, std::size_t capacity, Request& request) {
  alignas(cmsghdr) char ancillary[CMSG_SPACE(sizeof request.fds)];
  for (;;) {
    iovec parts[2] = {{&request.start, sizeof request.start}, {request.text, capacity}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    message.msg_control = ancillary;
    message.msg_controllen = sizeof ancillary;
    const ssize_t count = ::recvmsg(control, &message, 0);
    if (count <= 0) {
      ::_exit(0);
    }
    const cmsghdr* header = CMSG_FIRSTHDR(&message);
    request.n_fds = 0;
    if (header != nullptr) {
      request.n_fds = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      std::memcpy(request.fds, CMSG_DATA(header), request.n_fds * sizeof(int));
    }
    if (request.start.kind == Kind::start) {
      request.text_size = static_cast<std::size_t>(count) - sizeof request.start;
      return;
    }
  }
}

bool limit(int resource, std::uint64_t soft, std::uint64_t hard) {
  const rlimit both{soft, hard};
  return ::syscall(SYS_prlimit64, 0, resource, &both, nullptr) == 0;
}

bool limit(int resource, std::uint64_t value) { return limit(resource, value, value); }

bool load(sock_filter* code, unsigned short length) {
  for (unsigned i = 0; i < length; ++i) {
    if (code[i].k == assay::own_pid_placeholder) {
      code[i].k = static_cast<std::uint32_t>(::getpid());
    }
  }
  const sock_fprog program{length, code};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/// Moves the zygote, whose child then begins where its parent's memory is warm. No matter if it
/// fails.
void move_to(std::int64_t processor, const cpu_set_t& any) {
  cpu_set_t set = any;
  if (processor >= 0 && processor < CPU_SETSIZE) {
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(processor), &set);
  }
  ::sched_setaffinity(0, sizeof set, &set);
}

/// In the child: gives up what a program must not have. False if something is still there.
bool confine(const Request& request, pid_t zygote, sock_filter* code, unsigned short length) {
  // The kernel hands descriptors out in ascending order, so none is overwritten before its turn.
  for (std::size_t i = 0; i < request.n_fds; ++i) {
    if (::dup2(request.fds[i], static_cast<int>(i)) < 0) {
      return false;
    }
  }
  const Start& start = request.start;
  return ::syscall(SYS_close_range, request.n_fds, ~0U, 0) == 0 &&
         ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == zygote &&
         limit(RLIMIT_CPU, start.cpu_s, start.cpu_s + 1) && limit(RLIMIT_AS, start.memory_bytes) &&
         limit(RLIMIT_FSIZE, start.file_bytes) && limit(RLIMIT_NOFILE, start.open_files) &&
         limit(RLIMIT_NPROC, start.threads) && load(code, length);
}

/// Until the child has ended. The judge may ask for a handle to it, or be gone itself.
Event watch(int control, pid_t child) {
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  pollfd polled[2] = {{handle, POLLIN, 0}, {control, POLLIN, 0}};
  while (handle >= 0 && ::poll(polled, 2, -1) >= 0 && polled[0].revents == 0) {
    char packet[sizeof(Start)];
    if (::recv(control, packet, sizeof packet, 0) <= 0) {
      ::_exit(0);
    }
    send_event(control, {Kind::handle}, handle);
  }
  ::close(handle);
  Event event;
  rusage usage{};
  if (::wait4(child, &event.status, 0, &usage) != child) {
    ::_exit(1);
  }
  const auto seconds = static_cast<std::uint64_t>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec);
  const auto rest = static_cast<std::uint64_t>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  event.cpu_us = seconds * 1'000'000 + rest;
  event.rss_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) << 10;
  return event;
}

/// Changes with all that is made, removed or changed in /tmp. Without namespaces, where we are not
/// process 1, that directory is everybody's and says nothing.
struct Scratch {
  timespec changed{};
  mode_t mode = 0;

  static Scratch now() {
    struct stat status {};
    return ::getpid() == 1 && ::stat("/tmp", &status) == 0 ? Scratch{status.st_ctim, status.st_mode}
                                                           : Scratch{};
  }
  bool operator==(const Scratch& other) const {
    return changed.tv_sec == other.changed.tv_sec && changed.tv_nsec == other.changed.tv_nsec &&
           mode == other.mode;
  }
};

}  // namespace

/// Returns in each child, confined, with the size of the text (capacity bytes at most) that it was
/// sent; in the zygote, never. `code` is the children's filter.
extern "C" __attribute__((visibility("default"))) long assay_serve(int control, sock_filter* code,
                                                                   unsigned short length,
                                                                   char* text,
                                                                   std::size_t capacity) {
  const pid_t zygote = ::getpid();
  const Scratch clean = Scratch::now();
  cpu_set_t any;
  CPU_ZERO(&any);
  ::sched_getaffinity(0, sizeof any, &any);
  std::int64_t processor = -1;
  Request request{};
  request.text = text;
  ::prctl(PR_SET_DUMPABLE, 0);  // without namespaces /proc would show our memory to our children
  send_event(control, {Kind::ready});
  for (;;) {
    receive(control, capacity, request);
    if (request.start.processor != processor) {
      processor = request.start.processor;
      move_to(processor, any);
    }
    // Shared with the child, until it has confined itself.
    void* shared =
        ::mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto* confined = static_cast<volatile int*>(shared);
    const pid_t child = shared == MAP_FAILED ? -1 : ::fork();
    if (child == 0) {
      if (!confine(request, zygote, code, length)) {
        ::_exit(127);
      }
      *confined = 1;
      ::munmap(shared, sizeof(int));
      return static_cast<long>(request.text_size);
    }
    const int error = errno;
    for (std::size_t i = 0; i < request.n_fds; ++i) {
      ::close(request.fds[i]);
    }
    Event event = child > 0 ? watch(control, child) : Event{Kind::failed, error};
    if (child > 0 && *confined == 0) {
      event.kind = Kind::failed;
    }
    if (shared != MAP_FAILED) {
      ::munmap(shared, sizeof(int));
    }
    event.clean = Scratch::now() == clean ? 1 : 0;
    send_event(control, event);
  }
}
