// Text of untrusted programs, made fit for a terminal, a page and JSON.
#pragma once

#include <string>
#include <string_view>

namespace assay {

enum class Lines { keep, escape };

/// Valid UTF-8 that moves no cursor and reverses no line: control characters, DEL and what is no
/// UTF-8 become \xNN, C1 controls and Unicode's marks of direction and line ends \uNNNN. `keep`
/// leaves \n and \t as they are. Text without any of these is returned as it is.
[[nodiscard]] std::string printable(std::string_view text, Lines lines = Lines::escape);

}  // namespace assay
