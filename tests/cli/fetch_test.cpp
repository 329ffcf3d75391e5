// assay fetch as a user runs it, against a server of files.
#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "engine/core/hash.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/hub_server.hpp"
#include "tests/support/process.hpp"
#include "tests/support/scripted_server.hpp"
#include "tests/support/tiny_checkpoint.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;

const std::string rows = "{\"id\": \"a\", \"q\": \"1+1\", \"a\": 2}\n";

/// A folder with own.yaml, whose data the server has.
class OwnSuite {
 public:
  explicit OwnSuite(const std::string& url, const std::string& sha256 = sha256_hex(rows)) {
    write(url.empty() ? "" : fmt::format(", url: {}/q.jsonl, sha256: {}", url, sha256));
  }

  [[nodiscard]] ProcessResult assay(const std::string& arguments) const {
    return shell("HOME=$PWD ASSAY_CACHE=$PWD/cache $ASSAY " + arguments, here_.path());
  }
  [[nodiscard]] const fs::path& path() const { return here_.path(); }

 private:
  void write(const std::string& source) const {
    std::ofstream(here_.path() / "own.yaml")
        << "name: own\ntitle: A suite of mine\nlicense: MIT\nreader: jsonl\n"
        << "sources: [{paths: [q.jsonl]" << source << "}]\n"
        << "fields: {id: id, question: q, gold: a}\ntemplate: '{question}'\ngrader: math\n";
  }

