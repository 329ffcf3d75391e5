#include "graders/sandbox/zygote.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <mutex>
#include <utility>

#include "engine/core/error.hpp"
#include "graders/sandbox/fork_protocol.hpp"
#include "graders/sandbox/launched.hpp"
#include "graders/sandbox/packet.hpp"
#include "graders/sandbox/processor.hpp"
#include "graders/sandbox/self_test.hpp"

namespace assay {

namespace embedded {
extern const std::string_view sandbox_fork_server;
extern const std::string_view sandbox_zygote;
}  // namespace embedded

namespace {

using namespace fork_protocol;  // NOLINT(google-build-using-namespace)

constexpr int start_ms = 60'000;   ///< on a very busy machine
constexpr int answer_ms = 10'000;  ///< a zygote has nothing else to do

struct Packet {
  Event event;
  bool whole = false;  ///< false: the zygote is gone
  FileDescriptor fd;   ///< that came along
};

Packet receive(int control, int flags) {
  Packet packet;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> ancillary{};
  iovec part{&packet.event, sizeof packet.event};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = ancillary.data();
  message.msg_controllen = ancillary.size();
  packet.whole = ::recvmsg(control, &message, flags | MSG_CMSG_CLOEXEC) == sizeof packet.event;
  const cmsghdr* header = packet.whole ? CMSG_FIRSTHDR(&message) : nullptr;
  if (header != nullptr && header->cmsg_type == SCM_RIGHTS) {
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    packet.fd = FileDescriptor(fd);
  }
  return packet;
}

iovec part_of(const void* bytes, std::size_t size) {
  return {const_cast<void*>(bytes), size};  // NOLINT: sendmsg's old signature
}

bool readable(int fd, int milliseconds) {
  pollfd polled{fd, POLLIN, 0};
  return ::poll(&polled, 1, milliseconds) > 0;
}

std::string hexadecimal(const std::vector<sock_filter>& filter) {
  std::string text;
  const auto* bytes = reinterpret_cast<const unsigned char*>(filter.data());
  for (std::size_t i = 0; i < filter.size() * sizeof(sock_filter); ++i) {
    text += fmt::format("{:02x}", bytes[i]);
  }
  return text;
}

/// A process's number here, from a handle to it; -1 if it is gone.
pid_t pid_of(const FileDescriptor& handle) {
  std::ifstream info(fmt::format("/proc/self/fdinfo/{}", handle.get()));
  std::string word;
  pid_t pid = -1;
  while (info >> word) {
    if (word == "Pid:" && info >> pid) {
      return pid;
    }
  }
  return -1;
}

Start start_packet(const Command& command, const Limits& limits) {
  Start start;
  start.processor = command.processor;
  start.open_files = static_cast<std::uint32_t>(limits.open_files);
  start.cpu_s = kernel_cpu_limit_s(limits);
  start.memory_bytes = limits.memory_bytes;
  start.file_bytes = limits.scratch_bytes;
  start.threads = static_cast<std::uint64_t>(limits.threads);
  return start;
}

std::string start_text(std::string_view entry, const std::vector<std::string>& arguments) {
  std::string text(entry);
  text += '\0';
  for (const std::string& argument : arguments) {
    text += argument;
    text += '\0';
  }
  if (text.size() > most_text) {
    throw UsageError("the arguments of a zygote's program are longer than 60 KB; use its input");
  }
  return text;
}

}  // namespace

/// One warm interpreter. Ends with the object.
class ZygotePool::Zygote {
 public:
  Zygote(const Sandbox& sandbox, const std::string& source, std::uint64_t scratch_bytes)
      : scratch_bytes_(scratch_bytes) {
    auto [ours, theirs] = make_packet_sockets();
    control_ = std::move(ours);
    const FileDescriptor server = memory_file("fork_server", embedded::sandbox_fork_server.data(),
                                              embedded::sandbox_fork_server.size());
    const bool namespaces = sandbox.isolation() == Isolation::namespaces;
    Limits limits;
    limits.scratch_bytes = scratch_bytes;
    Command command;
    command.argv = {python_path,
                    "-S",
                    "-s",
                    "-c",
                    std::string(embedded::sandbox_zygote),
                    source,
                    namespaces ? "/fork_server.so" : "/proc/self/fd/4",
                    hexadecimal(compile_seccomp_filter(SeccompRole::zygote_child))};
    command.fds = {theirs.get()};
    if (namespaces) {
      command.binds.push_back({"", "/fork_server.so", false, server.get()});
    } else {
      command.fds.push_back(server.get());
    }
    launched_ = sandbox.launch(command, limits, SeccompRole::zygote);
  }

