// Comma-separated values (RFC 4180): a header, then rows of texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "datasets/readers/rows.hpp"

namespace assay {

/// Each row becomes an object of texts under the header's names; an empty field is an empty text.
/// Lines end in \n or \r\n, a quoted field may hold line ends, commas and doubled quotes; a byte
/// order mark and lines that hold nothing are left out. `bytes` must be UTF-8. Throws DataError
/// "file:line: what": a row with more or fewer fields than the header, a name that stands twice, a
/// quote that is not closed or stands within an unquoted field, a carriage return alone.
[[nodiscard]] std::vector<Row> parse_csv(std::string_view bytes, const std::string& file);

}  // namespace assay
