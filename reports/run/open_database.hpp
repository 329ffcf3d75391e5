// From a path to an open run file: creation in one step, format checks, and reading from places
// where nothing can be written.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "reports/run/sqlite.hpp"

namespace assay {

/// Removes a directory with everything in it, at the end.
struct RemovedDirectory {
  explicit RemovedDirectory(std::filesystem::path where) : path(std::move(where)) {}
  ~RemovedDirectory();
  RemovedDirectory(const RemovedDirectory&) = delete;
  RemovedDirectory& operator=(const RemovedDirectory&) = delete;
  std::filesystem::path path;
};

struct OpenDatabase {
  std::unique_ptr<RemovedDirectory> copy;  ///< where the file had to be copied to be read
  std::unique_ptr<sqlite::Database> database;
};

/// Throws UsageError if there is nothing at `path`, or no regular file.
void require_regular_file(const std::filesystem::path& path);

/// The file appears under its name whole, with schema and manifest, or not at all. Called with the
/// writer's lock held. Throws InfrastructureError if there is a file already.
void create_database(const std::filesystem::path& path, const std::string& manifest);

/// Gives the closed run file `draft` the name `path`, once all of it is on the disk. Throws
/// InfrastructureError if there is a file already.
void publish_run(const std::filesystem::path& draft, const std::filesystem::path& path);

/// Throws DataError where SQLite finds the file inconsistent: pages, rows, indices.
void check_integrity(const std::filesystem::path& path);

/// Throw DataError if this is no run file or one of a newer format.
[[nodiscard]] OpenDatabase open_for_writing(const std::filesystem::path& path);
[[nodiscard]] OpenDatabase open_for_reading(const std::filesystem::path& path);

}  // namespace assay
