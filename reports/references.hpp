// Published and reproduced results, as data: references/*.yaml. A number without a source is not
// in there.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// published: by the model's authors; reproduced: by others; model_card: of the built-in model,
/// measured by this project.
enum class ReferenceKind { published, reproduced, model_card };

[[nodiscard]] constexpr std::string_view to_string(ReferenceKind kind) noexcept {
  switch (kind) {
    case ReferenceKind::published:
      return "published";
    case ReferenceKind::reproduced:
      return "reproduced";
    case ReferenceKind::model_card:
      return "model card";
  }
  return "?";
}

struct Reference {
  std::string suite;  ///< key that a suite's `reference` names
  std::string model;
  std::string metric;  ///< "pass@1", "cons@64"
  double value = 0;    ///< percent
  ReferenceKind kind = ReferenceKind::published;
  std::optional<int> k;  ///< samples a problem, where the source says so
  std::string source_title;
  std::string source_url;
  std::string date;   ///< of the source, ISO 8601 as far as known: "2025-01"
  std::string notes;  ///< how the protocol differs; may be empty
};

/// The shipped references and those of `extra` (may be empty), sorted by suite, kind, value
/// descending. Throws DataError "file:line: what" for a malformed file, UsageError if `extra` is
/// no directory. Format: references/README.md.
[[nodiscard]] std::vector<Reference> load_references(const std::filesystem::path& extra);

/// Directory of the shipped files: below $ASSAY_SHARE, beside the sources, or installed.
[[nodiscard]] std::filesystem::path reference_directory();

}  // namespace assay
