#include "engine/core/philox.hpp"

#include <set>

#include "tests/support/catch.hpp"

using namespace assay;

using Four = std::array<std::uint32_t, 4>;

// Random123 1.14, examples/kat_vectors, lines "philox4x32 10".
TEST_CASE("Philox gives the known answers of Random123") {
  constexpr std::uint32_t ones = 0xffffffffU;
  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == Four{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32({ones, ones, ones, ones}, {ones, ones}) ==
        Four{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Four{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a unit interval has neither end and is exact in a float") {
  CHECK(unit_interval(0) == 0x1p-25);
  CHECK(unit_interval(0xffffffffU) == 1.0 - 0x1p-25);
  CHECK(unit_interval(0xffU) == unit_interval(0));
  CHECK(unit_interval(0x100U) > unit_interval(0));
  CHECK(unit_interval(0xffffffffU) < 1.0);
}

TEST_CASE("a stream depends on its key and number alone, and two streams share nothing") {
  std::set<std::uint32_t> seen;
  for (const std::uint64_t key : {1ULL, 2ULL, 1ULL << 40}) {
    for (const std::uint64_t stream : {0ULL, 1ULL, 1ULL << 40}) {
      PhiloxStream random(key, stream);
      PhiloxStream again(key, stream);
      for (int i = 0; i < 40; ++i) {
        const std::uint32_t value = random.next();
        CHECK(value == again.next());
        seen.insert(value);
      }
    }
  }
  CHECK(seen.size() >= 359);  // of 360 draws; one chance collision in 2^32 values is allowed
}

TEST_CASE("numbers below n reach every value and none else, evenly") {
  PhiloxStream random(3, 0);
  std::array<int, 7> counts{};
  for (int i = 0; i < 7000; ++i) {
    const std::uint32_t value = random.below(7);
    REQUIRE(value < 7);
    ++counts[value];
  }
  for (const int count : counts) {
    CHECK(count > 850);  // 1000 expected, standard deviation 29
    CHECK(count < 1150);
  }
  CHECK(random.below(1) == 0);
  CHECK(random.below(0) == 0);
}

TEST_CASE("numbers between two ends include both") {
  PhiloxStream random(4, 0);
  std::set<int> seen;
  for (int i = 0; i < 500; ++i) {
    seen.insert(random.between(-2, 2));
  }
  CHECK(seen == std::set<int>{-2, -1, 0, 1, 2});
}
