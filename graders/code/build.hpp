// Compiles in the sandbox, and keeps what came out.
//
// Theory of operation. The compiler gets the source on stdin and a descriptor to put the result
// into; it sees the system's headers and tools and an empty /tmp, and can write to no file of
// ours. Results lie under names made from a hash of source, command, compiler and a secret of this
// cache, so that the same source is compiled once, and that nobody who may not list the folder can
// guess a name. A result is complete or absent: it is renamed into place.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "graders/sandbox/sandbox.hpp"

namespace assay {

/// A header that many sources begin with: compiled once there were a few of them.
struct CommonHeader {
  std::string name;  ///< as included, e.g. "bits/stdc++.h"
  std::string text;
};

struct BuildRequest {
  std::string source;
  std::string source_name;           ///< the file's name for the compiler
  std::string artifact_name;         ///< the file that `command` makes
  std::vector<std::string> command;  ///< command[0] is an absolute path; none: the source is run
  CommonHeader header;               ///< its folder is searched first; no name: there is none
  bool whole_header = false;         ///< `header` is put before the source (-include)
};

struct Built {
  std::filesystem::path artifact;  ///< empty if there is none
  std::string reason;              ///< where empty: why
  std::string output;              ///< the compiler's messages, the first 4 KiB; not to be trusted
  double cpu_ms = 0;               ///< 0 if it was there already
};

/// Thread-safe. Several processes may share the folder.
class Builder {
 public:
  /// Keeps results in `folder` (made if missing), the least recently used go where they are more
  /// than `bytes`. Throws InfrastructureError if somebody else owns the folder.
  Builder(const Sandbox& sandbox, std::filesystem::path folder, std::uintmax_t bytes = 1ULL << 30);
  ~Builder();
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;

  /// From the cache, or compiles. A thread that asks for what another is compiling waits for it.
  /// Throws InfrastructureError.
  [[nodiscard]] Built build(const BuildRequest& request) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// How `path` is shown in the sandbox: as `name` in a folder of ours, or, without namespaces, as
/// it is.
[[nodiscard]] Bind shown(const Sandbox& sandbox, const std::filesystem::path& path,
                         const std::string& name);

}  // namespace assay
