#include "evals/progress.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>

#include "reports/format.hpp"

namespace assay {

namespace {

/// Rates since the start of this session, which is what "time left" must go by.
class Rate {
 public:
  explicit Rate(Clock clock) : clock_(std::move(clock)), start_(clock_()) {}

  [[nodiscard]] double elapsed() const { return clock_() - start_; }

  [[nodiscard]] double tokens_per_s(std::uint64_t tokens) const {
    const double seconds = elapsed();
    return seconds > 0 ? static_cast<double>(tokens) / seconds : 0.0;
  }

 private:
  Clock clock_;
  double start_;
};

/// State that terminal and plain lines share: which suite shows, and how fast it goes.
class LineProgress : public Progress {
 public:
  LineProgress(std::ostream& out, Clock clock) : out_(out), rate_(std::move(clock)) {}

  void started(const std::vector<SuiteProgress>& suites) override {
    for (const SuiteProgress& suite : suites) {
      wanted_ += suite.total - suite.done;
    }
  }

 protected:
  void count_sample() { ++samples_; }

  [[nodiscard]] std::string line(const SuiteProgress& suite, std::uint64_t tokens) const {
    const double per_sample = rate_.elapsed() / static_cast<double>(samples_);
    const double left = per_sample * static_cast<double>(wanted_ - std::min(wanted_, samples_));
    return "  " + progress_line(suite, rate_.tokens_per_s(tokens), left);
  }

  std::ostream& out_;
  Rate rate_;
  std::size_t wanted_ = 0;
  std::size_t samples_ = 0;
};

class TerminalProgress final : public LineProgress {
 public:
  using LineProgress::LineProgress;

  void sample(const SuiteProgress& suite, const SampleEvent& /*event*/,
              std::uint64_t tokens) override {
    count_sample();
    if (!current_.empty() && current_ != suite.suite) {
      out_ << '\n';
    }
    const bool complete = suite.done == suite.total;
    if (complete || current_ != suite.suite || rate_.elapsed() - shown_ >= 0.1) {
      out_ << "\r\033[K" << line(suite, tokens) << std::flush;
      shown_ = rate_.elapsed();
    }
    current_ = suite.suite;
  }

  void finished() override {
    if (!current_.empty()) {
      out_ << std::endl;
    }
  }

 private:
  std::string current_;
  double shown_ = 0;
};

class PlainProgress final : public LineProgress {
 public:
  using LineProgress::LineProgress;

  void sample(const SuiteProgress& suite, const SampleEvent& /*event*/,
              std::uint64_t tokens) override {
    count_sample();
    if (suite.done == suite.total || rate_.elapsed() - shown_ >= 60.0) {
      out_ << line(suite, tokens) << std::endl;
      shown_ = rate_.elapsed();
    }
  }

  void finished() override {}

 private:
  double shown_ = 0;
};

class JsonProgress final : public Progress {
 public:
  explicit JsonProgress(std::ostream& out) : out_(out) {}

  void started(const std::vector<SuiteProgress>& suites) override {
    for (const SuiteProgress& suite : suites) {
      emit({{"event", "suite"},
            {"suite", suite.suite},
            {"total", suite.total},
            {"done", suite.done}});
    }
  }

  void sample(const SuiteProgress& suite, const SampleEvent& event, std::uint64_t tokens) override {
    emit({{"event", "sample"},
          {"suite", event.suite},
          {"problem", event.problem},
          {"sample", event.index},
          {"verdict", to_string(event.verdict)},
          {"tokens", event.tokens},
          {"done", suite.done},
          {"total", suite.total},
          {"tokens_generated", tokens}});
  }

  void finished() override { emit({{"event", "generated"}}); }

 private:
  void emit(const nlohmann::json& event) { out_ << event.dump() << std::endl; }

  std::ostream& out_;
};

class SilentProgress final : public Progress {
 public:
  void started(const std::vector<SuiteProgress>& /*suites*/) override {}
  void sample(const SuiteProgress& /*suite*/, const SampleEvent& /*event*/,
              std::uint64_t /*tokens*/) override {}
  void finished() override {}
};

std::string duration(double seconds) {
  const auto whole = static_cast<long>(std::llround(seconds));
  if (whole >= 3600) {
    return fmt::format("{}h {:02}m", whole / 3600, whole / 60 % 60);
  }
  return whole >= 60 ? fmt::format("{}m {:02}s", whole / 60, whole % 60)
                     : fmt::format("{}s", whole);
}

}  // namespace

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string progress_line(const SuiteProgress& suite, double tokens_per_s, double seconds_left) {
  const Estimate pass = estimate_share(suite.scores);
  std::string text =
      fmt::format("{}  {}/{}  pass@1 {}  {} tok/s", suite.suite, suite.done, suite.total,
                  pass.problems == 0 ? "-" : percent(pass.value, pass.standard_error),
                  with_thousands(std::llround(tokens_per_s)));
  if (suite.done < suite.total) {
    text += "  " + duration(seconds_left) + " left";
  }
  return text;
}

std::unique_ptr<Progress> make_progress(ProgressStyle style, std::ostream& out, Clock clock) {
  switch (style) {
    case ProgressStyle::terminal:
      return std::make_unique<TerminalProgress>(out, std::move(clock));
    case ProgressStyle::plain:
      return std::make_unique<PlainProgress>(out, std::move(clock));
    case ProgressStyle::json:
      return std::make_unique<JsonProgress>(out);
    case ProgressStyle::silent:
      return std::make_unique<SilentProgress>();
  }
  return std::make_unique<SilentProgress>();
}

}  // namespace assay
