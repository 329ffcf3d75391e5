#include "engine/core/atomic_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

using namespace assay;
using assay::test::TemporaryDirectory;
using Catch::Contains;

TEST_CASE("a file written in pieces appears whole, with its commit") {
  const TemporaryDirectory here;
  const auto path = here.path() / "f";
  replace_file(path, "old");
  AtomicFile file(path);
  const std::string large(100'000, 'x');
  file.write("a");
  file.write(large);
  file.write("b");
  CHECK(read_file(path) == "old");
  file.commit();
  CHECK(read_file(path) == "a" + large + "b");
}

TEST_CASE("a file that is given up leaves nothing") {
  const TemporaryDirectory here;
  { AtomicFile(here.path() / "f").write(std::string(100'000, 'x')); }
  CHECK(std::filesystem::is_empty(here.path()));
}

TEST_CASE("a full device is an error that says so") {
  if (::access("/dev/full", W_OK) != 0) {
    ASSAY_SKIP("there is no /dev/full");
  }
  AtomicFile file("/dev/full");
  CHECK_THROWS_WITH(file.write(std::string(100'000, 'x')),
                    Contains("cannot write /dev/full: No space left on device; free some space"));
  CHECK_THROWS_AS(AtomicFile("/no/such/directory/f"), InfrastructureError);
}
