// A small run with everything that has broken exports: ids with slashes that become one name,
// thinking that is empty, absent or never closed, bytes that are no text, a judge that failed, a
// sample that is missing, a fork.
#pragma once

#include "tests/support/sample_run.hpp"

namespace assay::test {

inline void write_awkward_run(const std::filesystem::path& path) {
  SuiteEntry suite = sample_suite("math/odd", 3);
  suite.suite_size = 4;
  suite.departures = {"max_tokens 2048, not 32768"};
  Manifest manifest = sample_manifest({suite});
  manifest.system_prompt = "Be \"brief\".";
  manifest.model.name = "org/tiny model";
  RunFile file = RunFile::create(path, manifest);
  std::vector<Problem> problems = {sample_problem(0), sample_problem(1), sample_problem(2)};
  problems[0].id = "a/1";
  problems[1].id = "a_1";
  problems[2].id = "\xe2\x88\x91/../x";
  problems[2].question = problems[2].prompt = "line\u2028separator \"quoted\" \\ and \t tab";
  file.add_problems(suite.name, problems);

  StoredSample plain = sample_of(suite.name, "a/1", 0, VerdictKind::correct, 5);
  plain.completion.think_end = 0;
  plain.completion.thinking.clear();
  file.append(plain);
  StoredSample empty = sample_of(suite.name, "a/1", 1, VerdictKind::incorrect, 0);
  empty.completion.thinking.clear();
  file.append(empty);
  file.append(sample_of(suite.name, "a/1", 2, VerdictKind::truncated, 20));

  StoredSample bytes = sample_of(suite.name, "a_1", 0, VerdictKind::correct, 5);
  bytes.completion.thinking = std::string("nul \0 half \xe2\x82 end", 17);
  bytes.completion.answer = "\xff\xfe \u2028 \\boxed{42}";
  bytes.completion.finish_reason = FinishReason::budget;
  bytes.completion.usage = Usage{100, 40, 12, false, false, false};
  file.append(bytes);
  StoredSample failed = sample_of(suite.name, "a_1", 1, VerdictKind::infrastructure_error, 5);
  failed.verdict.reason = "no sandbox";
  file.append(failed);

  StoredSample whole = sample_of(suite.name, problems[2].id, 0, VerdictKind::unparsed, 5);
  file.append(whole);
  StoredSample fork = whole;
  fork.key.kind = SampleKind::budget_fork;
  file.append(fork);
}

}  // namespace assay::test
