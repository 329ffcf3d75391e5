#include "reports/run/run_file.hpp"

#include <fmt/format.h>

#include <array>
#include <system_error>
#include <utility>

#include "engine/core/error.hpp"
#include "reports/run/codec.hpp"
#include "reports/run/open_database.hpp"
#include "reports/run/problem_json.hpp"
#include "reports/run/sample_json.hpp"
#include "reports/run/sqlite.hpp"
#include "reports/run/writer_lock.hpp"

namespace assay {

namespace {

constexpr std::array<std::string_view, 3> kind_names = {"full", "budget_fork", "extended"};

// One row a sample with its newest verdict; columns as read_sample() takes them.
constexpr std::string_view select_samples = R"(
  SELECT p.suite, p.problem, s.sample, s.kind, s.parent, s.trace, s.thinking_bytes, s.token_ids,
         coalesce(s.prompt_ids, p.prompt_ids), s.think_end, s.finish_reason, s.queue_ms,
         s.prefill_ms, s.decode_ms, s.finished, v.kind, v.extracted, v.canonical, v.reason,
         v.output, v.grader, v.cpu_ms, v.rss_bytes, s.prompt_tokens, s.completion_tokens, s.telemetry
  FROM problems p JOIN samples s ON s.problem = p.id
  LEFT JOIN verdicts v ON v.id = (SELECT max(id) FROM verdicts WHERE sample = s.id))";

// The order of SampleKind, which is not that of its names.
constexpr std::string_view by_key = R"(
  ORDER BY p.suite, p.problem, s.sample,
           CASE s.kind WHEN 'full' THEN 0 WHEN 'budget_fork' THEN 1 ELSE 2 END)";

SampleKind kind_from(const std::string& name) {
  for (std::size_t i = 0; i < kind_names.size(); ++i) {
    if (kind_names[i] == name) {
      return static_cast<SampleKind>(i);
    }
  }
  throw DataError("unknown sample kind " + name);
}

FinishReason finish_reason_from(const std::string& name) {
  for (const FinishReason reason :
       {FinishReason::stop, FinishReason::length, FinishReason::budget}) {
    if (to_string(reason) == name) {
      return reason;
    }
  }
  throw DataError("unknown finish reason " + name);
}

Verdict read_verdict(const sqlite::Statement& row, int first) {
  Verdict verdict;
  if (row.is_null(first)) {
    return verdict;
  }
  const std::string name = row.bytes(first);
  const std::optional<VerdictKind> kind = verdict_from(name);
  if (!kind) {
    throw DataError("unknown verdict " + name);
  }
  verdict.kind = *kind;
  verdict.extracted = row.bytes(first + 1);
  verdict.canonical = row.bytes(first + 2);
  verdict.reason = row.bytes(first + 3);
  verdict.output = row.bytes(first + 4);
  verdict.grader = row.bytes(first + 5);
  verdict.cpu_ms = row.real(first + 6);
  verdict.rss_bytes = row.real(first + 7);
  return verdict;
}

/// What is stored of a server's counts beside the columns for tokens.
nlohmann::json usage_json(const Usage& usage) {
  return {{"usage",
           {{"cached_prompt_tokens", usage.cached_prompt_tokens},
            {"prompt_unknown", usage.prompt_unknown},
            {"completion_estimated", usage.completion_estimated},
            {"reasoning_estimated", usage.reasoning_estimated}}}};
}

/// The columns prompt_tokens, completion_tokens and telemetry, from `first` on.
std::optional<Usage> read_usage(const sqlite::Statement& row, int first) {
  if (row.is_null(first + 2)) {
    return std::nullopt;
  }
  const nlohmann::json telemetry = nlohmann::json::parse(row.bytes(first + 2), nullptr, false);
  if (!telemetry.is_object() || !telemetry.contains("usage")) {
    return std::nullopt;
  }
  const nlohmann::json& stored = telemetry["usage"];
  Usage usage;
  usage.prompt_tokens = static_cast<std::size_t>(row.integer(first));
  usage.completion_tokens = static_cast<std::size_t>(row.integer(first + 1));
  usage.cached_prompt_tokens = stored.value("cached_prompt_tokens", std::size_t{0});
  usage.prompt_unknown = stored.value("prompt_unknown", false);
  usage.completion_estimated = stored.value("completion_estimated", false);
  usage.reasoning_estimated = stored.value("reasoning_estimated", false);
  return usage;
}

