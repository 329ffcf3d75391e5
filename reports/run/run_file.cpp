#include "reports/run/run_file.hpp"

#include <fmt/format.h>

#include <set>
#include <system_error>
#include <utility>

#include "engine/core/error.hpp"
#include "reports/run/checksum.hpp"
#include "reports/run/codec.hpp"
#include "reports/run/open_database.hpp"
#include "reports/run/problem_json.hpp"
#include "reports/run/sample_json.hpp"
#include "reports/run/sample_rows.hpp"
#include "reports/run/sqlite.hpp"
#include "reports/run/writer_lock.hpp"

namespace assay {

namespace {

/// As parameters 1 to 5: suite, problem, sample, kind, budget.
void bind_key(sqlite::Statement& select, const SampleKey& key) {
  select.bind_text(1, key.suite).bind_text(2, key.problem).bind(3, std::int64_t{key.index});
  select.bind_text(4, to_string(key.kind)).bind(5, std::int64_t{key.budget});
}

}  // namespace

struct RunFile::State {
  std::filesystem::path path;
  // Order matters: the database is closed before the lock is given back.
  std::unique_ptr<WriterLock> lock;
  OpenDatabase open;

  [[nodiscard]] const sqlite::Database& database() const { return *open.database; }

  /// Names the file in errors about what lies in it.
  template <typename Action>
  auto reading(Action action) const {
    try {
      return action();
    } catch (const DataError& error) {
      const std::string message = error.what();
      throw DataError(message.starts_with(path.string()) ? message
                                                         : path.string() + ": " + message);
    }
  }

  void require_writer() const {
    if (!lock) {
      throw InfrastructureError(path.string() + " was opened for reading only");
    }
  }

  struct ProblemRow {
    std::int64_t id = 0;
    std::optional<std::string> prompt_ids;  ///< packed
  };

  [[nodiscard]] ProblemRow problem_row(const SampleKey& key) const {
    sqlite::Statement select(database(),
                             "SELECT id, prompt_ids FROM problems WHERE suite = ? AND problem = ?");
    if (!select.bind_text(1, key.suite).bind_text(2, key.problem).step()) {
      throw InfrastructureError(
          fmt::format("{}: {} was never added", path.string(), key.suite + "/" + key.problem));
    }
    ProblemRow row{select.integer(0), std::nullopt};
    if (!select.is_null(1)) {
      row.prompt_ids = select.bytes(1);
    }
    return row;
  }

  [[nodiscard]] std::optional<std::int64_t> sample_row(const SampleKey& key) const {
    sqlite::Statement select(database(),
                             "SELECT s.id FROM problems p JOIN samples s ON s.problem = p.id "
                             "WHERE p.suite = ? AND p.problem = ? AND s.sample = ? AND s.kind = ? "
                             "AND s.budget = ?");
    bind_key(select, key);
    return select.step() ? std::optional(select.integer(0)) : std::nullopt;
  }

  [[nodiscard]] std::int64_t parent_row(SampleKey key) const {
    key.kind = SampleKind::full;
    key.budget = 0;
    const std::optional<std::int64_t> row = sample_row(key);
    if (!row) {
      throw InfrastructureError(fmt::format("{}: there is no {}, from which a fork is to be stored",
                                            path.string(), describe(key)));
    }
    return *row;
  }

