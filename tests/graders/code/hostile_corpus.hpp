// The programs of tests/graders/hostile. Each says in its first lines what it tries, which verdicts
// it may have (`# verdict:`), whether it forges one in a bare harness (`# bare: forges`), and, if
// not the usual one, the test that it faces (`# test:`, a line each).
#pragma once

#include <algorithm>
#include <filesystem>
#include <functional>
#include <mutex>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "graders/grader.hpp"
#include "tests/graders/code/support.hpp"
#include "tests/support/process.hpp"

namespace assay::test {

struct HostileProgram {
  std::string name;
  std::string source;
  std::set<std::string> verdicts;
  std::string own_test;
  bool forges_in_bare_harness = false;
};

inline HostileProgram read_hostile_program(const std::filesystem::path& path) {
  HostileProgram program;
  program.name = path.stem().string();
  program.source = slurp(path);
  std::istringstream lines(program.source);
  for (std::string line; std::getline(lines, line) && line.rfind('#', 0) == 0;) {
    const auto value_of = [&](const std::string& key) -> std::string {
      return line.rfind("# " + key + ": ", 0) == 0 ? line.substr(key.size() + 4) : "";
    };
    std::istringstream verdicts(value_of("verdict"));
    for (std::string verdict; verdicts >> verdict;) {
      program.verdicts.insert(verdict);
    }
    if (const std::string test = value_of("test"); !test.empty()) {
      program.own_test += (program.own_test.empty() ? "" : "\n") + test;
    }
    program.forges_in_bare_harness |= value_of("bare") == "forges";
  }
  return program;
}

inline std::vector<std::string> tests_of(const HostileProgram& program) {
  return program.own_test.empty()
             ? std::vector<std::string>{"assert f(3) == 9", "assert f([1, 2]) == [1, 4]"}
             : std::vector<std::string>{program.own_test};
}

/// The programs of one folder, by name; folders in it apart.
inline std::vector<HostileProgram> hostile_programs(const std::string& folder = "") {
  std::vector<HostileProgram> programs;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(ASSAY_TEST_SOURCE) / "tests/graders/hostile" / folder)) {
    if (entry.path().extension() == ".py") {
      programs.push_back(read_hostile_program(entry.path()));
    }
  }
  std::sort(programs.begin(), programs.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return programs;
}

/// work(i) for each i below `count`, in four threads: sleepers need wall time.
inline void for_each_of(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::mutex mutex;
  std::size_t next = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (;;) {
        std::unique_lock lock(mutex);
        const std::size_t mine = next++;
        lock.unlock();
        if (mine >= count) {
          return;
        }
        work(mine);
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

}  // namespace assay::test
