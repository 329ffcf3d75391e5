// How texts and token ids lie in the run file's blobs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// One zstd frame with its size and a checksum.
[[nodiscard]] std::string compress(std::string_view bytes);

/// Throws DataError for anything that compress() did not write.
[[nodiscard]] std::string decompress(std::string_view frame);

/// LEB128 varints of the ids, compressed. Throws DataError for a negative id.
[[nodiscard]] std::string pack_ids(const std::vector<std::int32_t>& ids);

/// Throws DataError for anything that pack_ids() did not write.
[[nodiscard]] std::vector<std::int32_t> unpack_ids(std::string_view blob);

}  // namespace assay
