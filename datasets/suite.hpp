// A suite: problems and everything about how they are asked and judged. Built-in ones are
// generated; the others are YAML files that point at their authors' data.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/problem.hpp"
#include "engine/generator.hpp"

namespace assay {

/// One of the files that a pattern stands for, where each has an address.
struct SourcePart {
  std::string path;  ///< relative to the data directory
  std::string url;
  std::string sha256;  ///< empty: not pinned
};

struct SourceFile {
  std::string path;  ///< relative to the data directory; with * or ? for several files
  std::string url;
  std::string sha256;  ///< empty: not pinned
  std::string license;
  std::vector<SourcePart> parts{};  ///< of several files: each; empty: they are for the user to get
};

struct Suite {
  std::string name;             ///< "gsm8k"
  std::string title;            ///< "GSM8K, test split"
  std::string grader;           ///< "math", "code", "choice", "text" or "verify"
  std::string reference;        ///< key into reports/references/; empty if none
  std::string reference_where;  ///< "file:line" of that key, for messages
  std::string prompt_template;  ///< with {question}; part of the hash
  std::vector<SourceFile> sources;
  SamplingParams sampling;           ///< the suite's published protocol
  int k = 1;                         ///< samples a problem unless -k says otherwise
  std::vector<std::string> remarks;  ///< how it departs from what was published, for people
  std::vector<Problem> problems;
  std::string hash;  ///< SHA-256 over name, template, grader and all problems
};

struct SuiteListing {
  std::string name;
  std::string title;
  std::string grader;
  std::string availability;  ///< "built in", "file present", "needs --data: path"
  std::string license;
  std::size_t expected_problems = 0;
};

/// `name` is a shipped suite or a path to a YAML file, or either with a perturbation behind a plus
/// sign, "gsm8k+rename" (robustness/perturbed_suite.hpp). `data` (may be empty) is where
/// downloaded suites lie, `<data>/<suite>/<file>`. Throws UsageError: unknown suite (with
/// the nearest names), missing data file (with URL and --data), malformed YAML or JSONL
/// (file, line, field).
[[nodiscard]] Suite load_suite(std::string_view name, const std::filesystem::path& data);

[[nodiscard]] std::vector<SuiteListing> list_suites(const std::filesystem::path& data);

/// Directory of the shipped YAML files: beside the sources, or installed, or below $ASSAY_SHARE.
[[nodiscard]] std::filesystem::path suite_directory();

}  // namespace assay
