#include "graders/sandbox/file_descriptor.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstring>

#include "engine/core/error.hpp"

namespace assay {

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw InfrastructureError(fmt::format(
        "cannot make a pipe to a sandbox: {}; raise 'ulimit -n' or use fewer grader threads",
        std::strerror(errno)));  // NOLINT(concurrency-mt-unsafe): glibc's is thread-safe
  }
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

FileDescriptor memory_file(const char* name, const void* bytes, std::size_t size) {
  FileDescriptor file(::memfd_create(name, MFD_CLOEXEC));
  std::size_t done = 0;
  while (file.open() && done < size) {
    const ssize_t count = ::write(file.get(), static_cast<const char*>(bytes) + done, size - done);
    if (count <= 0) {
      break;
    }
    done += static_cast<std::size_t>(count);
  }
  if (!file.open() || done < size || ::lseek(file.get(), 0, SEEK_SET) != 0) {
    throw InfrastructureError(
        fmt::format("cannot make a file in memory for a sandbox: {}; free memory or descriptors",
                    std::strerror(errno)));  // NOLINT(concurrency-mt-unsafe)
  }
  return file;
}

}  // namespace assay
