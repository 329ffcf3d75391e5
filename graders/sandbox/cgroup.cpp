#include "graders/sandbox/cgroup.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr int making_attempts = 20;
constexpr int removal_attempts = 200;  ///< of 10 ms: the kernel takes killed processes apart

bool write_file(const std::string& path, const std::string& text) {
  const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file.open() &&
         ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The number behind `key`, or the only one if `key` is empty; 0 if it is not there.
double number_in(const std::string& text, const std::string& key) {
  std::istringstream words(text);
  std::string word;
  while (!key.empty() && words >> word && word != key) {
  }
  double value = 0;
  words >> value;
  return words ? value : 0;
}

void kill_members(const std::string& folder) noexcept {
  if (write_file(folder + "/cgroup.kill", "1")) {
    return;
  }
  std::istringstream members(read_file(folder + "/cgroup.procs"));
  pid_t pid = 0;
  while (members >> pid) {
    ::kill(pid, SIGKILL);
  }
}

void remove_folder(const std::string& folder) noexcept {
  for (int i = 0; i < removal_attempts; ++i) {
    if (::rmdir(folder.c_str()) == 0 || errno == ENOENT) {
      return;
    }
    kill_members(folder);
    ::usleep(i < 10 ? 500 : 10'000);
  }
}

/// Groups whose owner is dead, and with it the lock.
void sweep(const std::string& parent) {
  std::error_code error;
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(parent, error)) {
    if (entry.path().filename().string().rfind("assay-", 0) == 0) {
      found.push_back(entry.path().string());
    }
  }
  for (const std::string& folder : found) {
    const FileDescriptor lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock.open() && ::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) {
      remove_folder(folder);
    }
  }
}

struct Mount {
  std::string root;  ///< the part of the hierarchy that is mounted
  std::string point;
};

/// Mounted hierarchies: "" is version 2, others by controller.
std::map<std::string, Mount> mounted() {
  std::map<std::string, Mount> result;
  std::ifstream file("/proc/self/mountinfo");
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream head(line);
    std::string skipped;
    Mount mount;
    head >> skipped >> skipped >> skipped >> mount.root >> mount.point;
    const std::size_t dash = line.find(" - ");
    if (dash == std::string::npos) {
      continue;
    }
    std::istringstream tail(line.substr(dash + 3));
    std::string type;
    std::string options;
    tail >> type >> skipped >> options;
    if (type == "cgroup2") {
      result[""] = mount;
    }
    std::istringstream names(type == "cgroup" ? options : "");
    while (std::getline(names, options, ',')) {
      result[options] = mount;
    }
  }
  return result;
}

/// Our own group in each hierarchy, by controller.
std::map<std::string, std::string> own_groups() {
  std::map<std::string, std::string> result;
  std::ifstream file("/proc/self/cgroup");
  std::string line;
  while (std::getline(file, line)) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (second == std::string::npos) {
      continue;
    }
    std::istringstream names(line.substr(first + 1, second - first - 1) + ",");
    std::string name;
    while (std::getline(names, name, ',')) {
      result[name] = line.substr(second + 1);
    }
  }
  return result;
}

std::string folder_of(const Mount& mount, std::string group) {
  if (mount.root != "/" && group.rfind(mount.root, 0) == 0) {
    group = group.substr(mount.root.size());
  }
  return group == "/" || group.rfind("/..", 0) == 0 ? mount.point : mount.point + group;
}

bool has_word(const std::string& text, const std::string& word) {
  std::istringstream words(text);
  return std::any_of(std::istream_iterator<std::string>(words), {},
                     [&](const std::string& each) { return each == word; });
}

/// Our own group if it may pass controllers on, or the nearest above it.
std::string version2_parent(const Mount& mount, const std::string& group) {
  std::string folder = folder_of(mount, group);
  for (;;) {
    write_file(folder + "/cgroup.subtree_control", "+memory +pids");
    const std::string controllers = read_file(folder + "/cgroup.subtree_control");
    if (has_word(controllers, "memory") && has_word(controllers, "pids") &&
        ::access((folder + "/cgroup.procs").c_str(), W_OK) == 0) {
      return folder;
    }
    if (folder.size() <= mount.point.size()) {
      return "";
    }
    folder.resize(folder.rfind('/'));
  }
}

std::string reason(const char* what, const std::string& path) {
  return fmt::format("cannot {} '{}': {}", what, path,
                     std::strerror(errno));  // NOLINT(concurrency-mt-unsafe)
}

}  // namespace

Cgroup::~Cgroup() {
  kill();
  for (const Folder& folder : folders_) {
    remove_folder(folder.path);
  }
}

std::vector<int> Cgroup::doors() const {
  std::vector<int> fds;
  fds.reserve(folders_.size());
  for (const Folder& folder : folders_) {
    fds.push_back(folder.door.get());
  }
  return fds;
}

