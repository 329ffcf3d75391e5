#include "reports/export/jsonl.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/reports/export/planned_run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/sample_run.hpp"

namespace assay {
namespace {

/// Stores `indices` in this order, each with a time that differs by run.
std::string canonical(const std::vector<int>& indices, const std::string& finished) {
  const test::TemporaryDirectory here;
  RunFile file =
      RunFile::create(here.path() / "a.run", test::sample_manifest({test::sample_suite("s", 3)}));
  file.add_problems("s", {test::sample_problem(0)});
  for (const int index : indices) {
    StoredSample sample = test::sample_of("s", "p0", index, VerdictKind::correct, 5);
    sample.finished = finished;
    file.append(sample);
  }
  std::ostringstream out;
  export_jsonl(file, out, true);
  return out.str();
}

TEST_CASE("canonical rows do not depend on the order or the time of finishing") {
  const std::string one = canonical({0, 1, 2}, "2026-01-01T00:00:00Z");
  CHECK(one == canonical({2, 0, 1}, "2027-01-01T00:00:00Z"));
  CHECK(one != canonical({0, 1}, "2026-01-01T00:00:00Z"));
  CHECK(std::count(one.begin(), one.end(), '\n') == 3);
}

TEST_CASE("a canonical row is sorted, compact, and carries the digest") {
  const std::string rows = canonical({0}, "2026-01-01T00:00:00Z");
  const auto row = nlohmann::json::parse(rows);
  CHECK(rows == row.dump() + "\n");
  CHECK(row.size() == 10);
  CHECK(row.at("digest") == sample_digest(test::sample_of("s", "p0", 0, VerdictKind::correct, 5)));
  CHECK(row.at("verdict") == "correct");
  CHECK(row.at("parent").is_null());
}

TEST_CASE("a full row has trace, verdict and timings, whatever the bytes") {
  const test::TemporaryDirectory here;
  RunFile file =
      RunFile::create(here.path() / "a.run", test::sample_manifest({test::sample_suite("s", 3)}));
  file.add_problems("s", {test::sample_problem(0)});
  StoredSample sample = test::sample_of("s", "p0", 0, VerdictKind::truncated, 5);
  sample.completion.thinking = "half a character \xe2\x82";
  file.append(sample);
  std::ostringstream out;
  export_jsonl(file, out, false);
  const auto row = nlohmann::json::parse(out.str());
  CHECK(row.at("thinking") == "half a character \xef\xbf\xbd");
  CHECK(row.at("verdict").at("kind") == "truncated");
  CHECK(row.at("think_end").is_null());
  CHECK(row.at("timings").at("decode_ms") == 300.125);
  CHECK(row.at("pilot") == false);
}

TEST_CASE("a full row says whether its sample only planned the others") {
  const test::TemporaryDirectory here;
  test::write_planned_run(here.path() / "a.run");
  std::stringstream out;
  export_jsonl(RunFile::read(here.path() / "a.run"), out, false);
  int pilots = 0;
  for (std::string line; std::getline(out, line);) {
    const auto row = nlohmann::json::parse(line);
    CHECK(row.at("pilot") == (row.at("sample") < 4));
    pilots += row.at("pilot").get<bool>() ? 1 : 0;
  }
  CHECK(pilots == 8);
}

}  // namespace
}  // namespace assay
