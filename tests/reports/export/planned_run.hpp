// A run of adaptive sampling: the pilot's samples are wrong, the others right.
#pragma once

#include <filesystem>

#include "tests/support/sample_run.hpp"

namespace assay::test {

/// Two problems with a pilot of 4; p0 then has 1 further sample, p1 has 2.
inline void write_planned_run(const std::filesystem::path& path) {
  SuiteEntry entry = sample_suite("math", 4);
  entry.adaptive = AdaptiveSampling{0.02, 4, 16, {{"p0", 1}, {"p1", 2}}};
  RunFile file = RunFile::create(path, sample_manifest({entry}));
  file.add_problems(entry.name, {sample_problem(0), sample_problem(1)});
  for (int problem = 0; problem < 2; ++problem) {
    for (int index = 0; index < 5 + problem; ++index) {
      file.append(sample_of(entry.name, "p" + std::to_string(problem), index,
                            index < 4 ? VerdictKind::incorrect : VerdictKind::correct, 10));
    }
  }
}

}  // namespace assay::test
