#include "reports/run/open_database.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>

#include "engine/core/error.hpp"
#include "reports/run/checksum.hpp"

namespace assay {

namespace embedded {
extern const std::string_view run_file_schema;
}

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t application_id = 0x61737379;  // "assy": what `file` and sqlite3 show
constexpr std::int64_t format_version = 4;

fs::path beside(const fs::path& path, const char* suffix) { return path.string() + suffix; }

void check_format(const sqlite::Database& database, const fs::path& path) {
  if (database.integer("PRAGMA application_id") != application_id) {
    std::error_code ignored;
    throw DataError(path.string() + (fs::is_empty(path, ignored)
                                         ? " is not a run file: it is empty"
                                         : " is not a run file: a database of another program"));
  }
  const std::int64_t version = database.integer("PRAGMA user_version");
  if (version > format_version) {
    throw DataError(
        fmt::format("{} has run file format {}, this assay reads up to {}: use a newer assay",
                    path.string(), version, format_version));
  }
  if (version < format_version) {
    throw DataError(
        fmt::format("{} has run file format {} of a version before the first release; "
                    "this assay reads {}: run it again",
                    path.string(), version, format_version));
  }
}

/// Links `from` as `to` unless that exists.
void publish(const fs::path& from, const fs::path& to) {
  const int result = ::link(from.c_str(), to.c_str());
  const int error = errno;
  if (result != 0 && error == EEXIST) {
    throw InfrastructureError(fmt::format("cannot create {}: it exists", to.string()));
  }
  if (result != 0) {  // a file system without hard links; the writer's lock keeps others out
    std::error_code failed;
    fs::rename(from, to, failed);
    if (failed) {
      throw InfrastructureError(fmt::format("cannot create {}: {}", to.string(), failed.message()));
    }
  }
}

void write_new(const fs::path& path, const fs::path& name, const std::string& manifest) {
  const sqlite::Database database(path, sqlite::Access::create, false, name);
  database.execute("PRAGMA synchronous = FULL");
  database.execute(fmt::format("PRAGMA application_id = {}", application_id));
  sqlite::Transaction transaction(database);
  database.execute(std::string(embedded::run_file_schema));
  sqlite::Statement(database, "INSERT INTO manifests (document, checksum) VALUES (?, ?)")
      .bind_text(1, manifest)
      .bind_text(2, checksum(manifest))
      .run();
  sqlite::Statement(database,
                    "INSERT INTO meta VALUES ('format', 'assay run file'), ('version', ?)")
      .bind_text(1, std::to_string(format_version))
      .run();
  database.execute(fmt::format("PRAGMA user_version = {}", format_version));
  transaction.commit();
  database.execute("PRAGMA journal_mode = WAL");
}

/// Opens, and looks at the content: SQLite does nothing before.
std::unique_ptr<sqlite::Database> open_and_check(const fs::path& file, sqlite::Access access,
                                                 bool immutable, const fs::path& name) {
  auto database = std::make_unique<sqlite::Database>(file, access, immutable, name);
  check_format(*database, name);
  return database;
}

bool may(const fs::path& path, int access) {
  return ::faccessat(AT_FDCWD, path.c_str(), access, AT_EACCESS) == 0;
}

bool has_bytes(const fs::path& path) {
  std::error_code ignored;
  const auto size = fs::file_size(path, ignored);
  return !ignored && size > 0;
}

/// For a directory where SQLite cannot create its shared memory. Without a write-ahead log the
/// file itself holds everything; with one (a writer was killed) both are copied and read there.
OpenDatabase open_where_read_only(const fs::path& path) {
  const fs::path log = beside(path, "-wal");
  if (!has_bytes(log)) {
    return {nullptr, open_and_check(path, sqlite::Access::read, true, path)};
  }
  std::string pattern = (fs::temp_directory_path() / "assay-read-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw InfrastructureError(fmt::format(
        "cannot read {}: its directory is read-only, and {} cannot be created for a copy: {}",
        path.string(), pattern, std::generic_category().message(errno)));
  }
  auto directory = std::make_unique<RemovedDirectory>(pattern);
  const fs::path copy = directory->path / "copy.run";
  std::error_code failed;
  fs::copy_file(path, copy, failed);
  if (!failed) {
    fs::copy_file(log, beside(copy, "-wal"), failed);
  }
  if (failed) {
    throw InfrastructureError(fmt::format("cannot copy {} to {} to read it: {}", path.string(),
                                          copy.string(), failed.message()));
  }
  auto database = open_and_check(copy, sqlite::Access::write, false, path);
  return {std::move(directory), std::move(database)};
}

}  // namespace

