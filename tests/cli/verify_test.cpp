// assay verify at the command line.
#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

TEST_CASE("verify shows every layer of the built-in model and that it is good") {
  const TemporaryDirectory here;
  const ProcessResult table = shell("$ASSAY verify -m builtin --tokens 8", here.path());
  INFO(table.out << table.err);
  CHECK(table.exit_code == 0);
  CHECK(table.out.find("assay-tiny on cpu") != std::string::npos);
  CHECK(table.out.find("good: every layer") != std::string::npos);
  const ProcessResult json = shell("$ASSAY verify -m builtin --tokens 8 --json", here.path());
  const nlohmann::json report = nlohmann::json::parse(json.out);
  CHECK(report.at("layers").size() >= 3);
  CHECK(report.at("positions") == 8);
  CHECK(report.at("good") == true);
  CHECK(report.at("layers")[0].at("nmse") > 0.0);
}

TEST_CASE("verify exits with 1 and names the layer where the tolerance is not kept") {
  const TemporaryDirectory here;
  const ProcessResult result =
      shell("$ASSAY verify -m builtin --tokens 8 --tolerance 0", here.path());
  CHECK(result.exit_code == 1);
  CHECK(result.out.find("NOT good: layer 0") != std::string::npos);
  CHECK(shell("$ASSAY verify -m builtin --tokens 0", here.path()).exit_code == 3);
  CHECK(shell("$ASSAY verify -m http://127.0.0.1:1/v1", here.path()).exit_code == 3);
}

}  // namespace
}  // namespace assay::test