StoredSample read_sample(const sqlite::Statement& row) {
  StoredSample sample;
  sample.key = {row.bytes(0), row.bytes(1), static_cast<int>(row.integer(2)),
                kind_from(row.bytes(3))};
  if (!row.is_null(4)) {
    sample.parent = row.integer(4);
  }
  Completion& completion = sample.completion;
  completion.sample_index = sample.key.index;
  const std::string trace = decompress(row.bytes(5));
  const auto thinking = static_cast<std::size_t>(row.integer(6));
  if (thinking > trace.size()) {
    throw DataError("a stored trace is damaged: shorter than its thinking");
  }
  completion.thinking = trace.substr(0, thinking);
  completion.answer = trace.substr(thinking);
  completion.token_ids = unpack_ids(row.bytes(7));
  if (!row.is_null(8)) {
    completion.prompt_ids = unpack_ids(row.bytes(8));
  }
  if (!row.is_null(9)) {
    completion.think_end = static_cast<std::size_t>(row.integer(9));
  }
  completion.finish_reason = finish_reason_from(row.bytes(10));
  completion.timings = {row.real(11), row.real(12), row.real(13)};
  sample.finished = row.bytes(14);
  sample.verdict = read_verdict(row, 15);
  completion.usage = read_usage(row, 23);
  return sample;
}

std::string describe(const SampleKey& key) {
  return fmt::format("{}/{} sample {} ({})", key.suite, key.problem, key.index,
                     to_string(key.kind));
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
                             "WHERE p.suite = ? AND p.problem = ? AND s.sample = ? AND s.kind = ?");
    select.bind_text(1, key.suite).bind_text(2, key.problem);
    select.bind(3, std::int64_t{key.index}).bind_text(4, to_string(key.kind));
    return select.step() ? std::optional(select.integer(0)) : std::nullopt;
  }

  void insert_verdict(std::int64_t sample, const Verdict& verdict) const {
    sqlite::Statement insert(
        database(),
        "INSERT INTO verdicts (sample, kind, extracted, canonical, reason, output, grader, cpu_ms, "
        "rss_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, sample).bind_text(2, to_string(verdict.kind)).bind_text(3, verdict.extracted);
    insert.bind_text(4, verdict.canonical).bind_text(5, verdict.reason);
    insert.bind_text(6, verdict.output).bind_text(7, verdict.grader);
    insert.bind(8, verdict.cpu_ms).bind(9, verdict.rss_bytes).run();
  }

  /// The prompt is stored once a problem; a sample whose prompt differs keeps its own.
  [[nodiscard]] std::optional<std::string> own_prompt(const ProblemRow& row,
                                                      const Completion& completion) const {
    std::string packed = pack_ids(completion.prompt_ids);
    if (!row.prompt_ids) {
      sqlite::Statement(database(), "UPDATE problems SET prompt_ids = ? WHERE id = ?")
          .bind_blob(1, packed)
          .bind(2, row.id)
          .run();
      return std::nullopt;
    }
    return packed == *row.prompt_ids ? std::nullopt : std::optional(std::move(packed));
  }

  std::int64_t insert_sample(const StoredSample& sample) const {
    const ProblemRow problem = problem_row(sample.key);
    const Completion& completion = sample.completion;
    const std::optional<std::string> prompt = own_prompt(problem, completion);
    sqlite::Statement insert(
        database(),
        "INSERT INTO samples (problem, sample, kind, parent, trace, thinking_bytes, token_ids, "
        "prompt_ids, think_end, finish_reason, prompt_tokens, completion_tokens, queue_ms, "
        "prefill_ms, decode_ms, finished, telemetry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, "
        "?, ?)");
    insert.bind(1, problem.id).bind(2, std::int64_t{sample.key.index});
    insert.bind_text(3, to_string(sample.key.kind));
    insert.bind_blob(5, compress(completion.thinking + completion.answer));
    insert.bind(6, static_cast<std::int64_t>(completion.thinking.size()));
    insert.bind_blob(7, pack_ids(completion.token_ids));
    insert.bind_text(10, to_string(completion.finish_reason));
    insert.bind(11, static_cast<std::int64_t>(completion.usage ? completion.usage->prompt_tokens
                                                               : completion.prompt_ids.size()));
    insert.bind(12, static_cast<std::int64_t>(completion.tokens()));
    insert.bind(13, completion.timings.queue_ms).bind(14, completion.timings.prefill_ms);
    insert.bind(15, completion.timings.decode_ms).bind_text(16, sample.finished);
    if (sample.parent) {
      insert.bind(4, *sample.parent);
    }
    if (prompt) {
      insert.bind_blob(8, *prompt);
    }
    if (completion.usage) {
      insert.bind_text(17, compact(usage_json(*completion.usage)));
    }
    if (completion.think_end) {
      insert.bind(9, static_cast<std::int64_t>(*completion.think_end));
    }
    insert.run();
    return database().last_row_id();
  }
};

