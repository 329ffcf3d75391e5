#include "engine/remote/event_stream.hpp"

#include <string>
#include <vector>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::remote {
namespace {

std::vector<std::string> events_of(const std::string& bytes, std::size_t piece) {
  std::vector<std::string> events;
  EventStream stream([&](std::string_view data) { events.emplace_back(data); });
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    stream.push(std::string_view(bytes).substr(at, piece));
  }
  return events;
}

TEST_CASE("events are the same however the bytes are cut") {
  struct Case {
    const char* name;
    std::string bytes;
    std::vector<std::string> events;
  };
  const std::vector<Case> cases = {
      {"LF", "data: a\n\ndata: b\n\n", {"a", "b"}},
      {"CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", {"a", "b"}},
      {"CR", "data: a\r\rdata: b\r\r", {"a", "b"}},
      {"mixed", "data: a\r\n\ndata: b\n\r\n", {"a", "b"}},
      {"no space, two spaces", "data:a\n\ndata:  b\n\n", {"a", " b"}},
      {"several data lines", "data: a\ndata: b\n\n", {"a\nb"}},
      {"comments, other fields", ": ping\n\nevent: x\nid: 3\ndata: a\nretry: 5\n\n", {"a"}},
      {"empty data", "data\n\ndata:\n\n", {"", ""}},
      {"byte order mark",
       "\xEF\xBB\xBF"
       "data: a\n\n",
       {"a"}},
      {"characters of several bytes",
       "data: \xF0\x9F\x98\x80 \xE2\x88\x91\n\n",
       {"\xF0\x9F\x98\x80 \xE2\x88\x91"}},
      {"a name that only begins with data", "database: a\n\ndata: b\n\n", {"b"}},
      {"an event that was not ended", "data: a\n\ndata: b\n", {"a"}},
  };
  for (const Case& c : cases) {
    for (std::size_t piece = 1; piece <= c.bytes.size(); ++piece) {
      INFO(c.name << ", pieces of " << piece);
      CHECK(events_of(c.bytes, piece) == c.events);
    }
  }
}

TEST_CASE("an event that never ends is refused before it fills the memory") {
  EventStream stream([](std::string_view) {}, 1000);
  stream.push("data: " + std::string(900, 'x'));
  CHECK_THROWS_AS(stream.push(std::string(200, 'x')), InfrastructureError);
  EventStream lines([](std::string_view) {}, 1000);
  CHECK_THROWS_AS(
      [&] {
        for (int i = 0; i < 100; ++i) {
          lines.push("data: " + std::string(100, 'x') + "\n");
        }
      }(),
      InfrastructureError);
}

}  // namespace
}  // namespace assay::remote
