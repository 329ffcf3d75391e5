// Judges C++ functions by tests written in C++ (MultiPL-E), in two sandboxes.
//
// Theory of operation. Two programs are built. The tests' program (trusted) is the prompt, the
// functions under test with bodies that send their arguments over a pipe, and the tests. Of the
// candidate's text it has at most declarations in the library's words; it is built once a problem
// if the prompt has them. The worker (untrusted) is the
// candidate's text and a loop that answers such calls (cpp/worker_side.hpp). Only values cross
// (cpp/codec.hpp), so no macro, overload, handler or early exit of the candidate can reach an
// assertion; the verdict leaves the tests' program through a pipe of its own.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "graders/code/build.hpp"
#include "graders/code/judge.hpp"
#include "graders/sandbox/sandbox.hpp"

namespace assay {

class CppJudge final : public Judge {
 public:
  /// `sandbox` outlives it. What it needs besides, g++ and a cache folder, is looked for when it
  /// first judges.
  explicit CppJudge(const Sandbox& sandbox) : sandbox_(sandbox) {}

  /// `tests.test` has main() and calls functions that the prompt leaves open or declares, or else
  /// that the program declares with the library's types (cpp_under_test.hpp). Where the prompt
  /// leaves one open, the tests may begin by closing it, and a program without that function's
  /// definition continues the prompt; another replaces it, with its last brace or without.
  [[nodiscard]] Judged judge(const CodeTests& tests, const std::string& program) const override;

 private:
  [[nodiscard]] const Builder& builder() const;

  const Sandbox& sandbox_;
  mutable std::once_flag first_;
  mutable std::unique_ptr<const Builder> builder_;
};

}  // namespace assay
