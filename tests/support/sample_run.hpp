// A run file of every kind of sample, for tests of views.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/core/philox.hpp"
#include "reports/run/run_file.hpp"

namespace assay::test {

inline SuiteEntry sample_suite(const std::string& name, int k) {
  SuiteEntry suite;
  suite.name = name;
  suite.title = name + ", made up";
  suite.hash = "5b17e0a1c2d3e4f5061728394a5b6c7d";
  suite.grader = "math";
  suite.reference = name;
  suite.k = k;
  suite.sampling.max_tokens = 2048;
  return suite;
}

inline Manifest sample_manifest(const std::vector<SuiteEntry>& suites) {
  Manifest manifest;
  manifest.suites = suites;
  manifest.model = {"assay-tiny",
                    "builtin",
                    "3f9a1c0d2b4e6f8091a2b3c4d5e6f708",
                    "DeepseekV3ForCausalLM",
                    "cpu avx2, 2 threads",
                    4'200'000,
                    32'768,
                    {"cpu", "any", "bf16", "bf16", "invariant", 1},
                    {},
                    {},
                    std::nullopt};
  manifest.seed = 7;
  manifest.created = "2026-01-31T12:00:00Z";
  manifest.version = "0.1.0";
  manifest.git_commit = "b81294a00000";
  manifest.host = "Linux 6.1, a made-up CPU";
  manifest.command = "assay run " + (suites.empty() ? std::string() : suites.front().name);
  return manifest;
}

inline Problem sample_problem(int number) {
  Problem problem;
  problem.id = "p" + std::to_string(number);
  problem.subject = number % 3 == 0 ? "addition" : number % 3 == 1 ? "fractions" : "word problems";
  problem.level = number % 4 + 1;
  problem.question = problem.prompt = "What is " + std::to_string(number) + " + 40?";
  problem.gold = std::to_string(number + 40);
  return problem;
}

inline Problem sample_code_problem(int number) {
  Problem problem;
  problem.id = "f" + std::to_string(number);
  problem.subject = "lists";
  problem.question = problem.prompt = "Write a function double(xs).";
  problem.tests.emplace();
  problem.tests->asserts = {"assert double([1]) == [2]", "assert double([]) == []"};
  return problem;
}

/// Ids that stand for `count` tokens; where they end the thinking is at `think_end`.
inline StoredSample sample_of(const std::string& suite, const std::string& problem, int index,
                              VerdictKind kind, std::size_t thinking_tokens) {
  StoredSample sample;
  sample.key = {suite, problem, index, SampleKind::full};
  Completion& completion = sample.completion;
  completion.prompt_ids = {0, 3, 42, 4};
  for (std::size_t i = 0; i < thinking_tokens + 6; ++i) {
    completion.token_ids.push_back(static_cast<std::int32_t>(i * 7919 % 151'643));
  }
  completion.think_end = thinking_tokens + 1;
  completion.thinking = "Add the tens. Wait, that is wrong.\nCheck: 2 + 40 = 42 ok.\n";
  completion.answer = "The answer is \\boxed{42}.";
  completion.timings = {1.5, 20.25, 300.125};
  sample.verdict.kind = kind;
  sample.verdict.extracted = "42";
  sample.verdict.canonical = kind == VerdictKind::correct ? "42" : "41";
  sample.verdict.reason = kind == VerdictKind::correct ? "integers are equal" : "42 is not 41";
  sample.verdict.grader = "math/1";
  sample.finished = "2026-01-31T12:00:0" + std::to_string(index % 10) + "Z";
  if (kind == VerdictKind::unparsed) {
    completion.answer = "I cannot say.";
    sample.verdict.extracted.clear();
    sample.verdict.canonical.clear();
    sample.verdict.reason = "no answer found";
  }
  if (kind == VerdictKind::truncated) {
    completion.think_end.reset();
    completion.answer.clear();
    completion.finish_reason = FinishReason::length;
    sample.verdict.extracted.clear();
    sample.verdict.canonical.clear();
  }
  return sample;
}

/// Two suites, all verdicts, thinking from 0 to some thousand tokens; the same for one seed.
inline void write_sample_run(const std::filesystem::path& path, int problems = 40, int k = 8) {
  SuiteEntry code = sample_suite("sample-code", 4);
  code.grader = "code";
  code.suite_size = 6;
  SuiteEntry math = sample_suite("math500", k);
  math.suite_size = 500;
  math.departures = {"max_tokens 2048, not 32768"};
  RunFile file = RunFile::create(path, sample_manifest({math, code}));
  PhiloxStream random(11, 0);
  std::vector<Problem> math_problems;
  std::vector<Problem> code_problems;
  math_problems.reserve(static_cast<std::size_t>(problems));
  code_problems.reserve(6);
  for (int i = 0; i < problems; ++i) {
    math_problems.push_back(sample_problem(i));
  }
  for (int i = 0; i < 6; ++i) {
    code_problems.push_back(sample_code_problem(i));
  }
  file.add_problems(math.name, math_problems);
  file.add_problems(code.name, code_problems);
  for (int i = 0; i < problems; ++i) {
    for (int s = 0; s < k; ++s) {
      const bool solved = random.below(100) < 95U - static_cast<std::uint32_t>(i) * 90U /
                                                        static_cast<std::uint32_t>(problems);
      const VerdictKind kind = solved               ? VerdictKind::correct
                               : random.chance(0.2) ? VerdictKind::truncated
                               : random.chance(0.1) ? VerdictKind::unparsed
                                                    : VerdictKind::incorrect;
      const auto tokens = static_cast<std::size_t>(
          kind == VerdictKind::truncated ? 2042 : random.between(60, solved ? 700 : 1500));
      file.append(
          sample_of(math.name, math_problems[static_cast<std::size_t>(i)].id, s, kind, tokens));
    }
  }
  for (int i = 0; i < 6; ++i) {
    for (int s = 0; s < 4; ++s) {
      const auto kind = static_cast<VerdictKind>((i * 4 + s) % 9);
      StoredSample sample = sample_of(code.name, "f" + std::to_string(i), s, kind,
                                      static_cast<std::size_t>(random.between(20, 400)));
      sample.completion.answer = "```python\ndef double(xs):\n    return [2 * x for x in xs]\n```";
      sample.verdict.extracted = "def double(xs):\n    return [2 * x for x in xs]\n";
      sample.verdict.canonical.clear();
      sample.verdict.output = "stdout:\n1\n2\n";
      sample.verdict.grader = "code/1";
      file.append(sample);
    }
  }
}

}  // namespace assay::test
