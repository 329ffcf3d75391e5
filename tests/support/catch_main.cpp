// main() of every test binary: Catch2's session, and 77 where nothing failed but something
// was skipped.
#if ASSAY_CATCH_MAJOR < 3
#define CATCH_CONFIG_RUNNER
#endif
#include <cstdio>

#include "tests/support/catch.hpp"

namespace {
bool skipped = false;
constexpr int skip_return_code = 77;
}  // namespace

void assay::test::note_skip(const std::string& reason) {
  skipped = true;
  std::fprintf(stderr, "skipped: %s\n", reason.c_str());
}

int main(int argc, char** argv) {
  const int result = Catch::Session().run(argc, argv);
  return result == 0 && skipped ? skip_return_code : result;
}
