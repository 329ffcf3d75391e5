// One include for both generations of Catch2 (Debian's 2.13 and 3.x), and ASSAY_SKIP, which
// 2.13 lacks: the process then ends with 77, which ctest reports as skipped.
#pragma once

#if ASSAY_CATCH_MAJOR >= 3
#include <catch2/catch_all.hpp>
namespace assay::test {
using Catch::Approx;
}
#else
#include <catch2/catch.hpp>
namespace assay::test {
using Catch::Detail::Approx;
}
#endif

#include <string>

namespace assay::test {

/// Notes that a test case could not run here; see ASSAY_SKIP.
void note_skip(const std::string& reason);

}  // namespace assay::test

/// Leaves the test case because something that it needs is not here; says what.
#define ASSAY_SKIP(reason)            \
  do {                                \
    ::assay::test::note_skip(reason); \
    return;                           \
  } while (false)
