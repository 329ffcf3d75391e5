#include "evals/grading_pool.hpp"

#include <atomic>
#include <stdexcept>

#include "tests/support/catch.hpp"

namespace assay {
namespace {

TEST_CASE("every task pushed is done when drain returns") {
  std::atomic<int> done = 0;
  GradingPool pool(3, 4);
  for (int i = 0; i < 200; ++i) {
    pool.push([&] { ++done; });
  }
  pool.drain();
  CHECK(done == 200);
}

TEST_CASE("a failing task reaches the one who pushes or drains") {
  GradingPool pool(2, 2);
  pool.push([] { throw std::runtime_error("disk full"); });
  CHECK_THROWS_WITH(pool.drain(), "disk full");
}

TEST_CASE("what is queued is still done when the pool goes away") {
  std::atomic<int> done = 0;
  {
    GradingPool pool(1, 100);
    for (int i = 0; i < 50; ++i) {
      pool.push([&] { ++done; });
    }
  }
  CHECK(done == 50);
}

}  // namespace
}  // namespace assay
