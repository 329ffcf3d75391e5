// Checked file access: every failure names the path, the reason and, where there is
// one, the remedy.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace assay {

/// The whole file. Throws UsageError if it is missing, InfrastructureError if it cannot be read.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

/// Writes beside `path`, syncs, then renames over it: readers see the old bytes or the new,
/// never a part. A symbolic link is followed; a device or FIFO is written to. Throws
/// InfrastructureError (no permission, full disk) and leaves `path` as it was.
void replace_file(const std::filesystem::path& path, std::string_view bytes);

/// Throws InfrastructureError unless a file can be created or changed at `path`; leaves
/// nothing behind. For opening outputs before the work.
void check_writable(const std::filesystem::path& path);

/// A read-only memory map of a whole file.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  /// Lets the kernel drop the pages that lie wholly in `part` of a map; they are read again from
  /// the file when touched.
  static void forget(std::string_view part) noexcept;

  [[nodiscard]] std::string_view bytes() const noexcept {
    return {static_cast<const char*>(data_), size_};
  }

 private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace assay
