// The examples for continuous integration, executed: first without a baseline, then with the one
// that the first time left, then with a run that got worse.
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <fstream>

#include "reports/run/run_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

const fs::path examples = fs::path(ASSAY_TEST_SOURCE) / "scripts/ci-examples";

/// A checkout with the examples in it, in which jobs leave what they leave.
class Checkout {
 public:
  Checkout() {
    fs::create_directories(path() / "scripts");
    fs::copy(examples, path() / "scripts/ci-examples", fs::copy_options::recursive);
  }

  [[nodiscard]] fs::path path() const { return directory_.path(); }

  /// Each script in a shell of its own, as a runner does; stops at the first that fails.
  [[nodiscard]] ProcessResult job(const std::vector<std::string>& scripts,
                                  const std::string& environment) const {
    ProcessResult all{0, "", ""};
    for (const std::string& script : scripts) {
      std::ofstream(path() / "step.sh") << script;
      const ProcessResult step =
          shell("export ASSAY_LIMIT=12 " + environment + "; bash -eo pipefail step.sh", path());
      all.out += step.out;
      all.err += step.err;
      all.exit_code = step.exit_code;
      if (step.exit_code != 0) {
        break;
      }
    }
    return all;
  }

  /// Every answer of the run becomes wrong; a job that finds it there draws no sample again.
  void make_worse(const std::string& run) const {
    RunFile file = RunFile::open(path() / run);
    std::vector<SampleKey> keys = file.finished();
    REQUIRE(keys.size() == 48);
    Verdict wrong;
    wrong.kind = VerdictKind::incorrect;
    wrong.grader = "math/2";
    for (const SampleKey& key : keys) {
      file.add_verdict(key, wrong);
    }
  }

 private:
  TemporaryDirectory directory_;
};

std::vector<std::string> steps_of_github() {
  const YAML::Node file = YAML::LoadFile(examples / ".github/workflows/assay-gate.yml");
  std::vector<std::string> scripts;
  for (const YAML::Node& step : file["jobs"]["gate"]["steps"]) {
    REQUIRE(step["run"].IsDefined() != step["uses"].IsDefined());
    if (step["run"]) {
      scripts.push_back(step["run"].Scalar());
    }
  }
  return scripts;
}

/// GitLab joins the lines of a job.
std::vector<std::string> script_of_gitlab() {
  std::string script;
  for (const YAML::Node& line :
       YAML::LoadFile(examples / ".gitlab-ci.yml")["assay-gate"]["script"]) {
    script += line.Scalar() + "\n";
  }
  return {script};
}

void check_job(const std::vector<std::string>& scripts, const std::string& environment,
               const std::string& run, const std::string& page) {
  const Checkout checkout;
  const ProcessResult first = checkout.job(scripts, environment);
  INFO(first.out << first.err);
  CHECK(first.exit_code == 0);
  CHECK_THAT(slurp(checkout.path() / page), Contains("<!doctype html>"));

  const ProcessResult second = checkout.job(scripts, environment);
  INFO(second.out << second.err);
  CHECK(second.exit_code == 0);
  CHECK_THAT(second.out, Contains("GO: 3 of 3 checks"));

  checkout.make_worse(run);
  const ProcessResult third = checkout.job(scripts, environment);
  INFO(third.out << third.err);
  CHECK(third.exit_code == 1);
  CHECK_THAT(third.out, Contains("NO-GO"));
}

TEST_CASE("the example for GitHub gates, and annotates what it stops") {
  const std::vector<std::string> scripts = steps_of_github();
  REQUIRE(scripts.size() == 5);
  check_job(scripts, "GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=summary.md", "new.run", "page.html");
}

TEST_CASE("the example for GitLab gates") {
  check_job(script_of_gitlab(), "GITHUB_ACTIONS= CI_COMMIT_BRANCH=main CI_DEFAULT_BRANCH=main",
            "new.run", "page.html");
}

TEST_CASE("the example in plain shell gates") {
  check_job({"scripts/ci-examples/gate.sh"}, "GITHUB_ACTIONS=", "gate/new.run", "gate/page.html");
}

}  // namespace
}  // namespace assay::test
