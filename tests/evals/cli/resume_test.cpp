#include "evals/cli/resume.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/sample_run.hpp"

namespace assay::cli {
namespace {

TEST_CASE("a run that goes on takes the newest price, and keeps one that is not given again") {
  const test::TemporaryDirectory here;
  Manifest begun = test::sample_manifest({test::sample_suite("a", 2)});
  begun.model.price = Price{1, 1, 2, "USD"};
  const RunFile file = RunFile::create(here.path() / "a.run", begun);

  const RunOptions options;
  Manifest wanted = begun;
  wanted.model.price = Price{3, 1, 4, "EUR"};
  const std::optional<Price> newest = grown(file, wanted, options).model.price;
  REQUIRE(newest);
  CHECK(newest->input == 3);
  CHECK(newest->currency == "EUR");

  wanted.model.price.reset();
  const std::optional<Price> kept = grown(file, wanted, options).model.price;
  REQUIRE(kept);
  CHECK(kept->input == 1);
}

}  // namespace
}  // namespace assay::cli
