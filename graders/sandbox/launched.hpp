// A program that is a child of ours, or the grandchild that bubblewrap made for us.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>

#include "graders/sandbox/cgroup.hpp"
#include "graders/sandbox/supervise.hpp"

namespace assay {

class LaunchedProgram final : public StartedProgram {
 public:
  /// `info` is bubblewrap's --info-fd, not open if `pid` is the program itself. `group` may be
  /// null.
  LaunchedProgram(pid_t pid, FileDescriptor info, std::unique_ptr<Cgroup> group);
  ~LaunchedProgram() override;
  LaunchedProgram(const LaunchedProgram&) = delete;
  LaunchedProgram& operator=(const LaunchedProgram&) = delete;

  [[nodiscard]] int event_fd() const noexcept override { return pidfd_.get(); }
  [[nodiscard]] std::optional<ProgramEnd> collect() override;
  void kill() noexcept override;
  [[nodiscard]] bool wants_processor() override;
  [[nodiscard]] double tree_cpu_ms() const override;
  [[nodiscard]] const Cgroup* group() const noexcept { return group_.get(); }

 private:
  [[nodiscard]] pid_t program() noexcept;

  std::unique_ptr<Cgroup> group_;  ///< first, so that it goes last
  pid_t pid_;
  pid_t program_;
  FileDescriptor info_;
  FileDescriptor pidfd_;
  bool ended_ = false;
  double rss_bytes_ = 0;
};

/// Of a process, by its number here, or a descendant: who waits for a child waits for its
/// processor.
[[nodiscard]] bool wants_processor(pid_t pid);

}  // namespace assay
