#include "reports/run/run_file.hpp"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/sample_run.hpp"

namespace assay {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

RunFile small_file(const fs::path& path) {
  RunFile file = RunFile::create(path, test::sample_manifest({test::sample_suite("s", 4)}));
  file.add_problems("s", {test::sample_problem(0), test::sample_problem(1)});
  return file;
}

StoredSample small_sample(int index) {
  return test::sample_of("s", "p0", index, VerdictKind::correct, 10);
}

void execute(const fs::path& path, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  char* message = nullptr;
  const int result = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message);
  INFO((message == nullptr ? "" : message));
  CHECK(result == SQLITE_OK);
  sqlite3_free(message);
  sqlite3_close(database);
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST_CASE("a sample comes back as it was stored") {
  const test::TemporaryDirectory here;
  StoredSample sample = small_sample(2);
  sample.completion.thinking = std::string("caf\xc3\xa9 \0 \xff", 9);  // not even UTF-8
  sample.completion.token_ids = {0, 127, 128, 16'383, 16'384, 151'643, 2'147'483'647};
  sample.completion.think_end = 3;
  sample.completion.finish_reason = FinishReason::budget;
  sample.verdict.output = std::string("a\0b", 3);
  sample.verdict.cpu_ms = 12.5;
  small_file(here.path() / "a.run").append(sample);
  const auto found = RunFile::read(here.path() / "a.run").find(sample.key);
  REQUIRE(found);
  CHECK(found->completion.thinking == sample.completion.thinking);
  CHECK(found->completion.answer == sample.completion.answer);
  CHECK(found->completion.token_ids == sample.completion.token_ids);
  CHECK(found->completion.prompt_ids == sample.completion.prompt_ids);
  CHECK(found->completion.think_end == sample.completion.think_end);
  CHECK(found->completion.finish_reason == FinishReason::budget);
  CHECK(found->completion.timings.decode_ms == 300.125);
  CHECK(found->verdict.output == sample.verdict.output);
  CHECK(found->verdict.cpu_ms == 12.5);
  CHECK(found->verdict.kind == VerdictKind::correct);
  CHECK(found->finished == sample.finished);
  CHECK_FALSE(found->parent);
}

TEST_CASE("ids may be left out: their counts are there, and damage to them is still told") {
  const test::TemporaryDirectory here;
  const fs::path path = here.path() / "a.run";
  small_file(path).append(small_sample(0));
  const auto visit = [&](const std::function<void(const RunFile&, const PackedSample&)>& check) {
    const RunFile file = RunFile::read(path);
    file.for_each_packed([&](const PackedSample& packed) { check(file, packed); });
  };
  visit([](const RunFile& file, const PackedSample& packed) {
    const StoredSample whole = file.unpack(packed);
    const StoredSample part = file.unpack(packed, TokenIds::left_out);
    CHECK(packed.counts.prompt == whole.completion.prompt_ids.size());
    CHECK(packed.counts.completion == whole.completion.token_ids.size());
    CHECK(part.completion.token_ids.empty());
    CHECK(part.completion.thinking == whole.completion.thinking);
    CHECK(part.completion.think_end == whole.completion.think_end);
  });
  for (const char* change : {"token_ids = x'28b52ffd0011223344'", "completion_tokens = 1",
                             "prompt_tokens = 1", "thinking_bytes = 1"}) {
    INFO(change);
    small_file(here.path() / "b.run").append(small_sample(0));
    fs::rename(here.path() / "b.run", path);
    execute(path, std::string("UPDATE samples SET ") + change);
    visit([](const RunFile& file, const PackedSample& packed) {
      CHECK_THROWS_WITH((void)file.unpack(packed, TokenIds::left_out), Contains("wrong checksum"));
    });
  }
}

TEST_CASE("a problem comes back whole, with its tests") {
  const test::TemporaryDirectory here;
  RunFile file = small_file(here.path() / "a.run");
  Problem code = test::sample_code_problem(3);
  code.tests->layout = CodeLayout::humaneval;
  code.tests->test = "def check(candidate): pass";
  code.tests->timeout_s = 1.5;
  file.add_problems("s", {code, test::sample_problem(0)});
  const std::vector<StoredProblem> problems = file.problems();
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].problem.id == "f3");
  REQUIRE(problems[0].problem.tests);
  CHECK(problems[0].problem.tests->layout == CodeLayout::humaneval);
  CHECK(problems[0].problem.tests->asserts == code.tests->asserts);
  CHECK(problems[0].problem.tests->timeout_s == 1.5);
  CHECK(problems[1].problem.gold == "40");
}

TEST_CASE("samples are visited by suite, problem, index and kind, whatever the order of storing") {
  const test::TemporaryDirectory here;
  RunFile file = small_file(here.path() / "a.run");
  file.append(test::sample_of("s", "p1", 0, VerdictKind::correct, 3));
  file.append(small_sample(11));
  file.append(small_sample(2));
  StoredSample fork = small_sample(2);
  fork.key.kind = SampleKind::budget_fork;
  fork.parent = 3;
  file.append(fork);
  std::vector<SampleKey> seen;
  file.for_each([&](const StoredSample& sample) { seen.push_back(sample.key); });
  REQUIRE(seen.size() == 4);
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  CHECK(seen[1].kind == SampleKind::budget_fork);
  CHECK(file.find(seen[1])->parent == 3);
  CHECK(file.finished() == seen);
}