/// From whichever hierarchy has it.
std::string Cgroup::read(const char* name) const {
  for (const Folder& folder : folders_) {
    std::string text = read_file(folder.path + "/" + name);
    if (!text.empty()) {
      return text;
    }
  }
  return "";
}

/// False if a sweep of another process took a new folder for that of a dead owner: between mkdir
/// and flock nobody holds it. Locked first and its door found after, it is there and stays.
bool Cgroup::own(const std::vector<std::string>& parents, const std::string& name) {
  for (const std::string& parent : parents) {
    const std::string path = parent + name;
    if (::mkdir(path.c_str(), 0755) != 0) {
      throw InfrastructureError(reason("make the cgroup", path) +
                                "; run as root, or delegate a group to this user");
    }
    folders_.emplace_back();
    Folder& folder = folders_.back();
    folder.path = path;
    folder.lock = FileDescriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.lock.open() || ::flock(folder.lock.get(), LOCK_EX | LOCK_NB) != 0) {
      return false;
    }
    folder.door = FileDescriptor(::open((path + "/cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
    if (!folder.door.open()) {
      return false;
    }
    write_file(path + "/memory.swap.max", "0");  // where it is
  }
  return true;
}

void Cgroup::limit_processes(int count) const {
  for (const Folder& folder : folders_) {
    const std::string pids = folder.path + "/pids.max";
    if (::access(pids.c_str(), F_OK) == 0 && !write_file(pids, std::to_string(count))) {
      throw InfrastructureError(reason("limit processes in", folder.path) + "; run as root");
    }
  }
}

void Cgroup::limit_memory(std::uint64_t bytes) const {
  const char* name = version2_ ? "/memory.max" : "/memory.limit_in_bytes";
  for (const Folder& folder : folders_) {
    const bool has_it = ::access((folder.path + name).c_str(), F_OK) == 0;
    if (has_it && !write_file(folder.path + name, std::to_string(bytes))) {
      throw InfrastructureError(reason("limit memory in", folder.path) +
                                "; use --sandbox auto without cgroups, or free the parent's limit");
    }
  }
}

double Cgroup::cpu_ms() const {
  return version2_ ? number_in(read("cpu.stat"), "usage_usec") / 1e3
                   : number_in(read("cpuacct.usage"), "") / 1e6;
}

double Cgroup::peak_memory_bytes() const {
  return number_in(read(version2_ ? "memory.peak" : "memory.max_usage_in_bytes"), "");
}

bool Cgroup::out_of_memory() const {
  return number_in(read(version2_ ? "memory.events" : "memory.oom_control"), "oom_kill") > 0;
}

void Cgroup::kill() const noexcept {
  if (!folders_.empty()) {
    kill_members(folders_.front().path);
  }
}

CgroupRoot::CgroupRoot() {
  const auto mounts = mounted();
  auto own = own_groups();
  const auto version2 = mounts.find("");
  const std::string parent =
      version2 != mounts.end() ? version2_parent(version2->second, own[""]) : "";
  if (!parent.empty()) {
    version2_ = true;
    parents_ = {parent};
  } else if (mounts.count("memory") != 0 && mounts.count("pids") != 0) {
    for (const char* controller : {"memory", "pids", "cpuacct"}) {
      if (mounts.count(controller) != 0) {
        const std::string folder = folder_of(mounts.at(controller), own[controller]);
        if (std::find(parents_.begin(), parents_.end(), folder) == parents_.end()) {
          parents_.push_back(folder);
        }
      }
    }
  } else {
    why_not_ = mounts.empty() ? "no cgroups are mounted; mount -t cgroup2 none /sys/fs/cgroup"
                              : "no group here may limit memory and processes; run as root, or "
                                "delegate one: systemd-run --user --scope -p Delegate=yes";
    return;
  }
  try {
    for (const std::string& folder : parents_) {
      sweep(folder);
    }
    make(64 << 20, 8).reset();
  } catch (const InfrastructureError& error) {
    why_not_ = error.what();
  }
}

std::unique_ptr<Cgroup> CgroupRoot::make(std::uint64_t memory_bytes, int processes) const {
  static std::atomic<unsigned> counter{0};
  for (int i = 0; i < making_attempts; ++i) {
    std::unique_ptr<Cgroup> group(new Cgroup());  // NOLINT: its constructor is private
    group->version2_ = version2_;
    if (group->own(parents_, fmt::format("/assay-{}-{}", ::getpid(), counter.fetch_add(1)))) {
      group->limit_processes(processes);
      group->limit_memory(memory_bytes);
      return group;
    }
  }
  throw InfrastructureError(reason("own a cgroup in", parents_.front()) + "; try again");
}

}  // namespace assay
