// Which of a suite's files are there, and whether they are the published ones.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "datasets/suite_yaml.hpp"

namespace assay {

struct FoundSource {
  const SourceFile* source = nullptr;        ///< null: none is there
  std::vector<std::filesystem::path> files;  ///< one, or all that a pattern matches, sorted
};

/// The first source of `suite` of which something is there: below <data>/<name or alias>, and for a
/// suite that is not shipped also beside its YAML file.
[[nodiscard]] FoundSource find_source(const SuiteDefinition& suite,
                                      const std::filesystem::path& data, bool shipped);

/// Why what the address gives cannot be taken for the source: there is none, it is of several
/// files, or it may be that of a page. Empty where the source can be downloaded.
[[nodiscard]] std::string why_by_hand(const SourceFile& source);

/// The source to download: first under the name that its address has; null where each is for the
/// user to get.
[[nodiscard]] const SourceFile* source_to_fetch(const std::vector<SourceFile>& sources);

/// For a suite without one. Throws UsageError: why, where to get the data, and its place below
/// `data`.
[[noreturn]] void throw_by_hand(const SuiteDefinition& suite, const std::filesystem::path& data);

/// Throws UsageError with every file that would have done, how to get it, and --data.
[[noreturn]] void throw_missing_data(const SuiteDefinition& suite,
                                     const std::filesystem::path& data, bool shipped);

/// `hashes` are those of the files found, in hexadecimal. Throws DataError where they are not the
/// pinned one.
void check_hashes(const FoundSource& found, const std::vector<std::string>& hashes);

}  // namespace assay
