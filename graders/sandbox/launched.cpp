#include "graders/sandbox/launched.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "engine/core/error.hpp"

namespace assay {

namespace {

// Raw calls: glibc 2.36 declares these without C linkage.
FileDescriptor open_pidfd(pid_t pid) {
  return FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
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

bool wants_processor(pid_t pid) {
  constexpr std::size_t most_processes = 1000;
  std::vector<pid_t> tree = {pid};
  for (std::size_t i = 0; i < tree.size() && i < most_processes; ++i) {
    if (state_of(tree[i]).state == 'R') {
      return true;
    }
    std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", tree[i]));
    for (pid_t child = 0; children >> child;) {
      tree.push_back(child);
    }
  }
  return false;
}

LaunchedProgram::LaunchedProgram(pid_t pid, FileDescriptor info, std::unique_ptr<Cgroup> group)
    : group_(std::move(group)),
      pid_(pid),
      program_(info.open() ? -1 : pid),
      info_(std::move(info)),
      pidfd_(open_pidfd(pid)) {}

LaunchedProgram::~LaunchedProgram() {
  if (!ended_) {
    kill();
    ::waitpid(pid_, nullptr, 0);
  }
}

/// The program's process id, or -1 if it is not there (yet). Asks for it only when needed.
pid_t LaunchedProgram::program() noexcept {
  if (info_.open()) {
    program_ = told_pid(info_.get());
    info_.close();
  }
  return program_;
}

/// Kills the program itself, whose end takes its namespaces along and is counted by bubblewrap;
/// bubblewrap only if the program is not there yet.
void LaunchedProgram::kill() noexcept {
  const pid_t target = program();
  const FileDescriptor handle = target > 0 ? open_pidfd(target) : FileDescriptor();
  // The number may be another process's by now, unless it still is bubblewrap's child.
  const bool ours = target == pid_ || (handle.open() && state_of(target).parent == pid_);
  if (ours) {
    rss_bytes_ = peak_memory_bytes(target);
  }
  if (!ours || ::syscall(SYS_pidfd_send_signal, handle.get(), SIGKILL, nullptr, 0) != 0) {
    ::kill(pid_, SIGKILL);
  }
}

double LaunchedProgram::tree_cpu_ms() const { return group_ == nullptr ? -1 : group_->cpu_ms(); }

/// Of bubblewrap too, which must run to tell the end of a program that is done.
bool LaunchedProgram::wants_processor() { return assay::wants_processor(pid_); }

std::optional<ProgramEnd> LaunchedProgram::collect() {
  int status = 0;
  rusage usage{};
  if (::wait4(pid_, &status, 0, &usage) != pid_) {
    throw InfrastructureError(
        "lost track of a sandboxed process: does something else in this "
        "program wait for all children?");
  }
  ended_ = true;
  ProgramEnd end;
  end.cpu_ms = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
  end.rss_bytes = rss_bytes_;
  if (group_ != nullptr) {  // it also counts descendants that nobody waited for
    end.cpu_ms = std::max(end.cpu_ms, group_->cpu_ms());
    end.rss_bytes = std::max(end.rss_bytes, group_->peak_memory_bytes());
  }
  end.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (end.exit_code > 128) {  // bubblewrap's way to pass a signal on
    end.signal = end.exit_code - 128;
  }
  return end;
}

}  // namespace assay
