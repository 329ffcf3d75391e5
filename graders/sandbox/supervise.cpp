#include "graders/sandbox/supervise.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <utility>

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr double grace_s = 10;          ///< a killed process that is not gone by then never will be
constexpr double tree_slack_ms = 1000;  ///< so that the kernel's own limit, in seconds, comes first
constexpr double tree_watch_s = 0.5;
constexpr int most_extensions = 60;  ///< of a second each, for a machine that is busy
constexpr double kernel_limit_factor = 1.3;
constexpr double spent_fraction = 0.8;  ///< of a program that the kernel ended: for what else?

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

bool is_readable(int descriptor) {
  pollfd polled{descriptor, POLLIN, 0};
  return ::poll(&polled, 1, 0) > 0;
}

constexpr auto is_alive = [](const SandboxedProcess& process) { return process.alive(); };

}  // namespace

std::uint64_t kernel_cpu_limit_s(const Limits& limits) {
  return static_cast<std::uint64_t>(std::ceil(kernel_limit_factor * limits.cpu_s));
}

SandboxedProcess::SandboxedProcess(std::unique_ptr<StartedProgram> program, const Limits& limits,
                                   FileDescriptor output, FileDescriptor errors)
    : program_(std::move(program)),
      limits_(limits),
      output_(std::move(output)),
      errors_(std::move(errors)),
      deadline_(now_s() + limits.wall_s) {
  for (const FileDescriptor* pipe : {&output_, &errors_}) {
    if (pipe->open()) {
      ::fcntl(pipe->get(), F_SETFL, O_NONBLOCK);
    }
  }
}

double SandboxedProcess::seconds_left() const { return deadline_ - now_s(); }

/// Reads what is there; never waits. Counts here, where the program cannot reach.
void SandboxedProcess::read_stream(FileDescriptor& pipe, std::string& text) {
  std::array<char, 65536> buffer;
  while (pipe.open()) {
    const ssize_t count = ::read(pipe.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      if (count == 0) {
        pipe.close();
      }
      return;
    }
    const auto size = static_cast<std::size_t>(count);
    output_seen_ += size;
    const std::size_t room = limits_.kept_output_bytes - text.size();
    text.append(buffer.data(), std::min(size, room));
    if (output_seen_ > limits_.output_bytes) {
      stop(Ending::output_limit);
      pipe.close();
    }
  }
}

void SandboxedProcess::read_output() {
  read_stream(output_, outcome_.output);
  read_stream(errors_, outcome_.errors);
}

void SandboxedProcess::stop(Ending why) {
  if (!stopped_ || why == Ending::output_limit) {
    outcome_.ending = why;
  }
  if (!stopped_ && !ended_) {
    program_->kill();
    deadline_ = now_s() + grace_s;
  }
  stopped_ = true;
}

void SandboxedProcess::collect() {
  const std::optional<ProgramEnd> end = program_->collect();
  if (!end) {
    return;
  }
  ended_ = true;
  outcome_.exit_code = end->exit_code;
  outcome_.signal = end->signal;
  outcome_.cpu_ms = end->cpu_ms;
  outcome_.rss_bytes = end->rss_bytes;
  if (!stopped_) {
    const double used = end->cpu_ms / (1e3 * limits_.cpu_s);
    const bool out_of_time =
        end->signal == SIGXCPU || used > 1 || (end->signal == SIGKILL && used >= spent_fraction);
    outcome_.ending = out_of_time        ? Ending::cpu_limit
                      : end->signal != 0 ? Ending::signalled
                                         : Ending::exited;
  }
  read_output();
  output_.close();
  errors_.close();
  program_.reset();
}

/// A program that waits for a processor is not to blame for the time, nor is one that waits for
/// another of the group; their CPU limits will end them.
void SandboxedProcess::check_deadline(const std::vector<SandboxedProcess>& group) {
  if (!ended_ && !stopped_ && program_->tree_cpu_ms() > limits_.cpu_s * 1e3 + tree_slack_ms) {
    stop(Ending::cpu_limit);
  }
  const bool end_is_known = !ended_ && is_readable(program_->event_fd());  // though not collected
  if (ended_ || end_is_known || seconds_left() > 0) {
    return;
  }
  if (stopped_) {
    throw InfrastructureError("a sandboxed process survives SIGKILL: is the disk hanging?");
  }
  const bool waits = at_deadline_ == Ending::wall_limit &&
                     std::any_of(group.begin(), group.end(), [](const SandboxedProcess& process) {
                       return process.alive() && process.program_->wants_processor();
                     });
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
    process.check_deadline(group);
    const bool alive = process.alive();
    wait_s = alive ? std::min(wait_s, process.seconds_left()) : wait_s;
    wait_s =
        alive && process.program_->tree_cpu_ms() >= 0 ? std::min(wait_s, tree_watch_s) : wait_s;
    polled.push_back({alive ? process.program_->event_fd() : -1, POLLIN, 0});
    polled.push_back({alive ? process.output_.get() : -1, POLLIN, 0});
    polled.push_back({alive ? process.errors_.get() : -1, POLLIN, 0});
  }
  ::poll(polled.data(), polled.size(), static_cast<int>(std::max(0.0, wait_s) * 1e3) + 1);
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (polled[3 * i + 1].revents != 0 || polled[3 * i + 2].revents != 0) {
      group[i].read_output();
    }
    if (polled[3 * i].revents != 0) {
      group[i].collect();
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
