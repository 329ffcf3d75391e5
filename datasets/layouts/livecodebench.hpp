// LiveCodeBench's rows: public tests in clear, hidden ones packed.
#pragma once

#include <string>
#include <string_view>

#include "datasets/problem.hpp"
#include "datasets/readers/row_fields.hpp"

namespace assay {

/// Public tests, then hidden ones; all read stdin or all call a function. Limits, preamble and
/// comparison are the benchmark's own: 6 s a test, star imports, lines or decimal numbers.
[[nodiscard]] CodeTests read_livecodebench(const RowFields& row);

/// The JSON text inside `packed`: base64 of zlib of a pickled text. Throws DataError.
[[nodiscard]] std::string unpacked_tests(std::string_view packed, const std::string& where);

}  // namespace assay
