// A file that is written bit by bit and appears whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace assay {

/// Bytes go to a file beside `path`; commit() syncs it and renames it over `path`, so that readers
/// see the old bytes or the new, never a part. Without commit() nothing is left behind. A symbolic
/// link is followed; a device or FIFO is written to as it is. Every failure is an
/// InfrastructureError and leaves `path` as it was.
class AtomicFile {
 public:
  explicit AtomicFile(const std::filesystem::path& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);

  /// Ends the file. No further call is allowed.
  void commit();

 private:
  void flush();
  void write_through(std::string_view bytes);

  std::filesystem::path path_;
  std::filesystem::path partial_;  ///< empty: written in place
  int descriptor_ = -1;
  std::string buffer_;
};

}  // namespace assay
