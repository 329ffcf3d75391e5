// One writer a run file. The lock is flock(2) on "<run file>.lock", which the kernel drops with
// the process, however that ends. It is not on the run file itself: SQLite keeps POSIX locks
// there, and a process loses those when it closes any descriptor of the file.
#pragma once

#include <filesystem>

namespace assay {

class WriterLock {
 public:
  /// Throws InfrastructureError if another writer holds it, or the directory cannot be written.
  explicit WriterLock(const std::filesystem::path& run_file);

  /// Removes the lock file too.
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace assay
