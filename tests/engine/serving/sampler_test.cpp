#include "engine/serving/sampler.hpp"

#include <cmath>
#include <set>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

TEST_CASE("a draw is a function of seed, problem, sample and position, and of each of them") {
  const auto draw = [](std::uint64_t seed, const char* key, int sample, std::uint64_t position) {
    return Sampler({seed, key, sample}, {}, 10).uniform(position);
  };
  CHECK(draw(1, "a/b", 2, 3) == draw(1, "a/b", 2, 3));
  const std::set<double> distinct = {draw(1, "a/b", 2, 3), draw(2, "a/b", 2, 3),
                                     draw(1, "a/c", 2, 3), draw(1, "a/b", 4, 3),
                                     draw(1, "a/b", 2, 4), draw(1, "a/b\n2", 2, 3)};
  CHECK(distinct.size() == 6);
}

TEST_CASE("a draw is what Python computes from hashlib and Philox4x32-10") {
  // tests/golden has no file for it: sha256(b"assay sample\n7\n11\nsuite/prob1\n3"), then Philox
  // with key = words 0, 1 and counter = (5, 0, word 2, word 3), all little endian.
  CHECK(Sampler({7, "suite/prob1", 3}, {}, 10).uniform(5) ==
        Approx(0.8964469134807587).epsilon(1e-12));
}

TEST_CASE("draws are spread evenly over the unit interval") {
  const Sampler sampler({1, "x", 0}, {}, 10);
  std::vector<int> counts(10, 0);
  for (std::uint64_t position = 0; position < 10000; ++position) {
    ++counts[static_cast<std::size_t>(sampler.uniform(position) * 10)];
  }
  double statistic = 0.0;
  for (const int count : counts) {
    statistic += (count - 1000.0) * (count - 1000.0) / 1000.0;
  }
  CHECK(statistic < 33.7);  // 99.99 % point of chi-square with 9 degrees of freedom
}

TEST_CASE("sampling settings that mean nothing are refused with name, value and range") {
  const auto message = [](SamplingParams sampling) -> std::string {
    try {
      check_sampling(sampling);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "accepted";
  };
  SamplingParams sampling;
  CHECK(message(sampling) == "accepted");
  sampling.temperature = -1.0;
  CHECK(message(sampling) == "temperature is -1, but must be 0 (greedy) or at least 0.001");
  sampling.temperature = std::nan("");
  CHECK(message(sampling).find("temperature is nan") == 0);
  sampling = {};
  sampling.top_p = 0.0;
  CHECK(message(sampling) == "top_p is 0, but must be above 0 and at most 1");
  sampling = {};
  sampling.top_k = -1;
  CHECK(message(sampling) == "top_k is -1, but must be at least 0 (off)");
  sampling = {};
  sampling.min_p = 1.5;
  CHECK(message(sampling) == "min_p is 1.5, but must be from 0 (off) to 1");
  sampling = {};
  sampling.max_tokens = 0;
  CHECK(message(sampling) == "max_tokens is 0, but must be at least 1");
}

}  // namespace assay::test