  TemporaryDirectory here_;
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("fetch shows what it takes from where to where, and run finds it there") {
  ScriptedServer server([](const SeenRequest&) { return text_reply(200, rows); });
  const OwnSuite own(server.url());
  const ProcessResult fetched = own.assay("fetch own.yaml");
  INFO(fetched.err);
  CHECK(fetched.exit_code == 0);
  const fs::path target = own.path() / "cache/data/own/q.jsonl";
  CHECK(fetched.out == fmt::format("own: A suite of mine (licence MIT)\n"
                                   "  from {}/q.jsonl\n"
                                   "  to   {}\n"
                                   "  0.0 MB, as published, by its sha256\n",
                                   server.url(), target.string()));
  CHECK(slurp(target) == rows);
  CHECK(own.assay("run own.yaml --model builtin --dry-run").exit_code == 0);

  const ProcessResult again = own.assay("fetch own.yaml");
  CHECK(again.exit_code == 0);
  CHECK(holds(again.out, "already there: " + target.string()));
  CHECK(server.requests().size() == 1);
}

TEST_CASE("fetch gets several files of a suite, each checked, and goes on after one that failed") {
  const std::string second = "{\"id\": \"b\", \"q\": \"2+2\", \"a\": 4}\n";
  std::atomic<bool> is_there = false;
  ScriptedServer server([&](const SeenRequest& request) {
    if (request.head.find("/one") != std::string::npos) {
      return text_reply(200, rows);
    }
    return is_there ? text_reply(200, second) : text_reply(404, "gone");
  });
  const OwnSuite own("");
  std::ofstream(own.path() / "two.yaml")
      << "name: two\ntitle: Two files\nlicense: MIT\nreader: jsonl\nsources:\n"
      << "  - paths: ['q*.jsonl']\n    url: " << server.url() << "/page\n    files:\n"
      << "      - {path: q1.jsonl, url: " << server.url() << "/one, sha256: " << sha256_hex(rows)
      << "}\n      - {path: q2.jsonl, url: " << server.url()
      << "/two, sha256: " << sha256_hex(second) << "}\n"
      << "problems: 2\nfields: {id: id, question: q, gold: a}\ntemplate: '{question}'\n"
      << "grader: math\n";
  const ProcessResult failed = own.assay("fetch two.yaml");
  CHECK(failed.exit_code == 4);
  CHECK(holds(failed.err, "/two: the server answers 404"));
  const std::size_t before = server.requests().size();
  is_there = true;
  const ProcessResult fetched = own.assay("fetch two.yaml");
  INFO(fetched.out << fetched.err);
  CHECK(fetched.exit_code == 0);
  CHECK(holds(fetched.out, "already there: 1 of 2 files"));
  CHECK(holds(fetched.out, "as published, by their sha256"));
  CHECK(server.requests().size() == before + 1);
  CHECK(own.assay("run two.yaml --model builtin --dry-run").exit_code == 0);
}

TEST_CASE(
    "fetch writes to --data, which it makes, and replaces a file that is not the published one") {
  ScriptedServer server([](const SeenRequest&) { return text_reply(200, rows); });
  const OwnSuite own(server.url());
  fs::create_directories(own.path() / "suites/own");
  std::ofstream(own.path() / "suites/own/q.jsonl") << "{}";
  const ProcessResult fetched = own.assay("fetch own.yaml --data suites");
  CHECK(fetched.exit_code == 0);
  CHECK(holds(fetched.out, "replaces another file with the sha256 " + sha256_hex("{}")));
  CHECK(slurp(own.path() / "suites/own/q.jsonl") == rows);
  CHECK(own.assay("fetch own.yaml --data new/folder").exit_code == 0);
  CHECK(slurp(own.path() / "new/folder/own/q.jsonl") == rows);
}

TEST_CASE("fetch goes on after a cut, and says so in plain lines in a pipe") {
  ScriptedServer server([](const SeenRequest& request) {
    return request.index == 0 ? cut(text_reply(200, rows), 120, ScriptedReply::End::reset)
                              : text_reply(200, rows);
  });
  const OwnSuite own(server.url());
  const ProcessResult fetched = own.assay("fetch own.yaml");
  CHECK(fetched.exit_code == 0);
  CHECK(holds(fetched.err, "; once more in 1 s\n"));
  CHECK_FALSE(holds(fetched.err, "\x1b"));
}

TEST_CASE("a file with a wrong checksum is not kept: exit code 4") {
  ScriptedServer server([](const SeenRequest&) { return text_reply(200, "another file"); });
  const OwnSuite own(server.url());
  const ProcessResult fetched = own.assay("fetch own.yaml");
  CHECK(fetched.exit_code == 4);
  CHECK(holds(fetched.err, sha256_hex("another file")));
  CHECK(holds(fetched.err, sha256_hex(rows)));
  CHECK(fs::is_empty(own.path() / "cache/data/own"));
}

TEST_CASE("what cannot be fetched is told with what to do instead") {
  const OwnSuite own("");
  struct Case {
    std::string arguments;
    int exit_code;
    std::string word;
  };
  const Case cases[] = {
      {"fetch own.yaml", 3, "cache/data/own/q.jsonl"},
      {"fetch gsm9k", 3, "did you mean gsm8k"},
      {"fetch org/name gsm8k -o DIR", 3, "-o: names the folder of one model"},
      {"fetch gsm8k -o DIR", 3, "-o: names the folder of one model"},
      {"fetch sub/own.yaml", 3, "sub/own.yaml"},
      {"fetch", 3, "names is required"},
      {"fetch gsm8k --data /proc/nowhere", 4, "cannot make the folder /proc/nowhere"},
  };
  for (const Case& one : cases) {
    const ProcessResult result = own.assay(one.arguments);
    INFO(one.arguments << "\n" << result.err);
    CHECK(result.exit_code == one.exit_code);
    CHECK(holds(result.err, one.word));
    CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  }
  const ProcessResult builtin = own.assay("fetch assay-math");
  CHECK(builtin.exit_code == 0);
  CHECK(holds(builtin.out, "built in: there is nothing to fetch"));
}

/// What a hub has of a checkpoint of ours.
HubServer::Files tiny_model() {
  const TemporaryDirectory here;
  TinyCheckpoint::write(here.path());
  HubServer::Files files = {{"README.md", "a card"}};
  for (const auto& entry : fs::directory_iterator(here.path())) {
    files[entry.path().filename()] = slurp(entry.path());
  }
  return files;
}

ProcessResult assay_at(const HubServer& server, const fs::path& here,
                       const std::string& arguments) {
  return shell(fmt::format("HF_ENDPOINT={} HOME=$PWD ASSAY_CACHE=$PWD/cache HF_HOME=$PWD/hf "
                           "HF_TOKEN=hf_secret $ASSAY {}",
                           server.url(), arguments),
               here);
}

TEST_CASE("a model of the hub is shown, fetched and opened, the second time nothing is fetched") {
  HubServer server(tiny_model());
  const TemporaryDirectory here;
  const fs::path folder = here.path() / "cache/models/org/name";
  const ProcessResult shown = assay_at(server, here.path(), "fetch org/name --dry-run");
  INFO(shown.err);
  CHECK(holds(shown.out, "org/name: commit 0123456789ab (licence apache-2.0)\n  3 files, 0."));
  CHECK(holds(shown.out, fmt::format(" MB\n  to {}\n", folder.string())));
  CHECK_FALSE(fs::exists(folder));
  const ProcessResult fetched = assay_at(server, here.path(), "fetch org/name");
  INFO(fetched.out << fetched.err);
  CHECK(fetched.exit_code == 0);
  CHECK(fetched.err.empty());
  CHECK(holds(fetched.out,
              "  as published, by their checksums\n  Next: assay run gsm8k -m org/name\n"));
  const ProcessResult tried =
      assay_at(server, here.path(), fmt::format("try {} hello --max-tokens 2", folder.string()));
  INFO(tried.err);
  CHECK(tried.exit_code == 0);
  const std::size_t before = server.storage().requests().size();
  const ProcessResult again = assay_at(server, here.path(), "fetch org/name");
  CHECK(holds(again.out, "  already there: 3 of 3 files\n  in " + folder.string() + "\n"));
  CHECK(server.storage().requests().size() == before);
}

TEST_CASE("a model goes to -o, and what is said then names that folder") {
  HubServer server(tiny_model());
  const TemporaryDirectory here;
  const ProcessResult fetched = assay_at(server, here.path(), "fetch org/name -o mine");
  INFO(fetched.err);
  CHECK(fetched.exit_code == 0);
  CHECK(holds(fetched.out, "  Next: assay run gsm8k -m mine\n"));
  CHECK(slurp(here.path() / "mine/model.safetensors") == server.files().at("model.safetensors"));
}

TEST_CASE("a gated model says where its terms are, and the token is in no output") {
  HubServer server(tiny_model());
  server.lie = [](nlohmann::json& answer) { answer["gated"] = "auto"; };
  server.instead_of_hub = [](const SeenRequest& request) -> std::optional<ScriptedReply> {
    return request.path.find("/resolve/") == std::string::npos
               ? std::nullopt
               : std::optional(text_reply(403, "Access to this model is restricted"));
  };
  const TemporaryDirectory here;
  const ProcessResult refused = assay_at(server, here.path(), "fetch org/name");
  CHECK(refused.exit_code == 4);
  CHECK(holds(refused.out, "gated: its terms are at " + server.url() + "/org/name"));
  CHECK(holds(refused.err, "accept its terms at " + server.url() + "/org/name"));
  CHECK_FALSE(holds(refused.out + refused.err, "hf_secret"));
  const ProcessResult missing = assay_at(server, here.path(), "fetch org/other");
  CHECK(missing.exit_code == 3);
  CHECK(holds(missing.err, "org/other: " + server.url() + " has no such model"));
}

TEST_CASE("a listing that leads out of the folder is refused by one line: exit code 4") {
  HubServer server(tiny_model());
  server.lie = [](nlohmann::json& answer) {
    answer["siblings"].push_back({{"rfilename", "../config.json"}, {"size", 2}});
  };
  const TemporaryDirectory here;
  const ProcessResult refused = assay_at(server, here.path(), "fetch org/name");
  CHECK(refused.exit_code == 4);
  CHECK(holds(refused.err, "'../config.json', which would lie outside the model's folder"));
  CHECK(std::count(refused.err.begin(), refused.err.end(), '\n') == 1);
  CHECK_FALSE(fs::exists(here.path() / "cache"));
}

}  // namespace
}  // namespace assay::test
