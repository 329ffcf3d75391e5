// Paths that stand for several files: * and ? in the last part.
#pragma once

#include <filesystem>
#include <vector>

namespace assay {

[[nodiscard]] bool is_pattern(const std::filesystem::path& path);

/// Whether `path` is one of those that `pattern` stands for. A * does not match a leading dot.
[[nodiscard]] bool matches(const std::filesystem::path& pattern, const std::filesystem::path& path);

/// The files that are there, sorted.
[[nodiscard]] std::vector<std::filesystem::path> matching(const std::filesystem::path& pattern);

}  // namespace assay
