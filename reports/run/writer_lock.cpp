#include "reports/run/writer_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "engine/core/error.hpp"

namespace assay {

namespace {

/// The holder removes the file when it ends, so one may lock a file that has just lost its name.
bool still_named(int descriptor, const std::filesystem::path& path) {
  struct stat held {};
  struct stat named {};
  return ::fstat(descriptor, &held) == 0 && ::stat(path.c_str(), &named) == 0 &&
         held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

}  // namespace

WriterLock::WriterLock(const std::filesystem::path& run_file) : path_(run_file.string() + ".lock") {
  while (true) {
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0) {
      throw InfrastructureError(
          fmt::format("cannot write {}: {} has no lock: {}; check the permissions of its directory",
                      run_file.string(), path_.string(), std::generic_category().message(errno)));
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      const int error = errno;
      ::close(descriptor_);
      throw InfrastructureError(
          error == EWOULDBLOCK
              ? fmt::format("{} is being written by another process; wait until it has ended, or "
                            "name another file with -o",
                            run_file.string())
              : fmt::format("cannot lock {}: {}", path_.string(),
                            std::generic_category().message(error)));
    }
    if (still_named(descriptor_, path_)) {
      return;
    }
    ::close(descriptor_);
  }
}

WriterLock::~WriterLock() {
  ::unlink(path_.c_str());
  ::close(descriptor_);
}

}  // namespace assay
