// Downloads from a server that breaks off, ignores Range, changes its file or sends another one.
#include "datasets/download.hpp"

#include <fmt/format.h>

#include <fstream>
#include <optional>

#include "datasets/partial_file.hpp"
#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "engine/core/hash.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/scripted_server.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;

std::string content(char first = 'a') {
  std::string text;
  for (int i = 0; i < 5000; ++i) {
    text += fmt::format("{}{}\n", first, i);
  }
  return text;
}

ScriptedReply whole_file(const std::string& bytes, const std::string& etag = "\"one\"") {
  return text_reply(200, bytes, "text/plain", etag.empty() ? "" : "ETag: " + etag + "\r\n");
}

/// Where a request asks for the rest of a file.
std::optional<std::size_t> asked_from(const SeenRequest& request) {
  const std::string range = "\r\nRange: bytes=";
  const std::size_t at = request.head.find(range);
  return at == std::string::npos
             ? std::nullopt
             : std::optional<std::size_t>(std::stoul(request.head.substr(at + range.size())));
}

/// As servers of files do it: If-Range with another version gets the whole file.
ScriptedReply serve(const SeenRequest& request, const std::string& bytes,
                    const std::string& etag = "\"one\"") {
  const auto from = asked_from(request);
  const bool conditional = request.head.find("If-Range: ") != std::string::npos;
  if (!from || (conditional && request.head.find("If-Range: " + etag) == std::string::npos)) {
    return whole_file(bytes, etag);
  }
  if (*from >= bytes.size()) {
    return text_reply(416, "", "text/plain",
                      fmt::format("Content-Range: bytes */{}\r\n", bytes.size()));
  }
  return text_reply(206, bytes.substr(*from), "text/plain",
                    fmt::format("Content-Range: bytes {}-{}/{}\r\nETag: {}\r\n", *from,
                                bytes.size() - 1, bytes.size(), etag));
}

class Download {
 public:
  explicit Download(std::string sha256 = sha256_hex(content())) : sha256_(std::move(sha256)) {
    options.wait = [this](std::chrono::milliseconds wait) { waits.push_back(wait.count()); };
    options.note = [this](const std::string& note) { notes.push_back(note); };
  }

  [[nodiscard]] fs::path target() const { return here_.path() / "suite/file.txt"; }
  [[nodiscard]] fs::path part() const { return target().string() + ".part"; }

  void from(const ScriptedServer& server) const {
    download({server.url() + "/file.txt", target(), sha256_, bearer}, options);
  }

  [[nodiscard]] std::string error_from(const ScriptedServer& server) const {
    try {
      from(server);
    } catch (const InfrastructureError& error) {
      return error.what();
    }
    return "no error";
  }

  /// Nothing is left but the target, or nothing at all.
  [[nodiscard]] bool clean() const {
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(target().parent_path())) {
      files += entry.path() == target() ? 0 : 1;
    }
    return files == 0;
  }

  DownloadOptions options;
  std::string bearer;
  std::vector<std::int64_t> waits;
  std::vector<std::string> notes;

 private:
  std::string sha256_;
  TemporaryDirectory here_;
};

/// A random half is taken off.
bool is_back_off(std::int64_t wait, std::int64_t whole) {
  return wait >= whole / 2 && wait <= whole;
}

TEST_CASE("a file is downloaded, checked, and appears whole") {
  ScriptedServer server([](const SeenRequest& request) { return serve(request, content()); });
  Download download;
  std::uint64_t last = 0;
  std::uint64_t whole = 0;
  download.options.progress = [&](std::uint64_t bytes, std::uint64_t total) {
    last = bytes;
    whole = total;
  };
  download.from(server);
  CHECK(read_file(download.target()) == content());
  CHECK(download.clean());
  CHECK(last == content().size());
  CHECK(whole == content().size());
}

TEST_CASE("a download that breaks off goes on where it ended") {
  ScriptedServer server([](const SeenRequest& request) {
    const ScriptedReply reply = serve(request, content());
    return request.index < 2 ? cut(reply, 9000, ScriptedReply::End::reset) : reply;
  });
  Download download;
  download.from(server);
  CHECK(read_file(download.target()) == content());
  const auto requests = server.requests();
  REQUIRE(requests.size() == 3);
  CHECK_FALSE(asked_from(requests[0]));
  CHECK(asked_from(requests[1]).value() > 1000);
  CHECK(asked_from(requests[2]).value() > asked_from(requests[1]).value());
  CHECK(requests[2].head.find("If-Range: \"one\"") != std::string::npos);
  REQUIRE(download.waits.size() == 2);
  CHECK(is_back_off(download.waits[0], 1000));
  CHECK(is_back_off(download.waits[1], 1000));
}