  void insert_verdict(std::int64_t sample, const Verdict& verdict,
                      const std::string& sample_checksum) const {
    sqlite::Statement insert(
        database(),
        "INSERT INTO verdicts (sample, kind, extracted, canonical, reason, output, grader, cpu_ms, "
        "rss_bytes, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, sample).bind_text(2, to_string(verdict.kind)).bind_text(3, verdict.extracted);
    insert.bind_text(4, verdict.canonical).bind_text(5, verdict.reason);
    insert.bind_text(6, verdict.output).bind_text(7, verdict.grader);
    insert.bind(8, verdict.cpu_ms).bind(9, verdict.rss_bytes);
    insert.bind_text(10, checksum(verdict, sample_checksum)).run();
  }

  /// The prompt is stored once a problem; a sample whose prompt differs keeps its own.
  [[nodiscard]] bool keeps_own_prompt(const ProblemRow& row, const std::string& packed) const {
    if (!row.prompt_ids) {
      sqlite::Statement(database(), "UPDATE problems SET prompt_ids = ? WHERE id = ?")
          .bind_blob(1, packed)
          .bind(2, row.id)
          .run();
      return false;
    }
    return packed != *row.prompt_ids;
  }

  [[nodiscard]] static TokenCounts counts_of(const Completion& completion) {
    return {completion.usage ? completion.usage->prompt_tokens : completion.prompt_ids.size(),
            completion.tokens()};
  }

  /// With its verdict.
  void insert_sample(const StoredSample& sample) const {
    const ProblemRow problem = problem_row(sample.key);
    const Completion& completion = sample.completion;
    const std::string trace = compress(completion.thinking + completion.answer);
    const std::string token_ids = pack_ids(completion.token_ids);
    const std::string prompt_ids = pack_ids(completion.prompt_ids);
    const TokenCounts counts = counts_of(completion);
    const std::string sample_checksum =
        checksum(sample, counts, {trace, completion.thinking.size(), token_ids, prompt_ids});
    sqlite::Statement insert(
        database(),
        "INSERT INTO samples (problem, sample, kind, parent, trace, thinking_bytes, token_ids, "
        "prompt_ids, think_end, finish_reason, prompt_tokens, completion_tokens, queue_ms, "
        "prefill_ms, decode_ms, finished, telemetry, checksum, budget) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, problem.id).bind(2, std::int64_t{sample.key.index});
    insert.bind_text(3, to_string(sample.key.kind));
    insert.bind_blob(5, trace).bind(6, static_cast<std::int64_t>(completion.thinking.size()));
    insert.bind_blob(7, token_ids).bind_text(10, to_string(completion.finish_reason));
    insert.bind(11, static_cast<std::int64_t>(counts.prompt));
    insert.bind(12, static_cast<std::int64_t>(counts.completion));
    insert.bind(13, completion.timings.queue_ms).bind(14, completion.timings.prefill_ms);
    insert.bind(15, completion.timings.decode_ms).bind_text(16, sample.finished);
    insert.bind_text(18, sample_checksum).bind(19, std::int64_t{sample.key.budget});
    if (sample.parent) {
      insert.bind(4, parent_row(sample.key));
    }
    if (keeps_own_prompt(problem, prompt_ids)) {
      insert.bind_blob(8, prompt_ids);
    }
    if (completion.usage) {
      insert.bind_text(17, compact(usage_json(*completion.usage)));
    }
    if (completion.think_end) {
      insert.bind(9, static_cast<std::int64_t>(*completion.think_end));
    }
    insert.run();
    insert_verdict(database().last_row_id(), sample.verdict, sample_checksum);
  }
};

RunFile::RunFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
RunFile::~RunFile() = default;
RunFile::RunFile(RunFile&&) noexcept = default;
RunFile& RunFile::operator=(RunFile&&) noexcept = default;

RunFile RunFile::create(const std::filesystem::path& path, const Manifest& manifest,
                        Durability durability) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->lock = std::make_unique<WriterLock>(path);
  create_database(path, compact(to_json(manifest)));
  state->open = open_for_writing(path);
  if (durability == Durability::at_checkpoint) {
    state->database().execute("PRAGMA synchronous = OFF");
  }
  return RunFile(std::move(state));
}

RunFile RunFile::open(const std::filesystem::path& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  require_regular_file(path);
  state->lock = std::make_unique<WriterLock>(path);
  state->open = open_for_writing(path);
  return RunFile(std::move(state));
}

RunFile RunFile::read(const std::filesystem::path& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  require_regular_file(path);
  state->open = open_for_reading(path);
  return RunFile(std::move(state));
}

const std::filesystem::path& RunFile::path() const { return state_->path; }

Manifest RunFile::manifest() const {
  return state_->reading([&] {
    sqlite::Statement select(state_->database(),
                             "SELECT document, checksum FROM manifests ORDER BY id DESC LIMIT 1");
    if (!select.step()) {
      throw DataError("the manifest is missing");
    }
    if (select.bytes(1) != checksum(select.bytes(0))) {
      throw DataError(
          "the manifest is damaged: its checksum is wrong; go back to a copy of the file");
    }
    const auto document = nlohmann::json::parse(select.bytes(0), nullptr, false);
    if (document.is_discarded()) {
      throw DataError("the manifest is no JSON");
    }
    return manifest_from_json(document);
  });
}

void RunFile::update_manifest(const Manifest& manifest) {
  state_->require_writer();
  const std::string document = compact(to_json(manifest));
  sqlite::Statement(state_->database(), "INSERT INTO manifests (document, checksum) VALUES (?, ?)")
      .bind_text(1, document)
      .bind_text(2, checksum(document))
      .run();
}

void RunFile::add_problems(const std::string& suite, const std::vector<Problem>& problems) {
  state_->require_writer();
  sqlite::Transaction transaction(state_->database());
  sqlite::Statement insert(
      state_->database(),
      "INSERT OR IGNORE INTO problems (suite, problem, document) VALUES (?, ?, ?)");
  for (const Problem& problem : problems) {
    insert.bind_text(1, suite).bind_text(2, problem.id);
    insert.bind_blob(3, compress(compact(to_json(problem)))).run();
  }
  transaction.commit();
}

std::vector<StoredProblem> RunFile::problems() const {
  std::set<std::string> suites;
  for (const SuiteEntry& entry : manifest().suites) {
    suites.insert(entry.name);
  }
  return state_->reading([&] {
    std::vector<StoredProblem> problems;
    sqlite::Statement select(
        state_->database(),
        "SELECT suite, document, problem FROM problems ORDER BY suite, problem");
    while (select.step()) {
      const auto document = nlohmann::json::parse(decompress(select.bytes(1)), nullptr, false);
      problems.push_back({select.bytes(0), problem_from_json(document)});
      if (!suites.contains(select.bytes(0)) || problems.back().problem.id != select.bytes(2)) {
        throw DataError(
            fmt::format("damaged: a problem is called {}/{}; go back to a copy of the "
                        "file",
                        select.bytes(0), select.bytes(2)));
      }
    }
    return problems;
  });
}

void RunFile::append(const StoredSample& sample) {
  state_->require_writer();
  sqlite::Transaction transaction(state_->database());
  if (state_->sample_row(sample.key)) {
    throw InfrastructureError(
        fmt::format("{}: {} is already there", path().string(), describe(sample.key)));
  }
  state_->insert_sample(sample);
  transaction.commit();
}

void RunFile::add_verdict(const SampleKey& key, const Verdict& verdict) {
  state_->require_writer();
  const std::optional<std::int64_t> row = state_->sample_row(key);
  if (!row) {
    throw InfrastructureError(
        fmt::format("{}: there is no {} to judge", path().string(), describe(key)));
  }
  sqlite::Statement select(state_->database(), "SELECT checksum FROM samples WHERE id = ?");
  select.bind(1, *row).step();
  state_->insert_verdict(*row, verdict, select.bytes(0));
}

void RunFile::checkpoint() {
  state_->require_writer();
  const sqlite::Database& database = state_->database();
  database.execute("PRAGMA synchronous = FULL");
  if (database.integer("PRAGMA wal_checkpoint(TRUNCATE)") != 0) {
    throw InfrastructureError(path().string() + " is being read by another process; try again");
  }
}

void RunFile::for_each_verdict(
    const std::function<void(const SampleKey&, VerdictKind)>& visit) const {
  sqlite::Statement select(state_->database(), fmt::format("{} {}", select_verdicts, by_key));
  SampleSequence sequence(state_->database());
  while (state_->reading([&] { return select.step(); })) {
    const SampleVerdict row = state_->reading([&] {
      SampleVerdict read = read_sample_verdict(select.row());
      sequence.next(read.key);
      return read;
    });
    visit(row.key, row.kind);
  }
  state_->reading([&] { sequence.end(); });
}

std::vector<SampleKey> RunFile::finished() const {
  std::vector<SampleKey> keys;
  for_each_verdict([&](const SampleKey& key, VerdictKind kind) {
    if (kind != VerdictKind::infrastructure_error) {
      keys.push_back(key);
    }
  });
  return keys;
}

void RunFile::for_each(const std::function<void(const StoredSample&)>& visit) const {
  for_each_packed([&](const PackedSample& packed) { visit(unpack(packed)); });
}

void RunFile::for_each_packed(const std::function<void(PackedSample&&)>& visit) const {
  sqlite::Statement select(state_->database(), fmt::format("{} {}", select_samples, by_key));
  SampleSequence sequence(state_->database());
  while (state_->reading([&] { return select.step(); })) {
    visit(state_->reading([&] {
      sqlite::Row row = select.row();
      PackedSample packed{read_key(row), read_counts(row), std::move(row)};
      sequence.next(packed.key);
      return packed;
    }));
  }
  state_->reading([&] { sequence.end(); });
}

StoredSample RunFile::unpack(const PackedSample& packed, TokenIds ids) const {
  return state_->reading([&] { return read_sample(packed.row, ids); });
}

std::optional<StoredSample> RunFile::find(const SampleKey& key) const {
  return state_->reading([&]() -> std::optional<StoredSample> {
    sqlite::Statement select(
        state_->database(),
        fmt::format("{} WHERE p.suite = ? AND p.problem = ? AND s.sample = ? AND s.kind = ? "
                    "AND s.budget = ?",
                    select_samples));
    bind_key(select, key);
    return select.step() ? std::optional(read_sample(select.row(), TokenIds::unpacked))
                         : std::nullopt;
  });
}

}  // namespace assay
