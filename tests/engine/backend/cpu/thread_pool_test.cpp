#include "engine/backend/cpu/thread_pool.hpp"

#include <algorithm>
#include <vector>

#include "tests/support/catch.hpp"

namespace assay::test {

TEST_CASE("a parallel loop visits every index exactly once") {
  for (const int threads : {1, 2, 5}) {
    cpu::ThreadPool pool(threads);
    for (const std::int64_t count : {0, 1, 2, 7, 1000}) {
      std::vector<int> visits(static_cast<std::size_t>(count), 0);
      pool.parallel_for(count, 1 << 20, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
          ++visits[static_cast<std::size_t>(i)];
        }
      });
      CHECK(std::count(visits.begin(), visits.end(), 1) == count);
    }
  }
}

TEST_CASE("many short loops in a row never mix") {
  cpu::ThreadPool pool(3);
  std::vector<std::int64_t> values(64, 0);
  for (int round = 0; round < 20000; ++round) {
    pool.parallel_for(64, 1 << 20, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        values[static_cast<std::size_t>(i)] += i;
      }
    });
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    REQUIRE(values[i] == static_cast<std::int64_t>(20000 * i));
  }
}

}  // namespace assay::test
