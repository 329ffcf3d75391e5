// A model from a hub on this machine: complete, continued, refused, lied about.
#include "datasets/hub.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <fstream>
#include <mutex>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/hub_server.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using End = ScriptedReply::End;

std::string shard(char letter) { return std::string(30000, letter); }

/// Two shards, and what nobody wants.
HubServer::Files files() {
  const Json index = {{"weight_map", {{"a", "model-1.safetensors"}, {"b", "model-2.safetensors"}}}};
  return {{"config.json", R"({"model_type": "tiny"})"},
          {"tokenizer.json", R"({"version": "1.0"})"},
          {"tokenizer_config.json", "{}"},
          {"model.safetensors.index.json", index.dump()},
          {"model-1.safetensors", shard('1')},
          {"model-2.safetensors", shard('2')},
          {"unnamed.safetensors", shard('u')},
          {"pytorch_model.bin", "no"},
          {"README.md", "no"}};
}

constexpr std::size_t wanted = 6;

/// A user with a token, or none, and an empty folder.
class User {
 public:
  explicit User(const std::string& endpoint, const std::string& token = "")
      : endpoint_("HF_ENDPOINT", endpoint),
        token_("HF_TOKEN", token),
        home_("HF_HOME", (here_.path() / "home").string()) {
    options.retry.attempts = 1;
    options.wait = [](std::chrono::milliseconds) {};
    options.note = [this](const std::string& note) { notes.push_back(note); };
  }

  [[nodiscard]] fs::path folder() const { return here_.path() / "org/name"; }
  [[nodiscard]] HubPlan plan() const { return plan_model("org/name", folder(), options); }
  void fetch(int at_once = 2) const { fetch_model(plan(), options, at_once); }