TEST_CASE("the newest verdict counts, and a failed judge leaves a sample unfinished") {
  const test::TemporaryDirectory here;
  RunFile file = small_file(here.path() / "a.run");
  StoredSample sample = small_sample(0);
  sample.verdict.kind = VerdictKind::infrastructure_error;
  file.append(sample);
  CHECK(file.finished().empty());
  Verdict verdict;
  verdict.kind = VerdictKind::incorrect;
  verdict.reason = "second look";
  file.add_verdict(sample.key, verdict);
  CHECK(file.finished().size() == 1);
  CHECK(file.find(sample.key)->verdict.reason == "second look");
  CHECK_THROWS_WITH(file.add_verdict(small_sample(9).key, verdict), Contains("sample 9"));
}

TEST_CASE("a sample is stored once") {
  const test::TemporaryDirectory here;
  RunFile file = small_file(here.path() / "a.run");
  file.append(small_sample(0));
  CHECK_THROWS_AS(file.append(small_sample(0)), InfrastructureError);
  CHECK_THROWS_WITH(file.append(small_sample(0)),
                    Contains("s/p0 sample 0 (full) is already there"));
  file.append(small_sample(1));  // the failure left no transaction open
  CHECK(file.finished().size() == 2);
}

TEST_CASE("a second writer is refused, and may write when the first has ended") {
  const test::TemporaryDirectory here;
  const fs::path path = here.path() / "a.run";
  {
    const RunFile first = small_file(path);
    CHECK_THROWS_AS(RunFile::open(path), InfrastructureError);
    CHECK_THROWS_WITH(RunFile::open(path), Contains("a.run") && Contains("another process"));
    const pid_t child = ::fork();
    if (child == 0) {
      const std::string message = message_of([&] { (void)RunFile::open(path); });
      ::_exit(message.find("another process") != std::string::npos ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
  RunFile::open(path).append(small_sample(0));
  CHECK(RunFile::read(path).finished().size() == 1);
  std::vector<std::string> left;
  for (const auto& entry : fs::directory_iterator(here.path())) {
    left.push_back(entry.path().filename());
  }
  CHECK(left == std::vector<std::string>{"a.run"});  // no lock, log or draft beside it
}

TEST_CASE("reading works beside a writer and sees each sample as it comes") {
  const test::TemporaryDirectory here;
  RunFile writer = small_file(here.path() / "a.run");
  const RunFile reader = RunFile::read(here.path() / "a.run");
  for (int i = 0; i < 5; ++i) {
    writer.append(small_sample(i));
    CHECK(reader.finished().size() == static_cast<std::size_t>(i + 1));
  }
  int visits = 0;
  reader.for_each([&](const StoredSample& sample) {
    writer.append(small_sample(sample.key.index + 10));  // an open cursor does not block it
    ++visits;
  });
  CHECK(visits == 5);
  RunFile moved = RunFile::read(here.path() / "a.run");
  CHECK_THROWS_WITH(moved.append(small_sample(50)), Contains("reading only"));
}

/// Runs `action` as a user whom permissions bind: root is above them. False if that cannot be.
bool as_plain_user(const std::function<bool()>& action) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && (::setegid(65534) != 0 || ::seteuid(65534) != 0)) {
      ::_exit(2);
    }
    bool good = false;
    try {
      good = action();
    } catch (...) {
      good = false;
    }
    ::_exit(good ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_CASE("a run file in a read-only directory can be read, also with a log left by a kill") {
  const test::TemporaryDirectory here;
  const fs::path folder = here.path() / "data";
  fs::create_directory(folder);
  ::chmod(here.path().c_str(), 0755);
  {
    RunFile file = small_file(folder / "a.run");
    file.append(small_sample(0));
    // What SIGKILL leaves: the file and its log, of which the sample is in the log alone.
    fs::copy_file(folder / "a.run", folder / "killed.run");
    fs::copy_file(folder / "a.run-wal", folder / "killed.run-wal");
  }
  ::chmod(folder.c_str(), 0555);
  CHECK(as_plain_user([&] { return ::access(folder.c_str(), W_OK) != 0 || ::geteuid() == 65534; }));
  CHECK(as_plain_user([&] { return RunFile::read(folder / "a.run").finished().size() == 1; }));
  CHECK(as_plain_user([&] { return RunFile::read(folder / "killed.run").finished().size() == 1; }));
  CHECK(as_plain_user([&] {
    const std::string message = message_of([&] { (void)RunFile::open(folder / "a.run"); });
    return message.find("a.run") != std::string::npos &&
           message.find("Permission denied") != std::string::npos;
  }));
  ::chmod(folder.c_str(), 0755);
}

TEST_CASE("creating refuses an existing file and a missing directory") {
  const test::TemporaryDirectory here;
  small_file(here.path() / "a.run");
  CHECK_THROWS_WITH(RunFile::create(here.path() / "a.run", {}), Contains("it exists"));
  CHECK_THROWS_AS(RunFile::create(here.path() / "none" / "a.run", {}), InfrastructureError);
  CHECK_THROWS_WITH(RunFile::create(here.path() / "none" / "a.run", {}), Contains("none/a.run"));
}

TEST_CASE("a draft left by a kill during creation does no harm") {
  const test::TemporaryDirectory here;
  std::ofstream(here.path() / "a.run.new") << "half";
  std::ofstream(here.path() / "a.run.lock") << "";
  small_file(here.path() / "a.run").append(small_sample(0));
  CHECK(RunFile::read(here.path() / "a.run").finished().size() == 1);
  CHECK_FALSE(fs::exists(here.path() / "a.run.new"));
}

TEST_CASE("what is no run file, or one of a newer format, is told by name") {
  const test::TemporaryDirectory here;
  const fs::path path = here.path() / "a.run";
  CHECK_THROWS_WITH(RunFile::read(path), Contains("no run file") && Contains("a.run"));
  CHECK_THROWS_WITH(RunFile::read(here.path()), Contains("no regular file"));
  std::ofstream(here.path() / "text.run") << std::string(5000, 'x');
  CHECK_THROWS_AS(RunFile::read(here.path() / "text.run"), DataError);
  CHECK_THROWS_WITH(RunFile::read(here.path() / "text.run"),
                    Contains("text.run is not a run file"));
  std::ofstream(here.path() / "empty.run") << "";
  CHECK_THROWS_WITH(RunFile::read(here.path() / "empty.run"),
                    Contains("is not a run file: it is empty"));
  execute(here.path() / "other.run", "CREATE TABLE t (x)");
  CHECK_THROWS_WITH(RunFile::read(here.path() / "other.run"), Contains("another program"));
  small_file(path);
  execute(path, "PRAGMA user_version = 5");
  CHECK_THROWS_AS(RunFile::open(path), DataError);
  CHECK_THROWS_WITH(RunFile::read(path), Contains("format 5") && Contains("newer assay"));
}

TEST_CASE("damage is told, never read over") {
  const test::TemporaryDirectory here;
  const fs::path path = here.path() / "a.run";
  {
    RunFile file = small_file(path);
    for (int i = 0; i < 200; ++i) {
      file.append(small_sample(i));
    }
  }
  const auto read_all = [](const fs::path& file) {
    (void)RunFile::read(file).manifest();
    RunFile::read(file).for_each([](const StoredSample&) {});
  };
  CHECK_NOTHROW(read_all(path));
  const fs::path cut = here.path() / "cut.run";
  fs::copy_file(path, cut);
  fs::resize_file(cut, fs::file_size(cut) / 2);
  CHECK_THROWS_AS(read_all(cut), DataError);
  CHECK_THROWS_WITH(read_all(cut), Contains("cut.run") && Contains("damaged"));
  execute(path, "UPDATE samples SET trace = x'28b52ffd0011223344' WHERE id = 7");
  CHECK_THROWS_WITH(read_all(path), Contains("a.run") && Contains("damaged"));
}

TEST_CASE("a manifest grows, and the newest is read") {
  const test::TemporaryDirectory here;
  RunFile file = small_file(here.path() / "a.run");
  Manifest manifest = file.manifest();
  manifest.suites[0].k = 16;
  manifest.think_budget = 100;
  file.update_manifest(manifest);
  CHECK(file.manifest().suites[0].k == 16);
  CHECK(file.manifest().think_budget == 100);
  CHECK(to_json(file.manifest()) == to_json(manifest));
}

TEST_CASE("the digest depends on what a sample is, and not on when or how fast") {
  const StoredSample sample = small_sample(0);
  const std::string digest = sample_digest(sample);
  StoredSample later = sample;
  later.finished = "2030-01-01T00:00:00Z";
  later.completion.timings = {};
  later.verdict.cpu_ms = 1;
  CHECK(sample_digest(later) == digest);
  StoredSample other = sample;
  other.completion.token_ids[3] += 1;
  CHECK(sample_digest(other) != digest);
  other = sample;
  other.verdict.kind = VerdictKind::incorrect;
  CHECK(sample_digest(other) != digest);
  other = sample;
  other.key.index = 1;
  CHECK(sample_digest(other) != digest);
}

TEST_CASE("the digest is SHA-256 over sorted, compact JSON") {
  StoredSample sample;
  sample.key = {"s", "p", 3, SampleKind::full};
  sample.completion.prompt_ids = {1, 2};
  sample.completion.token_ids = {5};
  sample.verdict.kind = VerdictKind::correct;
  // hashlib.sha256(json.dumps({...}, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
  CHECK(sample_digest(sample) ==
        "22cf88ec2e769032565317596cb6a2704fabda9a97e3ba2357b71dbf37271340");
}

}  // namespace
}  // namespace assay
