// The run file: one SQLite database a run, append-only, one transaction per finished
// sample. Everything that any view shows is computed from it. Format: FORMAT.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "datasets/problem.hpp"
#include "engine/generator.hpp"
#include "graders/verdict.hpp"
#include "reports/run/manifest.hpp"
#include "reports/run/sqlite.hpp"

namespace assay {

/// full: a sample as drawn; budget_fork: the answer forced at a thinking budget, from the
/// parent's trace; extended: the thinking prolonged.
enum class SampleKind { full, budget_fork, extended };

/// Names a sample within a run.
struct SampleKey {
  std::string suite;
  std::string problem;
  int index = 0;
  SampleKind kind = SampleKind::full;
  int budget = 0;  ///< of a budget_fork: tokens of thought
  friend auto operator<=>(const SampleKey&, const SampleKey&) = default;
};

struct StoredSample {
  SampleKey key;
  std::optional<std::int64_t> parent;  ///< row id of the parent of a fork
  Completion completion;
  Verdict verdict;       ///< the newest; default if none yet
  std::string finished;  ///< UTC, ISO 8601
};

/// A problem as the run keeps it: enough to show and to grade again.
struct StoredProblem {
  std::string suite;
  Problem problem;
};

/// When a stored sample is safe from a power cut.
enum class Durability {
  each_sample,    ///< when append() returns
  at_checkpoint,  ///< when checkpoint() returns: for copies, which can be made again
};

/// As ids, or as a server counted them.
struct TokenCounts {
  std::size_t prompt = 0;
  std::size_t completion = 0;
};

/// A sample as it lies in the file, compressed: RunFile::unpack() makes a StoredSample of it.
struct PackedSample {
  SampleKey key;
  TokenCounts counts;
  sqlite::Row row;
};

/// Whether unpack() gives token ids. Who only counts them has PackedSample::counts and spares a
/// third of the time; a Completion without its ids counts nothing.
enum class TokenIds { unpacked, left_out };

class RunFile {
 public:
  /// Creates the file, its schema and its manifest. Throws InfrastructureError if that
  /// cannot be done (exists, permission, full disk).
  [[nodiscard]] static RunFile create(const std::filesystem::path& path, const Manifest& manifest,
                                      Durability durability = Durability::each_sample);

  /// Opens for appending and takes the writer's lock: a second writer gets an
  /// InfrastructureError that says so. Throws DataError if this is no run file, or one of
  /// a newer format.
  [[nodiscard]] static RunFile open(const std::filesystem::path& path);

  /// Opens for reading; works beside a writer and on a read-only disk.
  [[nodiscard]] static RunFile read(const std::filesystem::path& path);

  ~RunFile();
  RunFile(RunFile&&) noexcept;
  RunFile& operator=(RunFile&&) noexcept;
  RunFile(const RunFile&) = delete;
  RunFile& operator=(const RunFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const;
  [[nodiscard]] Manifest manifest() const;

  /// Replaces the manifest when k or the selection grows; the caller has checked differences().
  void update_manifest(const Manifest& manifest);

  /// Adds the problems that this run covers; those already there are left as they are.
  void add_problems(const std::string& suite, const std::vector<Problem>& problems);

  [[nodiscard]] std::vector<StoredProblem> problems() const;

  /// One transaction: the sample and its verdict, durable when the call returns. Throws
  /// InfrastructureError on a full disk; nothing already stored is lost. A sample that is
  /// already there is refused by InfrastructureError. The parent of a fork is the full sample of
  /// the same problem and index, whatever row id it had in another file.
  void append(const StoredSample& sample);

  /// A newer verdict for a stored sample (grading again).
  void add_verdict(const SampleKey& key, const Verdict& verdict);

  /// Folds the write-ahead log into the file. Throws InfrastructureError if a reader is in the
  /// way, or on a full disk.
  void checkpoint();

  /// Calls `visit` with each sample's key and newest verdict, without its trace, in the order of
  /// for_each().
  void for_each_verdict(const std::function<void(const SampleKey&, VerdictKind)>& visit) const;

  /// Keys of all samples that are finished and judged (infrastructure_error does not count).
  [[nodiscard]] std::vector<SampleKey> finished() const;

  /// Calls `visit` for each sample in the order {suite, problem, index, kind, budget}, one in
  /// memory at a time.
  void for_each(const std::function<void(const StoredSample&)>& visit) const;

  /// The same for unpack(), which several threads may call: most of the time of reading is there.
  void for_each_packed(const std::function<void(PackedSample&&)>& visit) const;

  /// Throws DataError for a damaged sample, whatever is left out.
  [[nodiscard]] StoredSample unpack(const PackedSample& packed,
                                    TokenIds ids = TokenIds::unpacked) const;

  [[nodiscard]] std::optional<StoredSample> find(const SampleKey& key) const;

 private:
  struct State;
  explicit RunFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

[[nodiscard]] std::string_view to_string(SampleKind kind) noexcept;

/// The sample digest (design, principle 2): SHA-256 over canonical JSON {problem, sample, kind,
/// parent, budget of a fork, prompt ids, token ids, finish reason, verdict}, no times.
[[nodiscard]] std::string sample_digest(const StoredSample& sample);

}  // namespace assay
