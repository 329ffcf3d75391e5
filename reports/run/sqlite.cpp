#include "reports/run/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "engine/core/error.hpp"

namespace assay::sqlite {

namespace {

constexpr int busy_timeout_ms = 10'000;

/// Percent-encodes what has a meaning in a file: URI.
std::string uri(const std::filesystem::path& path, bool immutable) {
  std::string text = "file:";
  for (const char c : path.string()) {
    if (c == '%' || c == '?' || c == '#') {
      text += fmt::format("%{:02x}", static_cast<unsigned>(c));
    } else {
      text += c;
    }
  }
  return immutable ? text + "?immutable=1" : text;
}

std::string kept(const std::string& path, const std::string& why) {
  return fmt::format("cannot write {}: {}; everything stored before is safe", path, why);
}

[[noreturn]] void throw_input_output_error(const std::string& path, int system_error,
                                           const std::string& message) {
  if (system_error == EFBIG) {
    throw InfrastructureError(kept(path, "file too large for the limit set (ulimit -f)"));
  }
  if (system_error == ENOSPC || system_error == EDQUOT) {
    throw InfrastructureError(kept(path, "no space left; free some and run the same command"));
  }
  throw InfrastructureError(fmt::format("{}: {}: {}", path, message,
                                        system_error == 0
                                            ? std::string("reason unknown")
                                            : std::generic_category().message(system_error)));
}

/// sqlite3_system_errno() is not set by a failing commit: then the write-ahead log's own last
/// error, then the file's.
int last_system_error(sqlite3* database) {
  int error = sqlite3_system_errno(database);
  sqlite3_file* log = nullptr;
  if (error == 0 &&
      sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER,
                           static_cast<void*>(&log)) == SQLITE_OK &&
      log != nullptr && log->pMethods != nullptr) {
    log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
  }
  if (error == 0) {
    sqlite3_file_control(database, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
  }
  return error;
}

std::string bytes_of(sqlite3_stmt* statement, int column) {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return data == nullptr ? std::string() : std::string(data, size);
}

}  // namespace

Database::Database(const std::filesystem::path& path, Access access, bool immutable,
                   const std::filesystem::path& name)
    : name_(name.empty() ? path : name) {
  int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= access == Access::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  flags |= access == Access::create ? SQLITE_OPEN_CREATE : 0;
  if (sqlite3_open_v2(uri(path, immutable).c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
    try {
      fail();
    } catch (...) {
      sqlite3_close(handle_);
      throw;
    }
  }
  sqlite3_busy_timeout(handle_, busy_timeout_ms);
}

Database::~Database() { sqlite3_close(handle_); }

void Database::execute(const std::string& sql) const {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    fail();
  }
}

std::int64_t Database::integer(const std::string& sql) const {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::int64_t Database::last_row_id() const { return sqlite3_last_insert_rowid(handle_); }

int Database::last_error() const { return sqlite3_extended_errcode(handle_); }

void Database::fail() const {
  const std::string path = name_.string();
  std::string message = sqlite3_errmsg(handle_);
  std::replace(message.begin(), message.end(), '\n', ' ');  // of a damaged schema
  const int system_error = last_system_error(handle_);
  switch (last_error() & 0xff) {
    case SQLITE_NOTADB:
      throw DataError(path + " is not a run file: no SQLite database");
    case SQLITE_CORRUPT:
      throw DataError(fmt::format(
          "{} is damaged ({}); go back to a copy, or save what can be read: sqlite3 {} .recover",
          path, message, path));
    case SQLITE_FULL:
      throw_input_output_error(path, system_error == EFBIG ? EFBIG : ENOSPC, message);
    case SQLITE_IOERR:
      throw_input_output_error(path, system_error, message);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      throw InfrastructureError(fmt::format(
          "cannot open {}: {}; check the permissions of the file and of its directory", path,
          system_error == 0 ? message : std::generic_category().message(system_error)));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw InfrastructureError(path + " is locked by another process; wait until it has ended");
    default:
      throw InfrastructureError(fmt::format("{}: {}", path, message));
  }
}

Row::Row(sqlite3_stmt* statement)
    : values_(static_cast<std::size_t>(sqlite3_column_count(statement))) {
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const int column = static_cast<int>(i);
    Value& value = values_[i];
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_NULL:
        value.is_null = true;
        break;
      case SQLITE_INTEGER:
        value.integer = sqlite3_column_int64(statement, column);
        break;
      case SQLITE_FLOAT:
        value.real = sqlite3_column_double(statement, column);
        break;
      default:
        value.bytes = bytes_of(statement, column);
    }
  }
}

std::size_t Row::size_bytes() const {
  std::size_t size = 0;
  for (const Value& value : values_) {
    size += value.bytes.size();
  }
  return size;
}

Statement::Statement(const Database& database, std::string_view sql) : database_(database) {
  if (sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()), &handle_,
                         nullptr) != SQLITE_OK) {
    database.fail();
  }
}

Statement::~Statement() { sqlite3_finalize(handle_); }

Statement& Statement::bind(int parameter, std::int64_t value) {
  if (sqlite3_bind_int64(handle_, parameter, value) != SQLITE_OK) {
    database_.fail();
  }
  return *this;
}

Statement& Statement::bind(int parameter, double value) {
  if (sqlite3_bind_double(handle_, parameter, value) != SQLITE_OK) {
    database_.fail();
  }
  return *this;
}

Statement& Statement::bind_text(int parameter, std::string_view value) {
  // A null pointer would bind NULL: an empty view may hold one.
  if (sqlite3_bind_text64(handle_, parameter, value.empty() ? "" : value.data(), value.size(),
                          SQLITE_TRANSIENT, SQLITE_UTF8) != SQLITE_OK) {
    database_.fail();
  }
  return *this;
}

Statement& Statement::bind_blob(int parameter, std::string_view value) {
  if (sqlite3_bind_blob64(handle_, parameter, value.empty() ? "" : value.data(), value.size(),
                          SQLITE_TRANSIENT) != SQLITE_OK) {
    database_.fail();
  }
  return *this;
}

Statement& Statement::bind_null(int parameter) {
  if (sqlite3_bind_null(handle_, parameter) != SQLITE_OK) {
    database_.fail();
  }
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(handle_);
  if (result != SQLITE_ROW && result != SQLITE_DONE) {
    database_.fail();
  }
  return result == SQLITE_ROW;
}

void Statement::run() {
  while (step()) {
  }
  sqlite3_reset(handle_);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }

double Statement::real(int column) const { return sqlite3_column_double(handle_, column); }

std::string Statement::bytes(int column) const { return bytes_of(handle_, column); }

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

Transaction::Transaction(const Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (open_) {
    sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace assay::sqlite
