// A Python pickle that holds one text, read without any of pickle's power: a general unpickler runs
// what the file says.
#pragma once

#include <string>
#include <string_view>

namespace assay {

/// Knows the opcodes that one text needs, of protocols 0 to 5, and refuses every other.
/// Throws DataError with `where`. Source: Python's pickletools.
[[nodiscard]] std::string pickled_text(std::string_view bytes, const std::string& where);

}  // namespace assay
