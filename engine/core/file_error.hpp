// Why a file could not be read or written, in one wording for all that touch files.
#pragma once

#include <filesystem>

namespace assay {

/// `error` is an errno. Throws UsageError for a path that names no file, else InfrastructureError.
[[noreturn]] void throw_read_error(const std::filesystem::path& path, int error);

/// Throws InfrastructureError.
[[noreturn]] void throw_write_error(const std::filesystem::path& path, int error);

}  // namespace assay
