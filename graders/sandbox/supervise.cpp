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
#include <sstream>
#include <string>

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

constexpr int most_extensions = 60;  ///< of a second each, for a machine that is busy

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct ProcessState {
  char state = '?';  ///< 'R' is running or waiting for a processor
  pid_t parent = -1;
};

ProcessState state_of(pid_t pid) {
  std::ifstream status(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(status, text);
  const std::size_t name_end = text.rfind(") ");
  ProcessState result;
  if (name_end != std::string::npos) {
    std::istringstream(text.substr(name_end + 2)) >> result.state >> result.parent;
  }
  return result;
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
      program_(info_.open() ? -1 : pid),
      deadline_(now_s() + limits.wall_s) {
  ::fcntl(output_.get(), F_SETFL, O_NONBLOCK);
}

SandboxedProcess::SandboxedProcess(SandboxedProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      limits_(other.limits_),
      output_(std::move(other.output_)),
      info_(std::move(other.info_)),
      pidfd_(std::move(other.pidfd_)),
      program_(other.program_),
      extensions_(other.extensions_),
      deadline_(other.deadline_),
      at_deadline_(other.at_deadline_),
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
    const std::size_t room =
        kept_output_bytes - std::min(kept_output_bytes, outcome_.output.size());
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

/// The program's process id, or -1 if it is not there (yet). Asks for it only when needed.
pid_t SandboxedProcess::program() noexcept {
  if (!info_.open()) {
    return program_;
  }
  program_ = told_pid(info_.get());
  info_.close();
  return program_;
}

/// Kills the program itself, whose end takes its namespaces along and is counted by bubblewrap;
/// bubblewrap only if the program is not there yet.
void SandboxedProcess::kill_all() noexcept {
  const pid_t target = program();
  const FileDescriptor handle = target > 0 ? open_pidfd(target) : FileDescriptor();
  // The number may be another process's by now, unless it still is bubblewrap's child.
  const bool ours = target == pid_ || (handle.open() && state_of(target).parent == pid_);
  if (ours) {
    outcome_.rss_bytes = peak_memory_bytes(target);
  }
  if (!ours || ::syscall(SYS_pidfd_send_signal, handle.get(), SIGKILL, nullptr, 0) != 0) {
    ::kill(pid_, SIGKILL);
  }
}

void SandboxedProcess::reap() {
  int status = 0;
  rusage usage{};
  if (::wait4(pid_, &status, 0, &usage) != pid_) {
    throw InfrastructureError(
        "lost track of a sandboxed process: does something else in this "
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
    // The kernel's limit and its account differ, by a few per cent where interrupts take time.
    const bool spent = outcome_.cpu_ms >= 0.8e3 * limits_.cpu_s;
    outcome_.ending = killed && spent        ? Ending::cpu_limit
                      : outcome_.signal != 0 ? Ending::signalled
                                             : Ending::exited;
  }
  read_output();
  output_.close();
}

namespace {

constexpr auto is_alive = [](const SandboxedProcess& process) { return process.alive(); };

}  // namespace

/// A program that waits for a processor is not to blame for the time; its CPU limit will end it.
void SandboxedProcess::check_deadline() {
  if (ended_ || seconds_left() > 0) {
    return;
  }
  if (stopped_) {
    throw InfrastructureError("a sandboxed process survives SIGKILL: is the disk hanging?");
  }
  const bool waits = at_deadline_ == Ending::wall_limit && state_of(program()).state == 'R';
  if (waits && extensions_ < most_extensions) {
    ++extensions_;
    deadline_ = now_s() + 1;
    return;
  }
  stop(at_deadline_);
}

void SandboxedProcess::allow(double linger_s) {
  if (!ended_ && !stopped_ && linger_s < seconds_left()) {
    deadline_ = now_s() + linger_s;
    at_deadline_ = Ending::stopped;
  }
}

/// Waits for the next event of any of `group`, and deals with it.
void SandboxedProcess::step(std::vector<SandboxedProcess>& group) {
  std::vector<pollfd> polled;
  double wait_s = grace_s;
  for (SandboxedProcess& process : group) {
    process.check_deadline();
    const bool alive = process.alive();
    wait_s = alive ? std::min(wait_s, process.seconds_left()) : wait_s;
    polled.push_back({alive ? process.pidfd_.get() : -1, POLLIN, 0});
    polled.push_back({alive ? process.output_.get() : -1, POLLIN, 0});
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
}

const Outcome& wait_for_first(std::vector<SandboxedProcess>& group) {
  while (group.front().alive()) {
    SandboxedProcess::step(group);
  }
  return group.front().outcome();
}

void finish(std::vector<SandboxedProcess>& group, double linger_s) {
  for (SandboxedProcess& process : group) {
    process.allow(linger_s);
  }
  while (std::any_of(group.begin(), group.end(), is_alive)) {
    SandboxedProcess::step(group);
  }
}

}  // namespace assay