  [[nodiscard]] std::string error() const {
    try {
      fetch();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder())) {
      names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  DownloadOptions options;
  std::vector<std::string> notes;

 private:
  TemporaryDirectory here_;
  EnvironmentVariable endpoint_;
  EnvironmentVariable token_;
  EnvironmentVariable home_;
};

bool holds_token(const ScriptedServer& server) {
  const std::vector<SeenRequest> requests = server.requests();
  return std::any_of(requests.begin(), requests.end(), [](const SeenRequest& request) {
    return request.head.find("hf_secret") != std::string::npos;
  });
}

TEST_CASE("the files that the engine reads are fetched, of one commit, and are not fetched again") {
  HubServer server(files());
  User user(server.url());
  const HubPlan plan = user.plan();
  CHECK_FALSE(fs::exists(user.folder()));
  CHECK(plan.commit == server.commit);
  CHECK(plan.license == "apache-2.0");
  CHECK(plan.is_pinned);
  CHECK(plan.has_tokenizer);
  CHECK(plan.downloads.size() == wanted);
  std::uint64_t last = 0;
  user.options.progress = [&](std::uint64_t bytes, std::uint64_t whole) {
    last = std::max(last, bytes);
    const std::size_t config = files().at("config.json").size();  // it comes last, by itself
    CHECK((whole + config == plan.bytes || whole == config));
  };
  fetch_model(plan, user.options, 2);
  CHECK(last + files().at("config.json").size() == plan.bytes);
  CHECK(user.names() == std::vector<std::string>{"config.json", "model-1.safetensors",
                                                 "model-2.safetensors",
                                                 "model.safetensors.index.json", "tokenizer.json",
                                                 "tokenizer_config.json"});
  for (const std::string& name : user.names()) {
    CHECK(read_file(user.folder() / name) == server.files().at(name));
  }
  const std::vector<SeenRequest> requests = server.hub().requests();
  CHECK(requests.back().path.ends_with("/config.json"));
  const HubPlan again = user.plan();
  CHECK(again.downloads.empty());
  CHECK(again.n_present == wanted);
  CHECK(server.hub().requests().size() == requests.size() + 1);
}

TEST_CASE("files are fetched several at a time, as many as asked for") {
  HubServer server(files());
  std::mutex mutex;
  std::condition_variable both;
  int waiting = 0;
  server.instead_of_storage = [&](const SeenRequest&) -> std::optional<ScriptedReply> {
    std::unique_lock lock(mutex);
    ++waiting;
    both.notify_all();
    both.wait_for(lock, std::chrono::seconds(30), [&] { return waiting == 2; });
    return std::nullopt;
  };
  const User user(server.url());
  user.fetch(2);
  CHECK(server.storage().most_at_once() == 2);
}

TEST_CASE("a model goes on where it broke off, without config.json it is none") {
  HubServer server(files());
  server.instead_of_storage = [](const SeenRequest& request) -> std::optional<ScriptedReply> {
    return request.path == "/v1/model-2.safetensors"
               ? std::optional(cut(HubServer::file_reply(request, shard('2')), 20000, End::close))
               : std::nullopt;
  };
  const User user(server.url());
  CHECK_THAT(user.error(), Catch::Contains("model-2.safetensors: ") &&
                               Catch::Contains("the same command goes on from here"));
  CHECK_FALSE(fs::exists(user.folder() / "config.json"));
  CHECK(fs::exists(user.folder() / "model-2.safetensors.part"));
  server.instead_of_storage = nullptr;
  CHECK(user.plan().missing_bytes < user.plan().bytes - 10000);
  user.fetch();
  CHECK(read_file(user.folder() / "model-2.safetensors") == shard('2'));
  CHECK(user.names().size() == wanted);
  CHECK(server.storage().requests().back().head.find("\r\nRange: bytes=1") != std::string::npos);
}

TEST_CASE("a wrong checksum names the file and keeps what is good") {
  HubServer server(files());
  server.instead_of_storage = [](const SeenRequest& request) -> std::optional<ScriptedReply> {
    return request.path == "/v1/model-2.safetensors"
               ? std::optional(HubServer::file_reply(request, shard('x')))
               : std::nullopt;
  };
  const User user(server.url());
  fs::create_directories(user.folder());
  std::ofstream(user.folder() / "model-1.safetensors") << shard('1');
  CHECK_THAT(user.error(), Catch::Contains("/model-2.safetensors: not the published file: its "
                                           "sha256 is " +
                                           sha256_hex(shard('x'))));
  CHECK(read_file(user.folder() / "model-1.safetensors") == shard('1'));
  CHECK_FALSE(fs::exists(user.folder() / "model-2.safetensors"));
  CHECK_FALSE(fs::exists(user.folder() / "config.json"));
}

TEST_CASE("small files are held to git's id, and every file to its size") {
  HubServer server(files());
  std::string bytes = R"({"version": "1.1"})";
  server.instead_of_hub = [&](const SeenRequest& request) -> std::optional<ScriptedReply> {
    return request.path.ends_with("/tokenizer.json")
               ? std::optional(HubServer::file_reply(request, bytes))
               : std::nullopt;
  };
  const User user(server.url());
  CHECK_THAT(user.error(), Catch::Contains("/tokenizer.json: not the published file: git's id"));
  bytes += "more";
  CHECK_THAT(user.error(), Catch::Contains("it has more than 18 bytes"));
  bytes = "less";
  CHECK_THAT(user.error(), Catch::Contains("it has 4 bytes, not 18"));
}

TEST_CASE("another commit replaces only what changed, and meanwhile the folder is no model") {
  HubServer server(files());
  const User user(server.url());
  user.fetch();
  server.replace("model-2.safetensors", shard('3'));
  server.commit = std::string(40, '7');
  server.instead_of_storage = [](const SeenRequest&) { return text_reply(404, "gone"); };
  CHECK(user.plan().is_update);
  CHECK(user.plan().downloads.size() == 2);
  CHECK_THAT(user.error(), Catch::Contains("404"));
  CHECK_FALSE(fs::exists(user.folder() / "config.json"));
  CHECK(read_file(user.folder() / "model-2.safetensors") == shard('2'));
  server.instead_of_storage = nullptr;
  user.fetch();
  CHECK(read_file(user.folder() / "model-2.safetensors") == shard('3'));
  CHECK(user.names().size() == wanted);
}

TEST_CASE("the token goes to the hub alone, not to where its files lie") {
  HubServer server(files());
  User user(server.url(), "hf_secret");
  user.fetch();
  CHECK(holds_token(server.hub()));
  CHECK(server.storage().requests().size() == 2);
  CHECK_FALSE(holds_token(server.storage()));
}

TEST_CASE("without HF_TOKEN the token is that of hf auth login") {
  HubServer server(files());
  const User user(server.url());
  fs::create_directories(user.folder().parent_path().parent_path() / "home");
  std::ofstream(user.folder().parent_path().parent_path() / "home/token") << "hf_secret\n";
  user.fetch();
  CHECK(holds_token(server.hub()));
  CHECK_FALSE(holds_token(server.storage()));
}

TEST_CASE("a token is not sent over plain http to another machine, nor shown") {
  for (const char* endpoint :
       {"http://192.0.2.1:1", "http://localhost.example", "http://[::2]:1"}) {
    const User user(endpoint, "hf_secret");
    CHECK_THAT(user.error(), Catch::Contains("plain http") && !Catch::Contains("hf_secret"));
  }
  for (const char* endpoint : {"huggingface.co", "https://", "http://localhost:pw@example.org"}) {
    const User user(endpoint, "hf_secret");
    CHECK_THAT(user.error(), Catch::StartsWith("$HF_ENDPOINT: not http"));
  }
  const User user("https://127.0.0.1:1", "hf secret");
  CHECK_THAT(user.error(), Catch::StartsWith("$HF_TOKEN: ") && !Catch::Contains("hf secret"));
}

TEST_CASE("gated, missing and private models are told, with what to do") {
  struct Case {
    bool listed;
    int status;
    std::string token;
    std::string message;
  };
  const Case cases[] = {
      {true, 401, "",
       "it is gated: accept its terms at {}/org/name, and set HF_TOKEN to a token of "
       "your account"},
      {true, 403, "hf_secret",
       "it is gated: accept its terms at {}/org/name, and set HF_TOKEN to a "
       "token of the account that did"},
      {false, 404, "hf_secret", "org/name: {} has no such model; check the name"},
      {false, 401, "",
       "org/name: {} has no such model, or a private one; check the name, or set "
       "HF_TOKEN"},
      {false, 401, "hf_secret", "may not read it, or the token has expired"},
  };
  for (const Case& one : cases) {
    HubServer server(files());
    server.lie = [](Json& answer) { answer["gated"] = "manual"; };
    server.instead_of_hub = [&](const SeenRequest& request) -> std::optional<ScriptedReply> {
      return request.path.find("/api/") != std::string::npos && one.listed
                 ? std::nullopt
                 : std::optional(text_reply(one.status, "no"));
    };
    const User user(server.url(), one.token);
    std::string message = one.message;
    if (const std::size_t at = message.find("{}"); at != std::string::npos) {
      message.replace(at, 2, server.url());
    }
    CHECK_THAT(user.error(), Catch::Contains(message) && Catch::StartsWith("org/name: ") &&
                                 !Catch::Contains("hf_secret"));
    CHECK_FALSE(fs::exists(user.folder() / "config.json"));
  }
}

TEST_CASE("a listing that lies is refused before anything is written") {
  struct Case {
    std::function<void(Json&)> lie;
    std::string word;
  };
  const Case cases[] = {
      {[](Json& a) {
         a["siblings"].push_back({{"rfilename", "../x"}, {"size", 1}});
       },
       "'../x', which would lie outside"},
      {[](Json& a) {
         for (Json& file : a["siblings"]) {
           file.erase("size");
         }
       },
       "without a size"},
      {[](Json& a) {
         for (Json& file : a["siblings"]) {
           file["size"] = std::uint64_t{1} << 60;
           file.erase("lfs");
         }
       },
       "GB are to come, and "},
      {[](Json& a) { a["siblings"].clear(); }, "no model.safetensors"},
  };
  for (const Case& one : cases) {
    HubServer server(files());
    // One file of weights, so that no index is read.
    server.replace("model.safetensors", "weights");
    server.lie = one.lie;
    const User user(server.url());
    const std::string error = user.error();
    CHECK_THAT(error, Catch::Contains(one.word));
    CHECK_FALSE(fs::exists(user.folder()));
  }
}

TEST_CASE("files of which no checksum is known are held to their size") {
  HubServer server(files());
  server.lie = [](Json& answer) {
    for (Json& file : answer["siblings"]) {
      file.erase("blobId");
      file.erase("lfs");
    }
  };
  const User user(server.url());
  CHECK_FALSE(user.plan().is_pinned);
  user.fetch();
  CHECK(user.plan().downloads.empty());
}

TEST_CASE("what is stopped keeps its parts") {
  HubServer server(files());
  server.instead_of_storage = [](const SeenRequest& request) {
    return cut(HubServer::file_reply(request, shard('2')), 20000, End::stall);
  };
  User user(server.url());
  std::atomic<std::uint64_t> seen = 0;
  user.options.progress = [&](std::uint64_t bytes, std::uint64_t) { seen = bytes; };
  user.options.stopped = [&] { return seen > 30000; };
  CHECK_THROWS_AS(user.fetch(), Interrupted);
  CHECK(fs::exists(user.folder() / "model-1.safetensors.part"));
  CHECK_FALSE(fs::exists(user.folder() / "config.json"));
}

}  // namespace
}  // namespace assay::test