RemovedDirectory::~RemovedDirectory() {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

void require_regular_file(const fs::path& path) {
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  if (status.type() == fs::file_type::not_found) {
    throw UsageError(fmt::format("there is no run file {}", path.string()));
  }
  if (failed) {
    throw InfrastructureError(fmt::format("cannot read {}: {}", path.string(), failed.message()));
  }
  if (status.type() != fs::file_type::regular) {
    throw UsageError(fmt::format("{} is not a run file: no regular file", path.string()));
  }
}

void create_database(const fs::path& path, const std::string& manifest) {
  std::error_code ignored;
  if (fs::exists(path, ignored)) {
    throw InfrastructureError(fmt::format("cannot create {}: it exists", path.string()));
  }
  const fs::path draft = beside(path, ".new");
  fs::remove(draft, ignored);  // of a writer that was killed here
  for (const char* suffix : {"-journal", "-wal", "-shm"}) {
    fs::remove(beside(draft, suffix), ignored);
  }
  // A log without its database belongs to a file that was deleted: SQLite would replay it.
  fs::remove(beside(path, "-wal"), ignored);
  fs::remove(beside(path, "-shm"), ignored);
  try {
    write_new(draft, path, manifest);
    publish(draft, path);
  } catch (...) {
    fs::remove(draft, ignored);
    throw;
  }
  fs::remove(draft, ignored);
}

void publish_run(const fs::path& draft, const fs::path& path) {
  const int descriptor = ::open(draft.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int error = errno;
  if (descriptor >= 0) {
    ::close(descriptor);
  }
  if (!synced) {
    throw InfrastructureError(
        fmt::format("cannot write {}: {}", path.string(), std::generic_category().message(error)));
  }
  publish(draft, path);
  std::error_code ignored;
  fs::remove(draft, ignored);
}

void check_integrity(const fs::path& path) {
  const OpenDatabase open = open_for_reading(path);
  sqlite::Statement check(*open.database, "PRAGMA integrity_check(1)");
  if (check.step() && check.bytes(0) != "ok") {
    throw DataError(
        fmt::format("{} is damaged ({}); go back to a copy of it", path.string(), check.bytes(0)));
  }
}

OpenDatabase open_for_writing(const fs::path& path) {
  OpenDatabase open{nullptr, open_and_check(path, sqlite::Access::write, false, path)};
  // FULL: a sample costs minutes of a GPU, a sync of the log milliseconds.
  open.database->execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
  return open;
}

OpenDatabase open_for_reading(const fs::path& path) {
  const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (may(path, W_OK) && may(directory, W_OK)) {
    // With write access the last one to leave can remove log and shared memory; a reader that
    // may not write would leave them behind.
    OpenDatabase open{nullptr, open_and_check(path, sqlite::Access::write, false, path)};
    open.database->execute("PRAGMA query_only = ON");
    return open;
  }
  try {
    return {nullptr, open_and_check(path, sqlite::Access::read, false, path)};
  } catch (const InfrastructureError&) {
    if (!may(path, R_OK)) {
      throw;
    }
    return open_where_read_only(path);
  }
}

}  // namespace assay
