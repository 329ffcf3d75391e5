#include "graders/sandbox/resident.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

#include "engine/core/error.hpp"
#include "graders/sandbox/packet.hpp"
#include "graders/sandbox/processor.hpp"

namespace assay {

namespace {

bool same(const Limits& one, const Limits& other) {
  return one.cpu_s == other.cpu_s && one.memory_bytes == other.memory_bytes &&
         one.scratch_bytes == other.scratch_bytes && one.threads == other.threads &&
         one.open_files == other.open_files;
}

}  // namespace

/// One process and our ends of what it is joined to.
struct ResidentPool::Resident {
  Limits limits;
  StartedZygoteProgram process;
  FileDescriptor control;
  double spent_ms = 0;  ///< CPU time of the inputs before
  int processor = Processor::any;
};

struct ResidentPool::State {
  std::mutex mutex;
  std::vector<Resident> idle;
  bool closed = false;

  /// The last that was on `processor`, or else the last.
  std::optional<Resident> take(const Limits& limits, int processor) {
    const std::lock_guard lock(mutex);
    const auto fits = [&](const Resident& resident) { return same(resident.limits, limits); };
    auto found = std::find_if(idle.rbegin(), idle.rend(), [&](const Resident& resident) {
      return resident.processor == processor && fits(resident);
    });
    if (found == idle.rend()) {
      found = std::find_if(idle.rbegin(), idle.rend(), fits);
    }
    if (found == idle.rend()) {
      return std::nullopt;
    }
    std::optional<Resident> resident = std::move(*found);
    idle.erase(std::next(found).base());
    resident->processor = processor;
    return resident;
  }

  void give_back(Resident resident) {
    const std::lock_guard lock(mutex);
    if (!closed) {
      idle.push_back(std::move(resident));
    }
  }
};

/// A resident while it has an input.
class ResidentPool::Program final : public StartedProgram {
 public:
  Program(Resident resident, std::shared_ptr<State> state)
      : resident_(std::move(resident)), state_(std::move(state)) {}
  /// Not earlier: until then what it wrote is read.
  ~Program() override {
    if (reusable_) {
      state_->give_back(std::move(resident_));
    }
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] int event_fd() const noexcept override {
    return resident_.control.open() ? resident_.control.get() : process().event_fd();
  }

  [[nodiscard]] std::optional<ProgramEnd> collect() override {
    if (!resident_.control.open()) {
      std::optional<ProgramEnd> end = process().collect();
      if (end) {
        end->cpu_ms = std::max(0.0, end->cpu_ms - resident_.spent_ms);
      }
      return end;
    }
    const std::optional<double> cpu_ms = told();
    if (!cpu_ms) {  // it ends, or has nothing more to say
      resident_.control.close();
      return std::nullopt;
    }
    ProgramEnd end;
    end.cpu_ms = *cpu_ms;
    resident_.spent_ms += *cpu_ms;
    reusable_ = !killed_;
    return end;
  }

  void kill() noexcept override {
    killed_ = true;
    process().kill();
  }

  [[nodiscard]] bool wants_processor() override { return process().wants_processor(); }

 private:
  [[nodiscard]] StartedProgram& process() const noexcept { return *resident_.process.program; }

  /// Nothing at the end of the socket.
  [[nodiscard]] std::optional<double> told() const {
    std::array<char, 32> text{};
    const ssize_t count = ::recv(resident_.control.get(), text.data(), text.size(), MSG_DONTWAIT);
    std::uint64_t cpu_us = 0;
    if (count <= 0 ||
        std::from_chars(text.data(), text.data() + count, cpu_us).ptr != text.data() + count) {
      return std::nullopt;
    }
    return static_cast<double>(cpu_us) / 1e3;
  }

  Resident resident_;
  std::shared_ptr<State> state_;
  bool killed_ = false;
  bool reusable_ = false;
};

ResidentPool::ResidentPool(ZygotePool& zygotes, std::string_view entry)
    : zygotes_(zygotes), entry_(entry), state_(std::make_shared<State>()) {}

ResidentPool::~ResidentPool() {
  const std::lock_guard lock(state_->mutex);
  state_->closed = true;
  state_->idle.clear();
}

SandboxedProcess ResidentPool::start(const std::string& input, const std::vector<int>& fds,
                                     const Limits& limits, int processor) {
  if (input.empty() || input.size() > most_input) {
    throw UsageError("the input of a resident program is empty or longer than 60 KB");
  }
  for (;;) {
    std::optional<Resident> resident = state_->take(limits, processor);
    const bool fresh = !resident;
    if (fresh) {
      auto [ours, theirs] = make_packet_sockets();
      Command command;
      command.fds = {theirs.get()};
      command.merge_errors = false;
      Limits all = limits;
      all.cpu_s += most_spent_s;
      resident =
          Resident{limits, zygotes_.launch(entry_, command, all), std::move(ours), 0, processor};
    }
    if (send_packet(resident->control.get(),
                    {{const_cast<char*>(input.data()), input.size()}},  // NOLINT
                    fds)) {
      FileDescriptor output(::fcntl(resident->process.output.get(), F_DUPFD_CLOEXEC, 0));
      FileDescriptor errors(::fcntl(resident->process.errors.get(), F_DUPFD_CLOEXEC, 0));
      return {std::make_unique<Program>(std::move(*resident), state_), limits, std::move(output),
              std::move(errors)};
    }
    if (fresh) {
      throw InfrastructureError("a resident program ended at once; see 'assay doctor'");
    }
  }
}

}  // namespace assay
