#include "engine/core/file_error.hpp"

#include <cerrno>
#include <string>
#include <system_error>

#include "engine/core/error.hpp"

namespace assay {

namespace {

std::string because(int error) {
  std::string reason = std::generic_category().message(error);
  if (error == ENOSPC || error == EDQUOT) {
    reason += "; free some space or write elsewhere";
  } else if (error == EACCES || error == EPERM || error == EROFS) {
    reason += "; check the permissions or write elsewhere";
  }
  return reason;
}

}  // namespace

void throw_read_error(const std::filesystem::path& path, int error) {
  const std::string message = "cannot read " + path.string() + ": " + because(error);
  if (error == ENOENT || error == ENOTDIR || error == EISDIR) {
    throw UsageError(message);
  }
  throw InfrastructureError(message);
}

void throw_write_error(const std::filesystem::path& path, int error) {
  throw InfrastructureError("cannot write " + path.string() + ": " + because(error));
}

}  // namespace assay
