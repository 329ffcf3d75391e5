// assay-large-run FILE [PROBLEMS SAMPLES TOKENS [i/n]]: a made-up run file of the size of a real
// one, by default 500 problems x 64 samples x 4,000 tokens, to measure that memory stays flat. With
// i/n only that shard of it.
#include <array>
#include <cstdlib>
#include <iostream>
#include <string>

#include "engine/core/error.hpp"
#include "engine/core/philox.hpp"
#include "tests/support/sample_run.hpp"

namespace assay::test {
namespace {

struct Size {
  int problems = 500;
  int samples = 64;
  int tokens = 4000;
  Shards shards;
};

constexpr std::array<const char*, 24> words = {
    "so ",    "the ",    "sum ",   "of ", "both ", "is ",   "now ",  "wait, ",
    "check ", "that ",   "again ", "if ", "we ",   "take ", "half ", "then ",
    "each ",  "number ", "= ",     "+ ",  "42 ",   "17/3 ", "x^2 ",  "\n"};

/// About four bytes a token, as of a real trace.
std::string text_of(int tokens, PhiloxStream& random) {
  std::string text;
  text.reserve(static_cast<std::size_t>(tokens) * 5);
  for (int i = 0; i < tokens; ++i) {
    text += words[random.below(words.size())];
  }
  return text;
}

StoredSample large_sample(const Size& size, const std::string& problem, int index,
                          PhiloxStream& random) {
  const bool right = random.chance(0.6);
  StoredSample sample =
      sample_of("large", problem, index, right ? VerdictKind::correct : VerdictKind::incorrect, 0);
  Completion& completion = sample.completion;
  completion.thinking = text_of(size.tokens, random);
  completion.token_ids.clear();
  for (int i = 0; i < size.tokens; ++i) {
    completion.token_ids.push_back(static_cast<std::int32_t>(random.below(128'000)));
  }
  completion.think_end = completion.token_ids.size() - 8;
  return sample;
}

void write_large_run(const std::string& path, const Size& size) {
  SuiteEntry suite = sample_suite("large", size.samples);
  suite.suite_size = static_cast<std::size_t>(size.problems);
  Manifest manifest = sample_manifest({suite});
  manifest.shards = size.shards;
  RunFile file = RunFile::create(path, manifest, Durability::at_checkpoint);
  std::vector<Problem> problems;
  problems.reserve(suite.suite_size);
  for (int p = 0; p < size.problems; ++p) {
    problems.push_back(sample_problem(p));
  }
  file.add_problems(suite.name, problems);
  for (int p = 0; p < size.problems; ++p) {
    for (int s = 0; s < size.samples && size.shards.hold(static_cast<std::size_t>(p)); ++s) {
      PhiloxStream random(static_cast<std::uint64_t>(p), static_cast<std::uint64_t>(s));
      file.append(large_sample(size, problems[static_cast<std::size_t>(p)].id, s, random));
    }
  }
  file.checkpoint();
}

int main_of(int argc, char** argv) {
  if (argc != 2 && argc != 5 && argc != 6) {
    std::cerr << "assay-large-run FILE [PROBLEMS SAMPLES TOKENS [i/n]]\n";
    return static_cast<int>(ExitCode::usage);
  }
  Size size;
  if (argc >= 5) {
    size = {std::atoi(argv[2]), std::atoi(argv[3]), std::atoi(argv[4]), {}};
  }
  if (argc == 6) {
    size.shards = parse_shard(argv[5]);
  }
  write_large_run(argv[1], size);
  return 0;
}

}  // namespace
}  // namespace assay::test

int main(int argc, char** argv) {
  try {
    return assay::test::main_of(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "assay-large-run: " << error.what() << '\n';
    return static_cast<int>(assay::ExitCode::infrastructure);
  }
}
