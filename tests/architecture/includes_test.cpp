// The arrows between folders (see the README's layout), held by reading every #include: a header
// needs no link, so the linker would let a wrong one pass.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;

constexpr std::array folders = {"engine", "datasets", "graders", "reports", "evals"};

/// Files below `from` may include what begins with one of `to`.
struct Rule {
  std::string from;
  std::vector<std::string> to;
};

/// Of the rules that fit a file the last one holds.
const std::vector<Rule>& rules() {
  static const std::vector<Rule> all = {
      {"engine/", {"engine/"}},
      {"datasets/", {"datasets/", "engine/core/", "engine/generator.hpp"}},
      {"graders/", {"graders/", "datasets/problem.hpp", "engine/core/", "engine/generator.hpp"}},
      {"reports/",
       {"reports/", "graders/verdict.hpp", "datasets/problem.hpp", "engine/core/",
        "engine/generator.hpp"}},
      {"evals/",
       {"evals/", "reports/", "graders/", "datasets/", "engine/core/", "engine/generator.hpp",
        "engine/engine.hpp"}},
      // Used by all, so it knows nobody.
      {"engine/core/", {"engine/core/"}},
      // Judges nothing: it runs a command and says how it ended.
      {"graders/sandbox/", {"graders/sandbox/", "engine/core/"}},
  };
  return all;
}

bool begins_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

const Rule& rule_for(const std::string& file) {
  const Rule* found = nullptr;
  for (const Rule& rule : rules()) {
    if (begins_with(file, rule.from)) {
      found = &rule;
    }
  }
  REQUIRE(found != nullptr);
  return *found;
}

bool is_source(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".cpp" || extension == ".hpp" || extension == ".cu" || extension == ".cuh";
}

bool is_ours(const std::string& included) {
  return included.find("..") != std::string::npos || begins_with(included, "tests/") ||
         std::any_of(folders.begin(), folders.end(), [&](const std::string& folder) {
           return begins_with(included, folder + "/");
         });
}

/// What is wrong with `line` of `file`; nothing for a line that includes nothing of ours.
std::optional<std::string> fault(const fs::path& root, const std::string& file,
                                 const std::string& line) {
  static const std::regex pattern(R"re(^\s*#\s*include\s*(["<])([^">]+)[">])re");
  std::smatch match;
  if (!std::regex_search(line, match, pattern)) {
    return std::nullopt;
  }
  const std::string included = match[2];
  if (match[1] == "<" && !is_ours(included)) {
    return std::nullopt;
  }
  if (!fs::exists(root / included) || begins_with(included, ".")) {
    return fmt::format("{} includes {}, which is not a path from the root", file, included);
  }
  const std::vector<std::string>& allowed = rule_for(file).to;
  const bool fits = std::any_of(allowed.begin(), allowed.end(), [&](const std::string& prefix) {
    return begins_with(included, prefix);
  });
  return fits ? std::nullopt
              : std::optional(fmt::format("{} includes {}, which no arrow allows", file, included));
}

struct Findings {
  int includes_read = 0;
  std::vector<std::string> faults;
};

void read_file(const fs::path& root, const fs::path& path, Findings& findings) {
  std::ifstream stream(path);
  for (std::string line; std::getline(stream, line);) {
    findings.includes_read += line.find("#include") != std::string::npos ? 1 : 0;
    if (auto found = fault(root, path.lexically_relative(root).generic_string(), line)) {
      findings.faults.push_back(*found);
    }
  }
}

Findings read_includes(const fs::path& root) {
  Findings findings;
  for (const char* folder : folders) {
    if (!fs::exists(root / folder)) {
      continue;
    }
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.is_regular_file() && is_source(entry.path())) {
        read_file(root, entry.path(), findings);
      }
    }
  }
  return findings;
}

/// The faults of a tree that holds the plain-data headers and one file with one include.
std::vector<std::string> faults_of(const std::string& file, const std::string& include) {
  const TemporaryDirectory tree;
  for (const char* header :
       {"engine/engine.hpp", "engine/generator.hpp", "engine/core/error.hpp",
        "engine/model/decoder.hpp", "datasets/problem.hpp", "datasets/suite.hpp",
        "graders/verdict.hpp", "graders/grader.hpp", "graders/sandbox/sandbox.hpp",
        "reports/run/run_file.hpp", "evals/runner.hpp", "tests/support/data.hpp"}) {
    fs::create_directories((tree.path() / header).parent_path());
    std::ofstream(tree.path() / header) << "#pragma once\n";
  }
  fs::create_directories((tree.path() / file).parent_path());
  std::ofstream(tree.path() / file) << "#include <vector>\n#include " << include << "\n";
  return read_includes(tree.path()).faults;
}

TEST_CASE("every include of the project follows an arrow") {
  const Findings findings = read_includes(ASSAY_TEST_SOURCE);
  CHECK(findings.includes_read > 100);
  for (const std::string& found : findings.faults) {
    FAIL_CHECK(found);
  }
}

TEST_CASE("a planted include against the arrows is caught") {
  struct Planted {
    const char* file;
    const char* include;
  };
  for (const Planted& planted : std::vector<Planted>{
           {"engine/serving/x.cpp", "\"evals/runner.hpp\""},
           {"engine/core/x.hpp", "\"engine/generator.hpp\""},
           {"datasets/x.cpp", "\"graders/verdict.hpp\""},
           {"datasets/x.cpp", "\"engine/engine.hpp\""},
           {"graders/math/x.cpp", "\"datasets/suite.hpp\""},
           {"graders/sandbox/x.cpp", "\"graders/verdict.hpp\""},
           {"graders/x.cu", "\"reports/run/run_file.hpp\""},
           {"reports/x.cpp", "\"graders/grader.hpp\""},
           {"reports/x.cpp", "\"engine/engine.hpp\""},
           {"reports/x.cpp", "<evals/runner.hpp>"},
           {"evals/x.cpp", "\"engine/model/decoder.hpp\""},
           {"evals/x.cpp", "\"tests/support/data.hpp\""},
           {"evals/x.cpp", "\"../engine/engine.hpp\""},
           {"evals/x.cpp", "<../engine/engine.hpp>"},
           {"evals/x.cpp", "\"runner.hpp\""},
           {"evals/x.cpp", "  \"evals/not_here.hpp\""},
       }) {
    INFO(planted.file << " includes " << planted.include);
    CHECK(faults_of(planted.file, planted.include).size() == 1);
  }
}

TEST_CASE("includes along the arrows pass") {
  struct Allowed {
    const char* file;
    const char* include;
  };
  for (const Allowed& allowed : std::vector<Allowed>{
           {"engine/serving/x.cpp", "\"engine/model/decoder.hpp\""},
           {"datasets/x.cpp", "\"engine/core/error.hpp\""},
           {"graders/code/x.cpp", "\"graders/sandbox/sandbox.hpp\""},
           {"graders/code/x.cpp", "\"datasets/problem.hpp\""},
           {"reports/x.cpp", "\"graders/verdict.hpp\""},
           {"evals/x.cpp", "\"engine/engine.hpp\""},
           {"evals/x.cpp", "<fmt/format.h>"},
       }) {
    INFO(allowed.file << " includes " << allowed.include);
    CHECK(faults_of(allowed.file, allowed.include).empty());
  }
}

}  // namespace
}  // namespace assay::test
