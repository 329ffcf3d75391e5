// Layouts whose tests run a whole program: stdin and stdout, and MultiPL-E.
#pragma once

#include "datasets/problem.hpp"
#include "datasets/readers/row_fields.hpp"

namespace assay {

/// `time_limit`: seconds a test, 6 if it has none; `memory_limit`: MiB, or bytes from 1,000,000 on.
/// `comparison`: see CodeTests, token if it has none; `checker` is the source of a program.
[[nodiscard]] CodeTests read_stdin(const RowFields& row);

[[nodiscard]] CodeTests read_multipl_e(const RowFields& row);

/// The name that the graders know a language by: "py" and "Python 3" are python.
[[nodiscard]] std::string language_name(const std::string& name);

}  // namespace assay
