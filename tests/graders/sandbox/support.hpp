// A sandbox for tests, where this machine has one.
#pragma once

#include <dirent.h>
#include <poll.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "engine/core/error.hpp"
#include "graders/sandbox/sandbox.hpp"
#include "graders/sandbox/self_test.hpp"

namespace assay::test {

/// The same sandbox for all tests of a binary; null where there is none.
inline const Sandbox* sandbox_or_null() {
  static const auto sandbox = []() -> std::unique_ptr<Sandbox> {
    try {
      auto made = std::make_unique<Sandbox>(Isolation::namespaces);
      require_working(*made);
      return made;
    } catch (const InfrastructureError&) {
      return nullptr;
    }
  }();
  return sandbox.get();
}

inline int open_descriptors() {
  int count = 0;
  DIR* directory = ::opendir("/proc/self/fd");
  while (::readdir(directory) != nullptr) {
    ++count;
  }
  ::closedir(directory);
  return count;
}

/// True if every writer of the pipe is gone, waiting for that as long as a busy machine may take.
inline bool closes(int pipe) {
  pollfd polled{pipe, POLLIN, 0};
  char byte = 0;
  while (::poll(&polled, 1, 60'000) > 0) {
    if (::read(pipe, &byte, 1) <= 0) {
      return true;
    }
  }
  return false;
}

}  // namespace assay::test
