#include "engine/serving/kv_cache.hpp"

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

}  // namespace

TEST_CASE("a fork shares full pages, copies the started one, and gives all back at its end") {
  const auto backend = cpu::make_backend(1);
  KvCache cache(*backend, small_config(), 2, 1 << 20);
  CHECK(cache.total_pages() == 6);
  PageTable prompt(cache);
  prompt.grow(20);
  const std::int64_t row = std::int64_t{prompt.pages()[1]} * page_size;
  cache.layers()[1].row<float>(row + 3)[5] = 7.0F;
  {
    const PageTable child = prompt.fork(20);
    REQUIRE(child.pages().size() == 2);
    CHECK(child.pages()[0] == prompt.pages()[0]);
    CHECK(child.pages()[1] != prompt.pages()[1]);
    const std::int64_t copied = std::int64_t{child.pages()[1]} * page_size;
    CHECK(cache.layers()[1].row<float>(copied + 3)[5] == 7.0F);
    CHECK(prompt.fork(16).pages().size() == 1);
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
  prompt->grow(32);
  PageTable child = prompt->fork(32);
  prompt.reset();
  CHECK(cache.free_pages() == 4);
  child = PageTable();
  CHECK(cache.free_pages() == 6);
}

TEST_CASE("a cache that is too large is refused with its size and the option that helps") {
  const auto backend = cpu::make_backend(1);
  try {
    const KvCache cache(*backend, small_config(), 1000000, 1000000000);
    FAIL("no error");
  } catch (const UsageError& error) {
    CHECK(error.what() ==
          std::string("the cache for 1000000 sequences of 40 tokens would take 3.1 GB, more than "
                      "the 1.0 GB allowed; lower --max-batch"));
  }
}

TEST_CASE("running out of pages is an error and not a wrong page") {
  const auto backend = cpu::make_backend(1);
  KvCache cache(*backend, small_config(), 1, 1 << 20);
  PageTable table(cache);
  table.grow(48);
  PageTable more(cache);
  CHECK_THROWS_AS(more.grow(1), InfrastructureError);
}

}  // namespace assay::test
