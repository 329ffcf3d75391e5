#include "reports/run/shards.hpp"

#include <algorithm>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

TEST_CASE("each problem belongs to one shard, and shards differ by at most one problem") {
  for (const int of : {1, 2, 3, 7, 50}) {
    std::vector<int> sizes(static_cast<std::size_t>(of), 0);
    for (std::size_t position = 0; position < 50; ++position) {
      int holders = 0;
      for (int index = 1; index <= of; ++index) {
        const bool held = Shards{of, {index}}.hold(position);
        holders += held ? 1 : 0;
        sizes[static_cast<std::size_t>(index - 1)] += held ? 1 : 0;
      }
      CHECK(holders == 1);
    }
    const auto [least, most] = std::minmax_element(sizes.begin(), sizes.end());
    CHECK(*most - *least <= 1);
  }
}

TEST_CASE("a shard is written as i/n and nothing else") {
  CHECK(parse_shard("2/4") == Shards{4, {2}});
  CHECK(parse_shard("1/1").all());
  for (const char* text : {"", "/", "0/4", "5/4", "-1/4", "1/", "1/0", "a/b", "1/4x", " 1/4",
                           "1/99999999999", "1/4/4"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_shard(text), UsageError);
  }
}

TEST_CASE("shards say which they are") {
  CHECK(to_string(Shards{}) == "all");
  CHECK(to_string(Shards{4, {2}}) == "2/4");
  CHECK(to_string(Shards{4, {1, 3}}) == "1/4+3/4");
}

}  // namespace
}  // namespace assay