  /// Separate from the start, so that the zygote's end of the socket is closed here by then.
  void wait_until_ready() {
    if (!readable(control_.get(), start_ms) || !receive(control_.get(), 0).whole) {
      launched_.program->kill();
      std::array<char, 2048> said{};
      const ssize_t count = ::read(launched_.output.get(), said.data(), said.size());
      refuse_start({said.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))});
    }
  }

  [[nodiscard]] int control() const noexcept { return control_.get(); }
  [[nodiscard]] std::uint64_t scratch_bytes() const noexcept { return scratch_bytes_; }
  void kill() const noexcept { launched_.program->kill(); }
  [[nodiscard]] bool out_of_memory() const {
    return launched_.program->group() != nullptr && launched_.program->group()->out_of_memory();
  }
  /// Of the cgroup, if there is one.
  void limit_memory(std::uint64_t bytes) {
    if (launched_.program->group() != nullptr && bytes != group_memory_bytes_) {
      launched_.program->group()->limit_memory(bytes);
      group_memory_bytes_ = bytes;
    }
  }

  int processor = Processor::any;  ///< of its last program

 private:
  std::uint64_t scratch_bytes_;
  std::uint64_t group_memory_bytes_ = 0;
  FileDescriptor control_;
  Launched launched_;
};

struct ZygotePool::State {
  std::mutex mutex;
  std::vector<std::unique_ptr<Zygote>> idle;
  bool closed = false;

  /// The last that was on `processor`, or else the last: that is the warmest.
  std::unique_ptr<Zygote> take(std::uint64_t scratch_bytes, int processor) {
    const std::lock_guard lock(mutex);
    auto found = idle.rend();
    for (auto it = idle.rbegin(); it != idle.rend(); ++it) {
      const bool there = (*it)->processor == processor;
      if ((*it)->scratch_bytes() == scratch_bytes && (there || found == idle.rend())) {
        found = it;
        if (there) {
          break;
        }
      }
    }
    if (found == idle.rend()) {
      return nullptr;
    }
    std::unique_ptr<Zygote> zygote = std::move(*found);
    idle.erase(std::next(found).base());
    zygote->processor = processor;
    return zygote;
  }

  void give_back(std::unique_ptr<Zygote> zygote) {
    const std::lock_guard lock(mutex);
    if (!closed) {
      idle.push_back(std::move(zygote));
    }
  }
};

/// A zygote's child.
class ZygotePool::Program final : public StartedProgram {
 public:
  Program(std::unique_ptr<Zygote> zygote, std::shared_ptr<State> state)
      : zygote_(std::move(zygote)), state_(std::move(state)) {}

  [[nodiscard]] int event_fd() const noexcept override { return zygote_->control(); }

  [[nodiscard]] std::optional<ProgramEnd> collect() override {
    const Packet packet = receive(zygote_->control(), MSG_DONTWAIT);
    if (!packet.whole && zygote_->out_of_memory()) {  // what its group holds is the program's
      ProgramEnd end;
      end.signal = SIGKILL;
      return end;
    }
    const Event& event = packet.event;
    if (!packet.whole || event.kind != Kind::ended) {
      throw InfrastructureError(
          event.kind == Kind::failed
              ? "a sandbox's zygote cannot start programs: out of memory or processes?"
              : "a sandbox's zygote ended while its program ran: out of memory?");
    }
    if (event.clean != 0) {
      state_->give_back(std::move(zygote_));
    }
    ProgramEnd end;
    end.exit_code = WIFEXITED(event.status) ? WEXITSTATUS(event.status) : 0;
    end.signal = WIFSIGNALED(event.status) ? WTERMSIG(event.status) : 0;
    end.cpu_ms = static_cast<double>(event.cpu_us) / 1e3;
    end.rss_bytes = static_cast<double>(event.rss_bytes);
    return end;
  }

