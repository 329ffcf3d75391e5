// Checksums of the run file's rows: a disk that flips a bit is noticed at the row that it hit,
// before a number is made of it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "reports/run/run_file.hpp"

namespace assay {

/// First 64 bits of SHA-256, as hexadecimal digits.
[[nodiscard]] std::string checksum(std::string_view bytes);

/// What a sample's row holds of its texts and ids, as it is stored.
struct StoredBlobs {
  std::string_view trace;
  std::size_t thinking_bytes = 0;
  std::string_view token_ids;
  std::string_view prompt_ids;
};

/// Of everything that is stored of a sample but its verdicts, and the row number of its parent:
/// texts and ids as they are stored, so that checking needs no unpacking.
[[nodiscard]] std::string checksum(const StoredSample& sample, const TokenCounts& counts,
                                   const StoredBlobs& blobs);

/// Of a verdict of the sample with the given checksum.
[[nodiscard]] std::string checksum(const Verdict& verdict, std::string_view sample_checksum);

}  // namespace assay
