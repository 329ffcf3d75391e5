#include "engine/core/retry.hpp"

#include <set>

#include "tests/support/catch.hpp"

namespace assay {
namespace {

using std::chrono::milliseconds;

TEST_CASE("a back-off doubles up to its limit, within half of itself") {
  const RetryPolicy policy;
  for (std::uint64_t key = 0; key < 200; ++key) {
    long long whole = 1000;
    for (int failures = 1; failures <= 80; ++failures) {
      const milliseconds delay = back_off(policy, failures, key);
      INFO("key " << key << " failures " << failures);
      REQUIRE(delay.count() >= whole / 2);
      REQUIRE(delay.count() <= whole);
      whole = std::min(2 * whole, 60000LL);
    }
  }
}

TEST_CASE("a back-off is a function of key and failures, and differs between keys") {
  const RetryPolicy policy;
  std::set<long long> delays;
  for (std::uint64_t key = 0; key < 100; ++key) {
    CHECK(back_off(policy, 3, key) == back_off(policy, 3, key));
    delays.insert(back_off(policy, 3, key).count());
  }
  CHECK(delays.size() > 80);
}

TEST_CASE("Retry-After is read as seconds or as one of HTTP's three dates") {
  // 784111777 is the date of RFC 9110's own example, 5.6.7.
  constexpr std::time_t example = 784111777;
  CHECK(parse_retry_after("120", 0) == milliseconds(120000));
  CHECK(parse_retry_after(" 0 ", 0) == milliseconds(0));
  CHECK(parse_retry_after("1.5", 0) == milliseconds(1500));
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", example - 30) == milliseconds(30000));
  CHECK(parse_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", example - 1) == milliseconds(1000));
  CHECK(parse_retry_after("Sun Nov  6 08:49:37 1994", example - 1) == milliseconds(1000));
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", example + 30) == milliseconds(0));
  CHECK(parse_retry_after("99999999999999999999", 0).has_value());
  for (const char* bad : {"", "soon", "-5", "1e3", "12 s", "nan", "inf", "0x10", "25:61", "1994"}) {
    INFO(bad);
    if (std::string_view(bad) == "1994") {
      CHECK(parse_retry_after(bad, 0) == milliseconds(1994000));
    } else {
      CHECK_FALSE(parse_retry_after(bad, 0));
    }
  }
}

TEST_CASE("statuses are sorted into passing, hopeless and the request's own") {
  for (const int status : {408, 425, 429, 500, 502, 503, 504, 529}) {
    CHECK(is_passing(status));
    CHECK_FALSE(is_hopeless(status));
  }
  for (const int status : {301, 307, 401, 402, 403, 404, 405}) {
    CHECK(is_hopeless(status));
    CHECK_FALSE(is_passing(status));
  }
  for (const int status : {200, 400, 413, 422, 501, 505}) {
    CHECK_FALSE(is_passing(status));
    CHECK_FALSE(is_hopeless(status));
  }
}

}  // namespace
}  // namespace assay