  void kill() noexcept override {
    if (ask_handle()) {
      ::syscall(SYS_pidfd_send_signal, handle_.get(), SIGKILL, nullptr, 0);
    } else if (!ended()) {
      zygote_->kill();
    }
  }

  [[nodiscard]] bool wants_processor() override {
    return ask_handle() && assay::wants_processor(pid_of(handle_));
  }

 private:
  /// The message of its end is there, or the zygote's own end.
  [[nodiscard]] bool ended() const noexcept { return readable(zygote_->control(), 0); }

  /// False if it has ended, or the zygote does not answer.
  bool ask_handle() noexcept {
    if (handle_.open()) {
      return true;
    }
    Start ask;
    ask.kind = Kind::handle;
    if (ended() || !send_packet(zygote_->control(), {part_of(&ask, sizeof ask)}, {}) ||
        !readable(zygote_->control(), answer_ms)) {
      return false;
    }
    Kind kind = Kind::ended;
    if (::recv(zygote_->control(), &kind, sizeof kind, MSG_PEEK | MSG_DONTWAIT) > 0 &&
        kind == Kind::handle) {
      handle_ = receive(zygote_->control(), MSG_DONTWAIT).fd;
    }
    return handle_.open();
  }

  std::unique_ptr<Zygote> zygote_;
  std::shared_ptr<State> state_;
  FileDescriptor handle_;
};

ZygotePool::ZygotePool(const Sandbox& sandbox, std::string source)
    : sandbox_(sandbox), source_(std::move(source)), state_(std::make_shared<State>()) {}

ZygotePool::~ZygotePool() {
  const std::lock_guard lock(state_->mutex);
  state_->closed = true;
  state_->idle.clear();
}

SandboxedProcess ZygotePool::start(std::string_view entry, const Command& command,
                                   const Limits& limits) {
  StartedZygoteProgram started = launch(entry, command, limits);
  return {std::move(started.program), limits, std::move(started.output), std::move(started.errors)};
}

StartedZygoteProgram ZygotePool::launch(std::string_view entry, const Command& command,
                                        const Limits& limits) {
  if (!command.binds.empty() || !command.environment.empty() || command.may_start_processes ||
      command.fds.size() + 3 > most_fds) {
    throw UsageError(
        "a zygote's program has no binds, environment or processes of its own, and at most 61 "
        "descriptors; use Sandbox::start");
  }
  const FileDescriptor input = memory_file("stdin", command.input.data(), command.input.size());
  Pipe output = make_pipe();
  Pipe errors = command.merge_errors ? Pipe() : make_pipe();
  std::vector<int> fds = {input.get(), output.write.get(),
                          command.merge_errors ? output.write.get() : errors.write.get()};
  fds.insert(fds.end(), command.fds.begin(), command.fds.end());
  const Start packet = start_packet(command, limits);
  const std::string text = start_text(entry, command.argv);
  for (;;) {
    std::unique_ptr<Zygote> zygote = state_->take(limits.scratch_bytes, command.processor);
    const bool fresh = zygote == nullptr;
    if (fresh) {
      zygote = std::make_unique<Zygote>(sandbox_, source_, limits.scratch_bytes);
      zygote->wait_until_ready();
    }
    zygote->limit_memory(group_memory_bytes(limits));
    if (send_packet(zygote->control(),
                    {part_of(&packet, sizeof packet), part_of(text.data(), text.size())}, fds)) {
      return {std::make_unique<Program>(std::move(zygote), state_), std::move(output.read),
              std::move(errors.read)};
    }
    if (fresh) {
      throw InfrastructureError("a sandbox's zygote ended at once; see 'assay doctor'");
    }
  }
}

Outcome ZygotePool::run(std::string_view entry, const Command& command, const Limits& limits) {
  std::vector<SandboxedProcess> group;
  group.push_back(start(entry, command, limits));
  return wait_for_first(group);
}

std::size_t ZygotePool::idle() const {
  const std::lock_guard lock(state_->mutex);
  return state_->idle.size();
}

}  // namespace assay
