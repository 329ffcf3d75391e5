// Watches sandboxed programs from outside: their output, their time and their end.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <limits>

#include "engine/core/error.hpp"
#include "graders/sandbox/sandbox.hpp"

namespace assay {

namespace {

constexpr std::size_t kept_output_bytes = 64 << 10;
constexpr double grace_s = 10;  ///< a killed process that is not gone by then never will be

// Raw calls: glibc 2.36 declares these without C linkage.
FileDescriptor open_pidfd(pid_t pid) {
  return FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

pid_t parent_of(pid_t pid) {
  std::ifstream status(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(status, text);
  const std::size_t name_end = text.rfind(") ");
  long parent = -1;
  if (name_end == std::string::npos ||
      std::sscanf(text.c_str() + name_end + 2, "%*c %ld", &parent) != 1) {
    return -1;
  }
  return static_cast<pid_t>(parent);
}

/// The program's process id as bubblewrap tells it, or -1.
pid_t told_pid(int info) {
  std::array<char, 512> text{};
  pollfd ready{info, POLLIN, 0};
  if (::poll(&ready, 1, 1000) <= 0 || ::read(info, text.data(), text.size() - 1) <= 0) {
    return -1;
  }
  const std::string_view view(text.data());
  const std::size_t key = view.find("\"child-pid\":");
  return key == std::string_view::npos ? -1 : std::atoi(text.data() + key + 12);
}

/// Not from wait4, whose maximum covers what the child shared with us before it executed.
double peak_memory_bytes(pid_t pid) {
  std::ifstream status(fmt::format("/proc/{}/status", pid));
  std::string word;
  double kib = 0;
  while (status >> word) {
    if (word == "VmHWM:" && status >> kib) {
      return kib * 1024;
    }
  }
  return 0;
}

double milliseconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

}  // namespace

SandboxedProcess::SandboxedProcess(pid_t pid, const Limits& limits, FileDescriptor output,
                                   FileDescriptor info)
    : pid_(pid),
      limits_(limits),
      output_(std::move(output)),
      info_(std::move(info)),
      pidfd_(open_pidfd(pid)),
      deadline_(now_s() + limits.wall_s) {
  ::fcntl(output_.get(), F_SETFL, O_NONBLOCK);
}

SandboxedProcess::SandboxedProcess(SandboxedProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      limits_(other.limits_),
      output_(std::move(other.output_)),
      info_(std::move(other.info_)),
      pidfd_(std::move(other.pidfd_)),
      deadline_(other.deadline_),
      output_seen_(other.output_seen_),
      stopped_(other.stopped_),
      ended_(other.ended_),
      outcome_(std::move(other.outcome_)) {}

SandboxedProcess::~SandboxedProcess() {
  if (pid_ > 0 && !ended_) {
    kill_all();
    ::waitpid(pid_, nullptr, 0);
  }
}

double SandboxedProcess::seconds_left() const { return deadline_ - now_s(); }

/// Reads what is there; never waits. Counts here, where the program cannot reach.
void SandboxedProcess::read_output() {
  std::array<char, 65536> buffer;
  while (output_.open()) {
    const ssize_t count = ::read(output_.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      if (count == 0) {
        output_.close();
      }
      return;
    }
    const auto size = static_cast<std::size_t>(count);
    output_seen_ += size;
    const std::size_t room = kept_output_bytes - std::min(kept_output_bytes, outcome_.output.size());
    outcome_.output.append(buffer.data(), std::min(size, room));
    if (output_seen_ > limits_.output_bytes) {
      stop(Ending::output_limit);
      output_.close();
    }
  }
}

void SandboxedProcess::stop(Ending why) {
  if (!stopped_ || why == Ending::output_limit) {
    outcome_.ending = why;
  }
  if (!stopped_ && !ended_) {
    kill_all();
    deadline_ = now_s() + grace_s;
  }
  stopped_ = true;
}

/// Kills the program itself, whose end takes its namespaces along and is counted by bubblewrap;
/// bubblewrap only if the program is not there yet.
void SandboxedProcess::kill_all() noexcept {
  if (!info_.open()) {
    outcome_.rss_bytes = peak_memory_bytes(pid_);
    ::kill(pid_, SIGKILL);
    return;
  }
  const pid_t program = told_pid(info_.get());
  const FileDescriptor handle = program > 0 ? open_pidfd(program) : FileDescriptor();
  if (!handle.open() || parent_of(program) != pid_) {
    ::kill(pid_, SIGKILL);
    return;
  }
  outcome_.rss_bytes = peak_memory_bytes(program);
  if (::syscall(SYS_pidfd_send_signal, handle.get(), SIGKILL, nullptr, 0) != 0) {
    ::kill(pid_, SIGKILL);
  }
}

void SandboxedProcess::reap() {
  int status = 0;
  rusage usage{};
  if (::wait4(pid_, &status, 0, &usage) != pid_) {
    throw InfrastructureError("lost track of a sandboxed process: does something else in this "
                              "program wait for all children?");
  }
  ended_ = true;
  outcome_.cpu_ms = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
  outcome_.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  outcome_.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (outcome_.exit_code > 128) {  // bubblewrap's way to pass a signal on
    outcome_.signal = outcome_.exit_code - 128;
  }
  if (!stopped_) {
    const bool killed = outcome_.signal == SIGKILL || outcome_.signal == SIGXCPU;
    // The kernel's limit and its account differ by the time spent in interrupts.
    const bool spent = outcome_.cpu_ms >= 0.9e3 * limits_.cpu_s;
    outcome_.ending = killed && spent          ? Ending::cpu_limit
                      : outcome_.signal != 0 ? Ending::signalled
                                             : Ending::exited;
  }
  read_output();
  output_.close();
}

std::vector<Outcome> supervise(std::vector<SandboxedProcess>& group) {
  const auto alive = [](const SandboxedProcess& process) { return !process.ended_; };
  while (std::any_of(group.begin(), group.end(), alive)) {
    std::vector<pollfd> polled;
    double wait_s = grace_s;
    for (SandboxedProcess& process : group) {
      if (alive(process) && process.seconds_left() <= 0) {
        if (process.stopped_) {
          throw InfrastructureError("a sandboxed process survives SIGKILL: is the disk hanging?");
        }
        process.stop(Ending::wall_limit);
      }
      wait_s = std::min(wait_s, alive(process) ? process.seconds_left() : wait_s);
      polled.push_back({alive(process) ? process.pidfd_.get() : -1, POLLIN, 0});
      polled.push_back({alive(process) ? process.output_.get() : -1, POLLIN, 0});
    }
    ::poll(polled.data(), polled.size(), static_cast<int>(std::max(0.0, wait_s) * 1e3) + 1);
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (polled[2 * i + 1].revents != 0) {
        group[i].read_output();
      }
      if (polled[2 * i].revents != 0) {
        group[i].reap();
      }
    }
    if (!alive(group.front())) {
      for (SandboxedProcess& process : group) {
        if (alive(process) && !process.stopped_) {
          process.stop(Ending::stopped);
        }
      }
    }
  }
  std::vector<Outcome> outcomes;
  for (SandboxedProcess& process : group) {
    outcomes.push_back(std::move(process.outcome_));
  }
  return outcomes;
}

}  // namespace assay