RunFile::RunFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
RunFile::~RunFile() = default;
RunFile::RunFile(RunFile&&) noexcept = default;
RunFile& RunFile::operator=(RunFile&&) noexcept = default;

RunFile RunFile::create(const std::filesystem::path& path, const Manifest& manifest) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->lock = std::make_unique<WriterLock>(path);
  create_database(path, compact(to_json(manifest)));
  state->open = open_for_writing(path);
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
                             "SELECT document FROM manifests ORDER BY id DESC LIMIT 1");
    if (!select.step()) {
      throw DataError("the manifest is missing");
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
  sqlite::Statement(state_->database(), "INSERT INTO manifests (document) VALUES (?)")
      .bind_text(1, compact(to_json(manifest)))
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
  return state_->reading([&] {
    std::vector<StoredProblem> problems;
    sqlite::Statement select(state_->database(),
                             "SELECT suite, document FROM problems ORDER BY suite, problem");
    while (select.step()) {
      const auto document = nlohmann::json::parse(decompress(select.bytes(1)), nullptr, false);
      problems.push_back({select.bytes(0), problem_from_json(document)});
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
  state_->insert_verdict(state_->insert_sample(sample), sample.verdict);
  transaction.commit();
}

void RunFile::add_verdict(const SampleKey& key, const Verdict& verdict) {
  state_->require_writer();
  const std::optional<std::int64_t> row = state_->sample_row(key);
  if (!row) {
    throw InfrastructureError(
        fmt::format("{}: there is no {} to judge", path().string(), describe(key)));
  }
  state_->insert_verdict(*row, verdict);
}

std::vector<SampleKey> RunFile::finished() const {
  return state_->reading([&] {
    std::vector<SampleKey> keys;
    sqlite::Statement select(
        state_->database(),
        fmt::format("SELECT p.suite, p.problem, s.sample, s.kind FROM problems p "
                    "JOIN samples s ON s.problem = p.id JOIN verdicts v ON v.id = "
                    "(SELECT max(id) FROM verdicts WHERE sample = s.id) "
                    "WHERE v.kind != 'infrastructure_error' {}",
                    by_key));
    while (select.step()) {
      keys.push_back({select.bytes(0), select.bytes(1), static_cast<int>(select.integer(2)),
                      kind_from(select.bytes(3))});
    }
    return keys;
  });
}

void RunFile::for_each(const std::function<void(const StoredSample&)>& visit) const {
  sqlite::Statement select(state_->database(), fmt::format("{} {}", select_samples, by_key));
  while (state_->reading([&] { return select.step(); })) {
    visit(state_->reading([&] { return read_sample(select); }));
  }
}

std::optional<StoredSample> RunFile::find(const SampleKey& key) const {
  return state_->reading([&]() -> std::optional<StoredSample> {
    sqlite::Statement select(
        state_->database(),
        fmt::format("{} WHERE p.suite = ? AND p.problem = ? AND s.sample = ? AND s.kind = ?",
                    select_samples));
    select.bind_text(1, key.suite).bind_text(2, key.problem);
    select.bind(3, std::int64_t{key.index}).bind_text(4, to_string(key.kind));
    return select.step() ? std::optional(read_sample(select)) : std::nullopt;
  });
}

std::string_view to_string(SampleKind kind) noexcept {
  return kind_names[static_cast<std::size_t>(kind)];
}

}  // namespace assay
