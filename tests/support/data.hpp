// Where tests find real data, which is not part of the project, and scratch space.
#pragma once

#include <filesystem>
#include <string>

namespace assay::test {

/// `relative` below the shared data; a test that finds it missing calls ASSAY_SKIP.
inline std::filesystem::path shared_data(const std::string& relative) {
  return std::filesystem::path(ASSAY_TEST_DATA) / relative;
}

inline std::filesystem::path golden(const std::string& relative) {
  return std::filesystem::path(ASSAY_TEST_GOLDEN) / relative;
}

/// A new empty directory, removed with everything in it at the end of the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "assay-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace assay::test
