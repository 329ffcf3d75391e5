// What a person or a program sees while a run goes on: a live line on a terminal, one plain
// line a minute in a pipe, or one JSON event a line.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "graders/verdict.hpp"
#include "reports/estimate.hpp"

namespace assay {

struct SuiteProgress {
  std::string suite;
  std::size_t total = 0;      ///< samples wanted
  std::size_t done = 0;       ///< stored and judged, earlier sessions included
  std::vector<Score> scores;  ///< of each problem begun, so far; once rounds are planned (adaptive
                              ///< sampling) without its pilot
};

struct SampleEvent {
  std::string suite;
  std::string problem;
  int index = 0;
  VerdictKind verdict = VerdictKind::incorrect;
  std::size_t tokens = 0;
};

/// Receives what happens; calls come from one thread at a time.
class Progress {
 public:
  Progress() = default;
  virtual ~Progress() = default;
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  virtual void started(const std::vector<SuiteProgress>& suites) = 0;
  virtual void sample(const SuiteProgress& suite, const SampleEvent& event,
                      std::uint64_t tokens_generated) = 0;
  virtual void finished() = 0;
};

/// Seconds on a steady clock; tests give their own.
using Clock = std::function<double()>;
[[nodiscard]] double steady_seconds();

enum class ProgressStyle { terminal, plain, json, silent };

[[nodiscard]] std::unique_ptr<Progress> make_progress(ProgressStyle style, std::ostream& out,
                                                      Clock clock = steady_seconds);

/// "gsm8k  612/800  pass@1 41.2 ± 4.6 %  1,940 tok/s  1m 10s left".
[[nodiscard]] std::string progress_line(const SuiteProgress& suite, double tokens_per_s,
                                        double seconds_left);

}  // namespace assay
