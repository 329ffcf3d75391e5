// assay fetch as a user runs it, against a server of files.
#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "engine/core/hash.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/scripted_server.hpp"

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
      {"fetch", 3, "suites"},
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

}  // namespace
}  // namespace assay::test
