#include "evals/progress.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/catch.hpp"

namespace assay {
namespace {

Score scored(double mean, const std::string& cluster = "") {
  return {{mean, std::nullopt}, cluster};
}

SuiteProgress half_done() {
  return {"gsm8k", 8, 4, {scored(1.0), scored(0.0), scored(1.0), scored(0.5)}};
}

TEST_CASE("the line shows done, score with error, rate and time left") {
  CHECK(progress_line(half_done(), 1940.2, 70) ==
        "gsm8k  4/8  pass@1 62.5 ± 23.9 %  1,940 tok/s  1m 10s left");
  SuiteProgress complete = half_done();
  complete.done = 8;
  CHECK(progress_line(complete, 12, 0) == "gsm8k  8/8  pass@1 62.5 ± 23.9 %  12 tok/s");
}

TEST_CASE("the line's error is by cluster, and there is none below two clusters") {
  const auto line = [](const std::vector<Score>& scores) {
    return progress_line({"s", 4, 4, scores}, 12, 0);
  };
  CHECK(line({scored(1, "a"), scored(1, "a"), scored(0, "b"), scored(0, "b")}) ==
        "s  4/4  pass@1 50.0 ± 38.2 %  12 tok/s");
  CHECK(line({scored(1, "a"), scored(1, "a"), scored(0, "a"), scored(0, "a")}) ==
        "s  4/4  pass@1 50.0 %  12 tok/s");
  CHECK(line({scored(1)}) == "s  4/4  pass@1 100.0 %  12 tok/s");
  CHECK(line({}) == "s  4/4  pass@1 -  12 tok/s");
}

TEST_CASE("a pipe gets one line a minute and one at the end") {
  double now = 0;
  std::ostringstream out;
  const auto progress = make_progress(ProgressStyle::plain, out, [&] { return now; });
  SuiteProgress suite{"s", 240, 0, {}};
  progress->started({suite});
  for (int i = 0; i < 240; ++i) {
    now += 1;
    ++suite.done;
    progress->sample(suite, {"s", "p", i, VerdictKind::correct, 10}, 10);
  }
  progress->finished();
  const std::string text = out.str();
  CHECK(std::count(text.begin(), text.end(), '\n') == 4);
  CHECK(text.find("60/240") != std::string::npos);
  CHECK(text.find("3m 00s left") != std::string::npos);
}

TEST_CASE("a terminal's line is rewritten in place and closed at the end") {
  double now = 0;
  std::ostringstream out;
  const auto progress = make_progress(ProgressStyle::terminal, out, [&] { return now; });
  SuiteProgress suite{"s", 2, 0, {}};
  progress->started({suite});
  for (int i = 0; i < 2; ++i) {
    now += 1;
    ++suite.done;
    progress->sample(suite, {"s", "p", i, VerdictKind::correct, 10}, 10);
  }
  progress->finished();
  const std::string text = out.str();
  CHECK(std::count(text.begin(), text.end(), '\r') == 2);
  CHECK(std::count(text.begin(), text.end(), '\n') == 1);
}

TEST_CASE("json progress is one object a line") {
  std::ostringstream out;
  const auto progress = make_progress(ProgressStyle::json, out);
  progress->started({half_done()});
  progress->sample(half_done(), {"gsm8k", "p1", 3, VerdictKind::timeout, 7}, 99);
  progress->finished();
  std::istringstream lines(out.str());
  std::vector<nlohmann::json> events;
  for (std::string line; std::getline(lines, line);) {
    events.push_back(nlohmann::json::parse(line));
  }
  REQUIRE(events.size() == 3);
  CHECK(events[1].at("verdict") == "timeout");
  CHECK(events[1].at("sample") == 3);
  CHECK(events[2].at("event") == "generated");
}

}  // namespace
}  // namespace assay
