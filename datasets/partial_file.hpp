// A download that is not whole yet: FILE.part beside its target, and FILE.part.version, which says
// of which version of which address its bytes are, so that a later process goes on with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace assay {

/// Held by one process at a time. Everything throws InfrastructureError, with path and remedy: no
/// permission, full disk, another process that downloads the same file.
class PartialFile {
 public:
  /// Opens what an earlier download left, or makes it and its folders. Bytes of another `url` are
  /// dropped.
  PartialFile(std::filesystem::path target, std::string url);
  ~PartialFile();  ///< leaves what there is for another process, and nothing where that is nothing
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

  /// The server's strong ETag of the bytes so far; empty if it gave none.
  [[nodiscard]] const std::string& version() const noexcept { return version_; }

  /// Begins anew with the file of that ETag.
  void restart(const std::string& version);

  void append(std::string_view bytes);

  /// Where the bytes are so far.
  [[nodiscard]] std::filesystem::path path() const { return part_; }

  /// Becomes the target, of which readers see the old bytes or the new, never a part.
  void finish();

  /// Leaves nothing behind.
  void discard() noexcept;

 private:
  [[noreturn]] void fail(const std::string& path, int error) const;
  void write_note() const;

  std::filesystem::path target_;
  std::string part_;
  std::string note_;
  std::string url_;
  std::string version_;
  int file_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace assay
