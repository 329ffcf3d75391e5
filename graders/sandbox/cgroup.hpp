// Groups of processes whose memory, number and CPU time are bounded and counted together.
//
// Version 2 (one hierarchy) and version 1 (one for each controller). A group is a folder named
// assay-PID-N in every hierarchy, locked by its owner while it lives: whoever finds one unlocked
// knows that its owner was killed, and removes it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "graders/sandbox/file_descriptor.hpp"

namespace assay {

/// Ends its processes and removes itself with the object.
class Cgroup {
 public:
  ~Cgroup();
  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;

  /// Files to which a process writes "0" to join.
  [[nodiscard]] std::vector<int> doors() const;
  void limit_memory(std::uint64_t bytes) const;
  /// 0 where not known.
  [[nodiscard]] double cpu_ms() const;
  [[nodiscard]] double peak_memory_bytes() const;
  /// The kernel has ended a process for the sake of the limit.
  [[nodiscard]] bool out_of_memory() const;
  void kill() const noexcept;

 private:
  friend class CgroupRoot;
  struct Folder {
    std::string path;
    FileDescriptor lock;
    FileDescriptor door;
  };
  Cgroup() = default;
  [[nodiscard]] bool own(const std::vector<std::string>& parents, const std::string& name);
  void limit_processes(int count) const;
  [[nodiscard]] std::string read(const char* name) const;

  bool version2_ = false;
  std::vector<Folder> folders_;
};

/// Where groups can be made. Found once; thread-safe.
class CgroupRoot {
 public:
  /// Looks for it, tries it, and removes what dead owners left.
  CgroupRoot();

  [[nodiscard]] bool usable() const noexcept { return why_not_.empty(); }
  /// Where not usable: why, and what to do.
  [[nodiscard]] const std::string& why_not() const noexcept { return why_not_; }

  /// Throws InfrastructureError.
  [[nodiscard]] std::unique_ptr<Cgroup> make(std::uint64_t memory_bytes, int processes) const;

 private:
  bool version2_ = false;
  std::vector<std::string> parents_;  ///< folders that hold our groups
  std::string why_not_;
};

}  // namespace assay
