// ZIP archives, written front to back: what Inspect's `.eval` logs are made of. Members are
// deflated; ZIP64 records stand where numbers outgrow 32 bits. Source: PKWARE APPNOTE 6.3.10,
// sections 4.3 (layout) and 4.5.3 (ZIP64).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::exports {

/// A file of an archive while it is made: deflated as it is written, held compressed until it is
/// added, so that several can grow side by side.
class ZipMember {
 public:
  /// `name` is UTF-8, with slashes between folders.
  explicit ZipMember(std::string name);
  ~ZipMember();
  ZipMember(ZipMember&&) noexcept;
  ZipMember& operator=(ZipMember&&) noexcept;
  ZipMember(const ZipMember&) = delete;
  ZipMember& operator=(const ZipMember&) = delete;

  ZipMember& write(std::string_view bytes);

 private:
  friend class ZipWriter;
  struct State;
  std::unique_ptr<State> state_;
};

/// Members come out in the order of adding; equal members give equal bytes (times are 1980-01-01).
class ZipWriter {
 public:
  using Sink = std::function<void(std::string_view)>;

  /// `largest` is what a field of 32 bits is trusted with; tests lower it.
  explicit ZipWriter(Sink sink, std::uint64_t largest = 0xfffffffe)
      : sink_(std::move(sink)), largest_(largest) {}

  void add(ZipMember member);
  void add(const std::string& name, std::string_view bytes);

  /// Writes the central directory. No further call is allowed.
  void finish();

 private:
  void put(std::string_view bytes);

  Sink sink_;
  std::uint64_t largest_;
  std::uint64_t written_ = 0;
  std::uint64_t members_ = 0;
  std::string directory_;  ///< the central directory so far
};

}  // namespace assay::exports
