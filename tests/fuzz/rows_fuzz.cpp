// libFuzzer on the readers of data files: rows or one DataError for any bytes. Those that begin as
// Parquet does are read as that, others as CSV and as JSON Lines. Good to begin with:
// tests/golden/parquet.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "datasets/readers/csv.hpp"
#include "datasets/readers/parquet/parquet.hpp"
#include "datasets/readers/rows.hpp"
#include "datasets/readers/utf8.hpp"
#include "engine/core/error.hpp"

namespace {

template <typename Parser>
void read(Parser parse, std::string_view bytes) {
  try {
    (void)parse(bytes, "fuzz");
  } catch (const assay::DataError&) {
    return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.starts_with("PAR1")) {
    read(assay::parse_parquet, bytes);
  } else if (assay::is_utf8(bytes)) {
    read(assay::parse_csv, bytes);
    read([](std::string_view text, const char* file) { return assay::parse_jsonl(text, file); },
         bytes);
  }
  return 0;
}
