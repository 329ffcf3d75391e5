// What a sandboxed program could leave on the machine, as lines to compare.
#pragma once

#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/process.hpp"

namespace assay::test {

using MachineState = std::set<std::string>;

inline void add_lines(MachineState& state, const std::string& file, const std::string& containing) {
  std::istringstream lines(slurp(file));
  for (std::string line; std::getline(lines, line);) {
    if (line.find(containing) != std::string::npos) {
      state.insert(file + ": " + line);
    }
  }
}

/// Processes below this one. It adopts orphans, so none can hide by losing its parents.
inline void add_descendants(MachineState& state, pid_t parent) {
  for (const auto& entry : std::filesystem::directory_iterator(
           "/proc", std::filesystem::directory_options::skip_permission_denied)) {
    const std::string text = slurp(entry.path() / "stat");
    const std::size_t name_end = text.rfind(") ");
    if (name_end == std::string::npos) {
      continue;
    }
    std::istringstream fields(text.substr(name_end + 2));
    std::string status;
    pid_t its_parent = 0;
    fields >> status >> its_parent;
    if (its_parent == parent) {
      const pid_t pid = std::stoi(text);
      state.insert("process " + text.substr(0, name_end + 3));
      add_descendants(state, pid);
    }
  }
}

/// What the corpus would leave in public directories: by its names, or by a user who is not us.
inline void add_files(MachineState& state, const char* directory) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
    struct stat info {};
    const std::string name = entry.path().filename().string();
    const bool of_corpus = name.find("of-assay-test") != std::string::npos ||
                           name.find("by-assay-test") != std::string::npos ||
                           std::all_of(name.begin(), name.end(), ::isdigit);
    if (::lstat(entry.path().c_str(), &info) == 0 && (of_corpus || info.st_uid != ::getuid())) {
      state.insert("file " + entry.path().string());
    }
  }
}

inline void add_cgroups(MachineState& state) {
  std::error_code error;
  std::filesystem::recursive_directory_iterator entry(
      "/sys/fs/cgroup", std::filesystem::directory_options::skip_permission_denied, error);
  for (const std::filesystem::recursive_directory_iterator end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.find("assay") != std::string::npos &&
        name.find(std::to_string(::getpid())) != std::string::npos) {
      state.insert("cgroup " + entry->path().string());
    }
  }
}

inline MachineState machine_state() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  MachineState state;
  add_descendants(state, ::getpid());
  for (const char* directory : {"/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run"}) {
    add_files(state, directory);
  }
  add_lines(state, "/proc/self/mountinfo", "");
  add_lines(state, "/proc/net/unix", "assay-test");
  add_lines(state, "/proc/sysvipc/shm", "");
  add_lines(state, "/proc/sysvipc/sem", "");
  add_lines(state, "/proc/sysvipc/msg", "");
  add_cgroups(state);
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const auto target = std::filesystem::read_symlink(entry.path(), gone);
    if (!gone && target != "/proc/" + std::to_string(::getpid()) + "/fd") {
      state.insert("descriptor " + entry.path().filename().string());
    }
  }
  return state;
}

/// What `after` has and `before` has not.
inline std::vector<std::string> added(const MachineState& before, const MachineState& after) {
  std::vector<std::string> lines;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::back_inserter(lines));
  return lines;
}

}  // namespace assay::test
