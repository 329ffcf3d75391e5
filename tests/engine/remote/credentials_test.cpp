#include "engine/remote/credentials.hpp"

#include <cstdlib>
#include <string>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"

namespace assay::remote {
namespace {

using test::EnvironmentVariable;

bool holds(const Credentials& credentials, const std::string& header) {
  const auto& headers = credentials.headers();
  return std::find(headers.begin(), headers.end(), header) != headers.end();
}

TEST_CASE("the key comes from the environment") {
  const EnvironmentVariable standard("OPENAI_API_KEY", "sk-standard");
  const EnvironmentVariable own("ASSAY_TEST_KEY", "sk-own");
  RemoteModel model;
  CHECK(holds(Credentials(model), "Authorization: Bearer sk-standard"));
  model.api_key_env = "ASSAY_TEST_KEY";
  CHECK(holds(Credentials(model), "Authorization: Bearer sk-own"));
  model.headers = {{"api-key", "env:ASSAY_TEST_KEY"}, {"X-Team", "evals"}};
  CHECK(holds(Credentials(model), "api-key: sk-own"));
  CHECK(holds(Credentials(model), "X-Team: evals"));
}

TEST_CASE("no key is needed unless one is named") {
  const EnvironmentVariable none("OPENAI_API_KEY", "");
  RemoteModel model;
  CHECK_FALSE(Credentials(model).has_key());
  model.api_key_env = "ASSAY_TEST_MISSING";
  CHECK_THROWS_WITH(Credentials(model),
                    "--api-key-env ASSAY_TEST_MISSING: the environment variable ASSAY_TEST_MISSING "
                    "is not set; export it, or name another");
}

TEST_CASE("a key with a line break, and a secret that is written out, are refused unseen") {
  const EnvironmentVariable broken("ASSAY_TEST_KEY", "hunter2\nX-Evil: 1");
  const auto refused = [](const RemoteModel& model) {
    try {
      const Credentials credentials(model);
      return false;
    } catch (const UsageError& error) {
      return std::string(error.what()).find("hunter2") == std::string::npos;
    }
  };
  RemoteModel model;
  model.api_key_env = "ASSAY_TEST_KEY";
  CHECK(refused(model));
  for (const char* name : {"Authorization", "api-key", "X-Auth-Token", "Cookie"}) {
    RemoteModel written;
    written.headers = {{name, "hunter2"}};
    INFO(name);
    CHECK(refused(written));
  }
  RemoteModel injected;
  injected.headers = {{"X-Team", "a\r\nX-Evil: hunter2"}};
  CHECK(refused(injected));
}

TEST_CASE("secrets are taken out of texts, also where a server has shortened them") {
  const EnvironmentVariable key("OPENAI_API_KEY", "sk-proj-abcdefghijklmnop");
  const Credentials credentials{RemoteModel{}};
  CHECK(credentials.redact("key 'sk-proj-abcdefghijklmnop' is wrong") == "key '[secret]' is wrong");
  CHECK(credentials.redact("Incorrect API key provided: sk-proj-****mnop. Get one") ==
        "Incorrect API key provided: [secret] Get one");
  CHECK(credentials.redact("nothing here") == "nothing here");
  CHECK(credentials.redact("sk-proj-abcdefghijklmnopsk-proj-abcdefghijklmnop") == "[secret]");
}

}  // namespace
}  // namespace assay::remote
