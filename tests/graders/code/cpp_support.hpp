// A C++ problem, and how tests get a judge for it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "engine/core/error.hpp"
#include "graders/code/cpp_judge.hpp"
#include "graders/sandbox/self_test.hpp"

namespace assay::test {

/// Null where this machine has no sandbox or no compiler.
inline std::unique_ptr<Sandbox> compiling_sandbox_or_skip() {
  try {
    auto sandbox = std::make_unique<Sandbox>(Isolation::namespaces);
    require_working(*sandbox);
    return std::filesystem::exists("/usr/bin/g++") ? std::move(sandbox) : nullptr;
  } catch (const InfrastructureError&) {
    return nullptr;
  }
}

inline CodeTests cpp_tests(const std::string& prompt, const std::string& asserts) {
  CodeTests tests;
  tests.layout = CodeLayout::program;
  tests.language = "cpp";
  tests.prompt = "#include<assert.h>\n#include<bits/stdc++.h>\n" + prompt + " {\n";
  const auto open = prompt.rfind('(');
  const auto name = prompt.rfind(' ', open) + 1;
  tests.test = "}\nint main() {\n    auto candidate = " + prompt.substr(name, open - name) + ";\n" +
               asserts + "}\n";
  tests.timeout_s = 5;
  return tests;
}

inline CodeTests digit_squares() {
  return cpp_tests("// Sum of the squares of the digits.\nlong digit_squares(long n)",
                   "    assert(candidate((34)) == (25));\n"
                   "    assert(candidate((12)) == (5));\n"
                   "    assert(candidate((100)) == (1));\n");
}

}  // namespace assay::test
