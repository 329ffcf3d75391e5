#include "datasets/readers/data_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "datasets/readers/csv.hpp"
#include "datasets/readers/gzip.hpp"
#include "datasets/readers/parquet/parquet.hpp"
#include "datasets/readers/utf8.hpp"
#include "datasets/readers/zstd.hpp"
#include "engine/core/error.hpp"
#include "engine/core/file.hpp"

namespace assay {

namespace {

/// The bytes of a data file, and its name without the ending that says how they were compressed.
class Content {
 public:
  Content(std::string_view bytes, std::string_view file) : bytes_(bytes), name_(file) {
    if (name_.ends_with(".gz")) {
      name_.remove_suffix(3);
      bytes_ = inside_ = gunzip(bytes, std::string(file));
    } else if (name_.ends_with(".zst")) {
      name_.remove_suffix(4);
      bytes_ = inside_ = zstd_decompress(bytes, std::string(file));
    }
  }
  ~Content() = default;
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] std::string_view name() const { return name_; }

 private:
  std::string inside_;
  std::string_view bytes_;
  std::string_view name_;
};

void check_utf8(std::string_view text, const std::string& file) {
  const std::size_t at = first_invalid_utf8(text);
  if (at == text.size()) {
    return;
  }
  const std::string_view before = text.substr(0, at);
  const std::size_t line_begin = before.rfind('\n') + 1;  // 0 where there is none
  throw DataError(fmt::format(
      "{}:{}: not UTF-8: byte 0x{:02x} at column {}; convert the file, for instance with iconv",
      file, 1 + std::count(before.begin(), before.end(), '\n'),
      static_cast<unsigned char>(text[at]), at - line_begin + 1));
}

std::vector<Row> parse(std::string_view text, DataFormat format, const std::string& file,
                       const std::string& member) {
  if (format == DataFormat::parquet) {
    return parse_parquet(text, file);
  }
  check_utf8(text, file);
  switch (format) {
    case DataFormat::json:
      return parse_json_array(text, file, member);
    case DataFormat::csv:
      return parse_csv(text, file);
    default:
      return parse_jsonl(text, file);
  }
}

DataFormat format_of(const Content& content) {
  if (content.name().ends_with(".csv")) {
    return DataFormat::csv;
  }
  if (content.name().ends_with(".parquet")) {
    return DataFormat::parquet;
  }
  const std::size_t first = content.bytes().find_first_not_of(" \t\r\n");
  const bool array = first != std::string_view::npos && content.bytes()[first] == '[';
  return array ? DataFormat::json : DataFormat::jsonl;
}

}  // namespace

std::vector<Row> parse_data(std::string_view bytes, DataFormat format, const std::string& file,
                            const std::string& member) {
  return parse(Content(bytes, file).bytes(), format, file, member);
}

std::vector<Row> read_data(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  const std::string file = path.string();  // Content refers to it
  const Content content(bytes, file);
  return parse(content.bytes(), format_of(content), file, "");
}

}  // namespace assay
