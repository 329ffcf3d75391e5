#include "engine/serving/kv_cache.hpp"

#include <numeric>

#include "engine/core/error.hpp"
#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

ModelConfig small_config() {
  ModelConfig config;
  config.num_hidden_layers = 2;
  config.kv_lora_rank = 6;
  config.qk_rope_head_dim = 2;
  config.max_position_embeddings = 40;  // three pages
  return config;
}

constexpr std::uint64_t page_bytes = 16 * 8 * 2 * 4;

std::vector<std::int32_t> ids_from(std::int32_t first, std::size_t count) {
  std::vector<std::int32_t> ids(count);
  std::iota(ids.begin(), ids.end(), first);
  return ids;
}

}  // namespace

TEST_CASE("a fork shares full pages, copies the started one, and gives all back at its end") {
  const auto backend = cpu::make_backend(1);
  KvCache cache(*backend, small_config(), 2, 1 << 20);
  CHECK(cache.total_pages() == 6);
  PageTable prompt(cache);
  REQUIRE(prompt.grow(20));
  const std::int64_t row = std::int64_t{prompt.pages()[1]} * page_size;
  cache.layers()[1].row<float>(row + 3)[5] = 7.0F;
  {
    const std::optional<PageTable> child = prompt.fork(20);
    REQUIRE(child);
    REQUIRE(child->pages().size() == 2);
    CHECK(child->pages()[0] == prompt.pages()[0]);
    CHECK(child->pages()[1] != prompt.pages()[1]);
    const std::int64_t copied = std::int64_t{child->pages()[1]} * page_size;
    CHECK(cache.layers()[1].row<float>(copied + 3)[5] == 7.0F);
    CHECK(prompt.fork(16)->pages().size() == 1);
    CHECK(cache.free_pages() == 3);
  }
  CHECK(cache.free_pages() == 4);
  prompt = PageTable(cache);
  CHECK(cache.free_pages() == 6);
}

TEST_CASE("pages outlive the prompt as long as a sample holds them") {
  const auto backend = cpu::make_backend(1);
  KvCache cache(*backend, small_config(), 2, 1 << 20);
  auto prompt = std::make_unique<PageTable>(cache);
  REQUIRE(prompt->grow(32));
  std::optional<PageTable> child = prompt->fork(32);
  prompt.reset();
  CHECK(cache.free_pages() == 4);
  child.reset();
  CHECK(cache.free_pages() == 6);
}

TEST_CASE("the cache takes no more than its limit, and less than a page is refused") {
  const auto backend = cpu::make_backend(1);
  CHECK(KvCache(*backend, small_config(), 1000000, 5 * page_bytes + 1).total_pages() == 5);
  CHECK_THROWS_WITH(KvCache(*backend, small_config(), 4, page_bytes - 1),
                    Catch::Contains("too little memory"));
}

TEST_CASE("what does not fit is not taken in part") {
  const auto backend = cpu::make_backend(1);
  KvCache cache(*backend, small_config(), 1, 1 << 20);
  PageTable table(cache);
  REQUIRE(table.grow(20));
  PageTable more(cache);
  CHECK_FALSE(more.grow(20));
  CHECK(more.pages().empty());
  CHECK(cache.free_pages() == 1);
  CHECK(more.grow(16));
  CHECK_FALSE(table.fork(20));
}

TEST_CASE("a sequence finds the pages of an earlier one as far as their tokens agree") {
  const auto backend = cpu::make_backend(1);
  KvCache cache(*backend, small_config(), 2, 1 << 20);
  const std::vector<std::int32_t> ids = ids_from(100, 40);
  PageTable first(cache);
  REQUIRE(first.grow(40));
  first.publish(std::span(ids).first(20));
  first.publish(std::span(ids).first(40));
  const std::vector<std::int32_t> pages(first.pages().begin(), first.pages().end());

  PageTable beside(cache);
  CHECK(beside.find(ids) == 32);
  CHECK(beside.pages()[1] == pages[1]);
  std::vector<std::int32_t> other = ids;
  other[17] = 1;
  PageTable parted(cache);
  CHECK(parted.find(other) == 16);
  other[0] = 1;
  PageTable strange(cache);
  CHECK(strange.find(other) == 0);
  // The second page alone, behind another beginning, is not what stands in it.
  PageTable shifted(cache);
  CHECK(shifted.find(std::span(ids).subspan(16)) == 0);
}

TEST_CASE("pages that nobody holds are found until their room is needed, the oldest going first") {
  const auto backend = cpu::make_backend(1);
  KvCache cache(*backend, small_config(), 2, 1 << 20);
  const std::vector<std::int32_t> old_ids = ids_from(0, 32);
  const std::vector<std::int32_t> new_ids = ids_from(1000, 32);
  for (const auto& ids : {old_ids, new_ids}) {
    PageTable table(cache);
    REQUIRE(table.grow(32));
    table.publish(ids);
  }
  CHECK(cache.free_pages() == 6);
  {
    PageTable table(cache);
    CHECK(table.find(old_ids) == 32);  // used again: the newer of the two now
  }
  PageTable large(cache);
  REQUIRE(large.grow(4 * page_size));
  PageTable table(cache);
  CHECK(table.find(new_ids) == 0);
  CHECK(table.find(old_ids) == 32);
  CHECK(cache.free_pages() == 0);
}

TEST_CASE("the end of an unused sequence goes before its beginning") {
  const auto backend = cpu::make_backend(1);
  KvCache cache(*backend, small_config(), 1, 1 << 20);
  const std::vector<std::int32_t> ids = ids_from(0, 48);
  {
    PageTable table(cache);
    REQUIRE(table.grow(48));
    table.publish(ids);
  }
  PageTable one(cache);
  REQUIRE(one.grow(1));
  PageTable table(cache);
  CHECK(table.find(ids) == 32);
}

}  // namespace assay::test
