// The example program, built from the public header alone, as a user runs it.
#include <string>

#include "tests/graders/code/support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

TEST_CASE("the library's example judges an answer and a program") {
  if (!code_grader_or_skip()) {
    ASSAY_SKIP("no sandbox here");
  }
  const ProcessResult result = shell("\"" ASSAY_GRADERS_EXAMPLE "\"", TemporaryDirectory().path());
  INFO(result.out << result.err);
  CHECK(result.exit_code == 0);
  CHECK(result.out.find("maths: correct") != std::string::npos);
  CHECK(result.out.find("code: correct") != std::string::npos);
}

}  // namespace
}  // namespace assay::test
