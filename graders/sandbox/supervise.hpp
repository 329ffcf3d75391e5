// Watches untrusted programs from outside: their output, their time and their end.
//
// However a program was started (sandbox.hpp, zygote.hpp), it is watched in the same way. Output is
// counted where the program cannot reach, CPU time is the kernel's count, and wall time only stops
// what sleeps: a program that waits for a processor is given more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "graders/sandbox/file_descriptor.hpp"

namespace assay {

struct Limits {
  double cpu_s = 3;    ///< decided by Outcome::cpu_ms, which is exact, also of who has ended
  double wall_s = 15;  ///< up to a minute more while it, or one of its group, runs or would like to
  std::uint64_t memory_bytes = 1ULL << 30;    ///< address space of each process
  std::uint64_t scratch_bytes = 16ULL << 20;  ///< of /tmp, and of any one file
  std::uint64_t output_bytes = 1ULL << 20;    ///< of stdout and stderr together
  int threads = 64;                           ///< and processes, where they are allowed
  int open_files = 64;
  std::size_t kept_output_bytes = 64 << 10;  ///< of each of Outcome's texts; the rest is counted
};

/// When the kernel ends a program for its CPU time. It counts that by its ticks, and on a busy
/// machine reaches a limit a quarter too early; who is within Limits::cpu_s must not meet it. There
/// it sends SIGXCPU, which says why whatever the exact time is, and to who ignores that, SIGKILL a
/// second later.
[[nodiscard]] std::uint64_t kernel_cpu_limit_s(const Limits& limits);

enum class Ending {
  exited,     ///< by itself, with exit_code
  signalled,  ///< by a signal that we did not send
  cpu_limit,  ///< whether it was still running or not
  wall_limit,
  output_limit,
  stopped,  ///< by us, no longer needed
};

struct Outcome {
  Ending ending = Ending::exited;
  int exit_code = 0;
  int signal = 0;
  std::string output;  ///< stdout (and stderr, if merged) as it came, the first kept_output_bytes
  std::string errors;  ///< stderr, unless Command::merge_errors
  double cpu_ms = 0;
  double rss_bytes = 0;  ///< peak memory; 0 where not known
};

/// How a program ended, by the kernel's account.
struct ProgramEnd {
  int exit_code = 0;
  int signal = 0;
  double cpu_ms = 0;
  double rss_bytes = 0;
};

/// A started program, as whoever started it knows it. Its destructor leaves nothing of it behind.
class StartedProgram {
 public:
  StartedProgram() = default;
  virtual ~StartedProgram() = default;
  StartedProgram(const StartedProgram&) = delete;
  StartedProgram& operator=(const StartedProgram&) = delete;

  [[nodiscard]] virtual int event_fd() const noexcept = 0;  ///< readable when it has ended
  /// Nothing if it has not ended after all. Throws InfrastructureError if it was lost.
  [[nodiscard]] virtual std::optional<ProgramEnd> collect() = 0;
  virtual void kill() noexcept = 0;
  /// Runs, or would if a processor were free.
  [[nodiscard]] virtual bool wants_processor() = 0;
  /// So far, of all its processes together; -1 where only the kernel's limit for each counts.
  [[nodiscard]] virtual double tree_cpu_ms() const { return -1; }
};

/// A program under way. Ends with the object at the latest.
class SandboxedProcess {
 public:
  /// `errors` is not open where both streams come through `output`.
  SandboxedProcess(std::unique_ptr<StartedProgram> program, const Limits& limits,
                   FileDescriptor output, FileDescriptor errors);

  [[nodiscard]] bool alive() const noexcept { return !ended_; }
  /// Complete once the program has ended.
  [[nodiscard]] const Outcome& outcome() const noexcept { return outcome_; }

 private:
  friend const Outcome& wait_for_first(std::vector<SandboxedProcess>& group);
  friend void finish(std::vector<SandboxedProcess>& group, double linger_s);

  static void step(std::vector<SandboxedProcess>& group);
  void check_deadline(const std::vector<SandboxedProcess>& group);
  void allow(double linger_s);
  void read_output();
  void read_stream(FileDescriptor& pipe, std::string& text);
  void stop(Ending why);
  void collect();
  [[nodiscard]] double seconds_left() const;

  std::unique_ptr<StartedProgram> program_;
  Limits limits_;
  FileDescriptor output_;
  FileDescriptor errors_;
  int extensions_ = 0;
  double deadline_ = 0;
  Ending at_deadline_ = Ending::wall_limit;
  std::uint64_t output_seen_ = 0;
  bool stopped_ = false;
  bool ended_ = false;
  Outcome outcome_;
};

/// Waits until the first of `group` has ended, and enforces the limits of all meanwhile.
const Outcome& wait_for_first(std::vector<SandboxedProcess>& group);

/// Gives what is left of `group` up to `linger_s` to end by itself, then stops it.
void finish(std::vector<SandboxedProcess>& group, double linger_s);

}  // namespace assay
