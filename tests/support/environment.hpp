// An environment variable for the length of a test.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>

namespace assay::test {

class EnvironmentVariable {
 public:
  /// An empty value unsets it.
  EnvironmentVariable(std::string name, const std::string& value) : name_(std::move(name)) {
    const char* old = std::getenv(name_.c_str());  // NOLINT(concurrency-mt-unsafe): one thread
    if (old != nullptr) {
      old_ = old;
    }
    set(value);
  }
  ~EnvironmentVariable() { set(old_); }
  EnvironmentVariable(const EnvironmentVariable&) = delete;
  EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

 private:
  void set(const std::string& value) const {
    if (value.empty()) {
      ::unsetenv(name_.c_str());  // NOLINT(concurrency-mt-unsafe): one thread
    } else {
      ::setenv(name_.c_str(), value.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): one thread
    }
  }

  std::string name_;
  std::string old_;
};

}  // namespace assay::test
