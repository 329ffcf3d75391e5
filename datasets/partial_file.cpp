#include "datasets/partial_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"

namespace assay {

namespace {

namespace fs = std::filesystem;

std::string because(int error) {
  const std::string reason = std::generic_category().message(error);
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return reason + "; free some space, and the same command goes on from here";
    case EACCES:
    case EPERM:
    case EROFS:
      return reason + "; name a folder of your own (--data DIR, or -o DIR for a model)";
    default:
      return reason;
  }
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw InfrastructureError(
        fmt::format("cannot make the folder {}: {}", folder.string(), because(error.value())));
  }
}

}  // namespace

PartialFile::PartialFile(fs::path target, std::string url)
    : target_(std::move(target)),
      part_(target_.string() + ".part"),
      note_(part_ + ".version"),
      url_(std::move(url)) {
  make_folder(target_.parent_path());
  file_ = ::open(part_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file_ < 0) {
    fail(part_, errno);
  }
  struct stat status {};
  struct stat named {};
  // Between opening and locking another process may have finished: the file has its name no more.
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0 || ::fstat(file_, &status) != 0 ||
      ::stat(part_.c_str(), &named) != 0 || status.st_ino != named.st_ino) {
    ::close(file_);
    throw InfrastructureError(
        fmt::format("{}: another process downloads this file; wait for it", part_));
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
  std::ifstream note(note_);
  std::string noted;
  if (std::getline(note, noted) && noted == url_) {
    std::getline(note, version_);
  } else if (size_ > 0) {
    restart("");
  }
}

PartialFile::~PartialFile() {
  if (size_ == 0) {
    discard();
  }
  ::close(file_);
}

void PartialFile::fail(const std::string& path, int error) const {
  throw InfrastructureError(fmt::format("cannot write {}: {}", path, because(error)));
}

void PartialFile::write_note() const { replace_file(note_, url_ + "\n" + version_ + "\n"); }

void PartialFile::restart(const std::string& version) {
  if (size_ > 0 && ::ftruncate(file_, 0) != 0) {
    fail(part_, errno);
  }
  size_ = 0;
  version_ = version;
  write_note();
}

void PartialFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      fail(part_, errno);
    }
    size_ += static_cast<std::uint64_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void PartialFile::finish() {
  if (::fsync(file_) != 0 || ::rename(part_.c_str(), target_.c_str()) != 0) {
    fail(target_.string(), errno);
  }
  ::unlink(note_.c_str());
}

void PartialFile::discard() noexcept {
  ::unlink(part_.c_str());
  ::unlink(note_.c_str());
}

}  // namespace assay
