#include "engine/checkpoint/hub_cache.hpp"

#include "engine/core/file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/environment.hpp"

namespace assay::test {

namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  replace_file(path, text);
}

/// Nothing of the machine that the tests run on is seen.
struct Caches {
  TemporaryDirectory home;
  EnvironmentVariable home_variable{"HOME", home.path().string()};
  EnvironmentVariable xdg{"XDG_CACHE_HOME", ""};
  EnvironmentVariable hub{"HF_HUB_CACHE", ""};
  EnvironmentVariable hf{"HF_HOME", ""};
  EnvironmentVariable own{"ASSAY_CACHE", ""};
};

}  // namespace

TEST_CASE("a model of the hub has two parts") {
  CHECK(is_hub_name("deepseek-ai/DeepSeek-V2-Lite"));
  CHECK(is_hub_name("Qwen/Qwen3-0.6B"));
  for (const char* name : {"builtin", "/models/x", "./x", "a/b/c", "a/", "../x", "a b/c", ""}) {
    INFO(name);
    CHECK_FALSE(is_hub_name(name));
  }
}

TEST_CASE("the snapshot that refs/main names is found in the cache that the user has") {
  const Caches caches;
  const fs::path hub = caches.home.path() / ".cache/huggingface/hub/models--org--tiny";
  CHECK_FALSE(find_in_hub_caches("org/tiny"));
  write(hub / "snapshots/aaaa/config.json", "{}");
  CHECK(find_in_hub_caches("org/tiny") == hub / "snapshots/aaaa");
  write(hub / "snapshots/bbbb/config.json", "{}");
  CHECK_FALSE(find_in_hub_caches("org/tiny"));  // which of the two?
  write(hub / "refs/main", "bbbb");
  CHECK(find_in_hub_caches("org/tiny") == hub / "snapshots/bbbb");
  CHECK_FALSE(find_in_hub_caches("org/other"));
}

TEST_CASE("the variables of Hugging Face and our own cache are heeded") {
  const Caches caches;
  const fs::path elsewhere = caches.home.path() / "elsewhere";
  write(elsewhere / "hub/models--org--tiny/snapshots/aaaa/config.json", "{}");
  {
    const EnvironmentVariable home("HF_HOME", elsewhere.string());
    CHECK(find_in_hub_caches("org/tiny") == elsewhere / "hub/models--org--tiny/snapshots/aaaa");
  }
  {
    const EnvironmentVariable hub("HF_HUB_CACHE", (elsewhere / "hub").string());
    CHECK(find_in_hub_caches("org/tiny"));
    write(elsewhere / "own/models/org/tiny/config.json", "{}");
    const EnvironmentVariable own("ASSAY_CACHE", (elsewhere / "own").string());
    CHECK(find_in_hub_caches("org/tiny") == elsewhere / "own/models/org/tiny");
  }
  CHECK_FALSE(find_in_hub_caches("org/tiny"));
}

}  // namespace assay::test
