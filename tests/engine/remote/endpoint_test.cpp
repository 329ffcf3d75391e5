#include "engine/remote/endpoint.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::remote {
namespace {

TEST_CASE("an address is told from a path") {
  CHECK(is_url("http://host/v1"));
  CHECK(is_url("ftp://host"));
  CHECK_FALSE(is_url("builtin"));
  CHECK_FALSE(is_url("/models/R1"));
  CHECK_FALSE(is_url("models/http://x"));
  CHECK_FALSE(is_url("deepseek-ai/DeepSeek-R1"));
}

TEST_CASE("an address gives base, model and call") {
  const Endpoint plain = parse_endpoint("http://127.0.0.1:8000/v1/#deepseek-ai/DeepSeek-R1");
  CHECK(plain.base == "http://127.0.0.1:8000/v1");
  CHECK(plain.name == "deepseek-ai/DeepSeek-R1");
  CHECK_FALSE(plain.api);
  const Endpoint chat = parse_endpoint("https://host/v1/chat/completions");
  CHECK(chat.base == "https://host/v1");
  CHECK(chat.api == Api::chat);
  const Endpoint text = parse_endpoint("https://host/v1/completions/");
  CHECK(text.base == "https://host/v1");
  CHECK(text.api == Api::completions);
  const Endpoint six = parse_endpoint("http://[::1]:8000/v1");
  CHECK(six.base == "http://[::1]:8000/v1");

  RemoteModel azure;
  const Endpoint asked =
      parse_endpoint("https://x.azure.com/openai/deployments/d?api-version=2024");
  azure.url = asked.base;
  azure.query = asked.query;
  CHECK(call_url(azure, "/chat/completions") ==
        "https://x.azure.com/openai/deployments/d/chat/completions?api-version=2024");
}

TEST_CASE("what is no address, or holds a secret, is refused without showing the secret") {
  for (const char* bad : {"ftp://host/v1", "http://", "http://host:99999/v1", "http://ho st/"}) {
    INFO(bad);
    CHECK_THROWS_AS(parse_endpoint(bad), UsageError);
  }
  for (const char* secret :
       {"http://user:hunter2@host/v1", "http://hunter2@host/v1", "http://host/v1?api_key=hunter2",
        "http://host/v1?a=b&Token=hunter2"}) {
    INFO(secret);
    try {
      static_cast<void>(parse_endpoint(secret));
      FAIL("not refused");
    } catch (const UsageError& error) {
      CHECK(std::string(error.what()).find("hunter2") == std::string::npos);
      CHECK(std::string(error.what()).find("--api-key-env") != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace assay::remote
