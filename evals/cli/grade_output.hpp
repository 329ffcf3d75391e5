// How the verdicts of assay grade are shown: JSON lines or text on stdout, a summary on stderr.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "graders/verdict.hpp"

namespace assay::cli {

struct GradeFormat {
  bool json = false;
  bool explain = false;
};

/// Of one answer: what it is called, and of which problem it is.
struct GradedName {
  nlohmann::json name;
  std::size_t row = 0;
  bool code = false;
  std::string problem;
};

class GradeOutput {
 public:
  explicit GradeOutput(GradeFormat format) : format_(format) {}

  /// `before` is the verdict that a run file already had.
  void show(const GradedName& of, const Verdict& verdict,
            std::optional<VerdictKind> before = std::nullopt);
  void finish() const;

 private:
  struct Score {
    int judged = 0;
    int correct = 0;
  };

  GradeFormat format_;
  std::map<VerdictKind, std::size_t> counts_;
  std::map<std::string, Score> problems_;
  std::optional<std::size_t> changed_;
  bool code_ = false;  ///< programs were among them
};

}  // namespace assay::cli
