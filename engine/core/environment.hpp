// Variables of the environment, and the folders that they name.
#pragma once

#include <filesystem>
#include <string>

namespace assay {

/// Empty where it is not set.
[[nodiscard]] std::string environment_variable(const char* name);

/// What $`variable` names, else `folder` below $XDG_CACHE_HOME or ~/.cache; empty if the
/// environment names none of them. It need not be there.
[[nodiscard]] std::filesystem::path cache_folder(const char* variable, const char* folder);

/// Of Hugging Face: $HF_HOME, or "huggingface" among the caches; below here, in .cache, if the
/// environment names none.
[[nodiscard]] std::filesystem::path hugging_face_home();

}  // namespace assay