TEST_CASE("a part that an earlier process left is continued") {
  ScriptedServer server([](const SeenRequest& request) {
    const ScriptedReply reply = serve(request, content());
    return request.index == 0 ? cut(reply, 9000, ScriptedReply::End::close) : reply;
  });
  Download download;
  download.options.retry.attempts = 1;
  CHECK_THAT(download.error_from(server), Catch::Contains("given up after 1 attempts"));
  CHECK(fs::file_size(download.part()) > 1000);
  CHECK_FALSE(fs::exists(download.target()));
  download.from(server);
  CHECK(asked_from(server.requests().at(1)).has_value());
  CHECK(read_file(download.target()) == content());
  CHECK(download.clean());
}

TEST_CASE("a part of another address is not continued") {
  ScriptedServer server([](const SeenRequest& request) { return serve(request, content()); });
  Download download;
  {
    PartialFile part(download.target(), "http://elsewhere/file");
    part.restart("\"one\"");
    part.append("something else");
  }
  download.from(server);
  CHECK_FALSE(asked_from(server.requests().at(0)));
  CHECK(read_file(download.target()) == content());
}

TEST_CASE("a server that ignores Range is believed: the whole file is taken") {
  ScriptedServer server([](const SeenRequest& request) {
    const ScriptedReply reply = whole_file(content());
    return request.index == 0 ? cut(reply, 9000, ScriptedReply::End::reset) : reply;
  });
  Download download;
  download.from(server);
  CHECK(asked_from(server.requests().at(1)).has_value());
  CHECK(read_file(download.target()) == content());
}

TEST_CASE("a file that changes between two attempts is taken anew") {
  ScriptedServer server([](const SeenRequest& request) {
    return request.index == 0
               ? cut(serve(request, content('x'), "\"old\""), 9000, ScriptedReply::End::reset)
               : serve(request, content());
  });
  Download pinned;
  pinned.from(server);
  CHECK(read_file(pinned.target()) == content());
}

TEST_CASE("without an ETag a checksum tells that the parts do not fit, and all is fetched again") {
  ScriptedServer server([](const SeenRequest& request) {
    return request.index == 0
               ? cut(serve(request, content('x'), ""), 9000, ScriptedReply::End::reset)
               : serve(request, content(), "");
  });
  Download pinned;
  pinned.from(server);
  CHECK(server.requests().size() == 3);
  CHECK(read_file(pinned.target()) == content());
  CHECK_THAT(pinned.notes.at(1), Catch::Contains("do not fit together"));
}

TEST_CASE("without ETag and checksum nothing is continued") {
  ScriptedServer server([](const SeenRequest& request) {
    const ScriptedReply reply = whole_file(content(), "W/\"weak\"");
    return request.index == 0 ? cut(reply, 9000, ScriptedReply::End::reset) : reply;
  });
  Download loose("");
  loose.from(server);
  CHECK_FALSE(asked_from(server.requests().at(1)));
  CHECK(read_file(loose.target()) == content());
}

TEST_CASE("a part that is whole already, or too long, is told by status 416") {
  ScriptedServer server([](const SeenRequest& request) { return serve(request, content()); });
  for (const std::string& more : {std::string(), std::string("more")}) {
    Download download;
    {
      PartialFile part(download.target(), server.url() + "/file.txt");
      part.restart("\"one\"");
      part.append(content() + more);
    }
    download.from(server);
    CHECK(read_file(download.target()) == content());
    CHECK(download.clean());
  }
}

TEST_CASE("a wrong checksum names both, and nothing is kept") {
  ScriptedServer server([](const SeenRequest& request) { return serve(request, content('x')); });
  Download download;
  CHECK(download.error_from(server) == server.url() +
                                           "/file.txt: not the published file: its sha256 is " +
                                           sha256_hex(content('x')) + ", not " +
                                           sha256_hex(content()) + "; nothing of it is kept");
  CHECK_FALSE(fs::exists(download.target()));
  CHECK(download.clean());
}

