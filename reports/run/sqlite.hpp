// SQLite's C interface with owned handles, and with errors that a user can act on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace assay::sqlite {

class Database;

/// A copy of a statement's row, which may be read by another thread. Columns count from 0.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement);

  [[nodiscard]] std::int64_t integer(int column) const { return at(column).integer; }
  [[nodiscard]] double real(int column) const { return at(column).real; }
  [[nodiscard]] const std::string& bytes(int column) const { return at(column).bytes; }
  [[nodiscard]] bool is_null(int column) const { return at(column).is_null; }
  [[nodiscard]] std::size_t size_bytes() const;  ///< of its texts and blobs
  [[nodiscard]] int columns() const { return static_cast<int>(values_.size()); }

 private:
  struct Value {
    std::int64_t integer = 0;
    double real = 0;
    std::string bytes;  ///< of a text or a blob
    bool is_null = false;
  };

  [[nodiscard]] const Value& at(int column) const {
    return values_.at(static_cast<std::size_t>(column));
  }

  std::vector<Value> values_;
};

/// A prepared statement. Parameters count from 1, columns from 0.
class Statement {
 public:
  Statement(const Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, double value);
  Statement& bind_text(int parameter, std::string_view value);
  Statement& bind_blob(int parameter, std::string_view value);
  Statement& bind_null(int parameter);

  /// True while there is a row.
  bool step();

  /// Runs a statement that gives no rows, and makes it ready for new parameters.
  void run();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string bytes(int column) const;  ///< of a text or a blob
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] Row row() const { return Row(handle_); }

 private:
  const Database& database_;
  sqlite3_stmt* handle_ = nullptr;
};

enum class Access { create, write, read };

class Database {
 public:
  /// `immutable`: nobody can be writing, so that no lock and no shared memory is needed. `name` is
  /// what messages call the file, where it is not `path`.
  Database(const std::filesystem::path& path, Access access, bool immutable = false,
           const std::filesystem::path& name = {});
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void execute(const std::string& sql) const;
  [[nodiscard]] std::int64_t integer(
      const std::string& sql) const;  ///< first column of the first row
  [[nodiscard]] std::int64_t last_row_id() const;

  /// Throws what SQLite's last error means to the user: DataError for a file that is no database
  /// or a damaged one, InfrastructureError for disk, permission and locks.
  [[noreturn]] void fail() const;

  /// Extended result code of the last call.
  [[nodiscard]] int last_error() const;

  [[nodiscard]] sqlite3* handle() const noexcept { return handle_; }

 private:
  std::filesystem::path name_;
  sqlite3* handle_ = nullptr;
};

/// BEGIN IMMEDIATE ... COMMIT; rolls back unless commit() was reached.
class Transaction {
 public:
  explicit Transaction(const Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  const Database& database_;
  bool open_ = true;
};

}  // namespace assay::sqlite
