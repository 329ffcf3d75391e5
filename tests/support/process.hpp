// Runs the real program as a user would.
#pragma once

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/data.hpp"

namespace assay::test {

struct ProcessResult {
  int exit_code = -1;  ///< 128 + signal if one killed it
  std::string out;
  std::string err;
};

inline std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// `command` is a shell line, in which $ASSAY is the program and the working directory is
/// `directory`.
inline ProcessResult shell(const std::string& command, const std::filesystem::path& directory) {
  const TemporaryDirectory streams;
  const auto out = streams.path() / "out";
  const auto err = streams.path() / "err";
  const std::string line = "cd '" + directory.string() +
                           "' && ASSAY='" ASSAY_BINARY "'; export ASSAY; { " + command + "\n} >'" +
                           out.string() + "' 2>'" + err.string() + "' </dev/null";
  const int status = std::system(line.c_str());  // NOLINT: a test's own command
  ProcessResult result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = slurp(out);
  result.err = slurp(err);
  return result;
}

}  // namespace assay::test
