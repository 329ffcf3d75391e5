// Checksums of the run file's rows: a disk that flips a bit is noticed at the row that it hit,
// before a number is made of it.
#pragma once

#include <string>
#include <string_view>

#include "reports/run/run_file.hpp"

namespace assay {

/// First 64 bits of SHA-256, as hexadecimal digits.
[[nodiscard]] std::string checksum(std::string_view bytes);

/// Of everything that is stored of a sample but its verdicts, and the row number of its parent.
[[nodiscard]] std::string checksum(const StoredSample& sample);

/// Of a verdict of the sample with the given checksum.
[[nodiscard]] std::string checksum(const Verdict& verdict, std::string_view sample_checksum);

}  // namespace assay