TEST_CASE("statuses that pass are waited for, as long as the server asks") {
  ScriptedServer server([](const SeenRequest& request) {
    if (request.index == 0) {
      return text_reply(503, "busy", "text/plain", "Retry-After: 7\r\n");
    }
    return request.index < 3 ? text_reply(500, "sorry") : serve(request, content());
  });
  Download download;
  download.from(server);
  CHECK(read_file(download.target()) == content());
  REQUIRE(download.waits.size() == 3);
  CHECK(download.waits[0] == 7000);
  CHECK(is_back_off(download.waits[1], 2000));
  CHECK(is_back_off(download.waits[2], 4000));
  CHECK(download.notes.at(0) == "the server answers 503; once more in 7 s");
}

TEST_CASE("statuses that do not pass end a download at once, with the remedy") {
  struct Case {
    int status;
    std::string bearer;
    std::string remedy;
  };
  const Case cases[] = {
      {404, "", "404; it is no longer there; get it from elsewhere and put it at "},
      {401, "", "401; it wants an account; for huggingface.co set HF_TOKEN"},
      {403, "secret", "403; the token in HF_TOKEN may not read it"},
      {400, "", "400; try again later"},
  };
  for (const Case& one : cases) {
    ScriptedServer server([&](const SeenRequest&) { return text_reply(one.status, "no"); });
    Download download;
    download.bearer = one.bearer;
    CHECK_THAT(download.error_from(server), Catch::Contains(one.remedy));
    CHECK(server.requests().size() == 1);
    CHECK(download.clean());
  }
  ScriptedServer dead([](const SeenRequest&) { return text_reply(500, "no"); });
  Download download;
  CHECK_THAT(download.error_from(dead), Catch::Contains("given up after 5 attempts"));
  dead.stop();
  CHECK_THAT(download.error_from(dead), Catch::Contains("check the network"));
}

TEST_CASE("redirections are followed, without the token where they lead to another host") {
  ScriptedServer far([](const SeenRequest& request) { return serve(request, content()); });
  ScriptedServer near([&](const SeenRequest& request) {
    return request.index == 0
               ? text_reply(302, "", "text/plain", "Location: /v1/moved.txt\r\n")
               : text_reply(302, "", "text/plain", "Location: " + far.url() + "/cdn.txt\r\n");
  });
  Download download;
  download.bearer = "secret";
  download.from(near);
  CHECK(read_file(download.target()) == content());
  CHECK(near.requests().at(0).head.find("Authorization: Bearer secret") != std::string::npos);
  CHECK(near.requests().at(1).path == "/v1/moved.txt");
  CHECK(far.requests().at(0).head.find("secret") == std::string::npos);
}

TEST_CASE("a full disk is told, and the part that fits is kept") {
  ScriptedServer server([](const SeenRequest& request) { return serve(request, content()); });
  Download download;
  fs::create_directories(download.target().parent_path());
  fs::create_symlink("/dev/full", download.part());
  CHECK_THAT(
      download.error_from(server),
      Catch::Contains("cannot write") && Catch::Contains("No space left on device; free some"));
}

TEST_CASE("a folder that cannot be made, and a download that goes on elsewhere, are told") {
  ScriptedServer server([](const SeenRequest& request) { return serve(request, content()); });
  const Download download;
  std::ofstream(download.target().parent_path()) << "a file, where a folder should be";
  CHECK_THAT(download.error_from(server), Catch::StartsWith("cannot make the folder"));
  const Download other;
  const PartialFile held(other.target(), "http://elsewhere/file");
  CHECK_THAT(other.error_from(server), Catch::Contains("another process downloads this file"));
  CHECK(server.requests().empty());
}

TEST_CASE("a stopped download keeps its part") {
  ScriptedServer server([](const SeenRequest& request) {
    return cut(serve(request, content()), 9000, ScriptedReply::End::stall);
  });
  Download download;
  bool stop = false;
  download.options.progress = [&](std::uint64_t, std::uint64_t) { stop = true; };
  download.options.stopped = [&] { return stop; };
  CHECK_THROWS_AS(download.from(server), Interrupted);
  CHECK(fs::file_size(download.part()) > 1000);
}

}  // namespace
}  // namespace assay::test
