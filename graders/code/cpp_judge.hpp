// Judges C++ functions by tests written in C++ (MultiPL-E), in two sandboxes.
//
// Theory of operation. Two programs are built. The tests' program (trusted) is the prompt, whose
// open function gets a body that sends its arguments over a pipe, and the tests; not a byte of the
// candidate's text is in it, and it is built once a problem. The worker (untrusted) is the
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

  /// `tests.prompt` ends inside the function under test, `tests.test` begins by closing it and has
  /// main(). A program without that function's definition continues the prompt; another replaces
  /// it, with its last brace or without. Where the prompt leaves no function open, the program's
  /// own declaration counts, if it has only the library's types.
  [[nodiscard]] Judged judge(const CodeTests& tests, const std::string& program) const override;

 private:
  [[nodiscard]] const Builder& builder() const;

  const Sandbox& sandbox_;
  mutable std::once_flag first_;
  mutable std::unique_ptr<const Builder> builder_;
};

/// The two sources, for tests and for people.
struct CppSources {
  std::string tests;      ///< empty: there is no function under test that could be called
  std::string candidate;  ///< the worker's
  bool continues_prompt = false;
};
[[nodiscard]] CppSources cpp_sources(const CodeTests& tests, const std::string& program);

}  // namespace assay
