#include "datasets/readers/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// One line of the file, or several where quotes hold line ends.
struct Record {
  std::size_t line = 0;  ///< of its beginning, from 1
  std::vector<std::string> fields;
};

class CsvReader {
 public:
  CsvReader(std::string_view bytes, const std::string& file) : bytes_(bytes), file_(file) {
    if (bytes_.starts_with(byte_order_mark)) {
      at_ = byte_order_mark.size();
    }
  }

  /// False at the end.
  bool next(Record& record) {
    while (at_line_end()) {
      skip_line_end();
    }
    record = {line_, {}};
    if (at_ == bytes_.size()) {
      return false;
    }
    while (true) {
      record.fields.push_back(here() == '"' ? quoted() : plain());
      if (here() != ',') {
        break;
      }
      ++at_;
    }
    skip_line_end();
    return true;
  }

  [[noreturn]] void fail(std::size_t line, const std::string& what) const {
    throw DataError(fmt::format("{}:{}: {}", file_, line, what));
  }

 private:
  [[nodiscard]] char here() const { return at_ < bytes_.size() ? bytes_[at_] : '\0'; }

  [[nodiscard]] bool at_line_end() const {
    return here() == '\n' || bytes_.substr(at_, 2) == "\r\n";
  }

  void skip_line_end() {
    if (at_ < bytes_.size()) {
      at_ += here() == '\r' ? 2 : 1;
      ++line_;
    }
  }

  std::string plain() {
    const std::size_t end = std::min(bytes_.find_first_of(",\"\r\n", at_), bytes_.size());
    std::string field(bytes_.substr(at_, end - at_));
    at_ = end;
    if (here() == '"') {
      fail(line_,
           "a quote within a field that does not begin with one; put the field in quotes "
           "and double those within");
    }
    if (here() == '\r' && !at_line_end()) {
      fail(line_, "a carriage return that ends no line; lines end in \\n or \\r\\n");
    }
    return field;
  }

  std::string quoted() {
    const std::size_t begin = line_;
    std::string field;
    ++at_;
    while (true) {
      const std::size_t quote = bytes_.find('"', at_);
      if (quote == std::string_view::npos) {
        fail(begin, "a quote is opened and not closed");
      }
      field += bytes_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (here() != '"') {
        break;
      }
      field += '"';
      ++at_;
    }
    line_ += static_cast<std::size_t>(std::count(field.begin(), field.end(), '\n'));
    if (at_ < bytes_.size() && here() != ',' && !at_line_end()) {
      fail(line_, "something follows the quote that closes a field; double the quotes within");
    }
    return field;
  }

  std::string_view bytes_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

void check_header(const CsvReader& reader, const Record& header) {
  std::set<std::string_view> seen;
  for (const std::string& name : header.fields) {
    if (!seen.insert(name).second) {
      reader.fail(header.line, fmt::format("two columns have the name '{}'", name));
    }
  }
}

}  // namespace

std::vector<Row> parse_csv(std::string_view bytes, const std::string& file) {
  CsvReader reader(bytes, file);
  Record header;
  if (!reader.next(header)) {
    return {};
  }
  check_header(reader, header);
  std::vector<Row> rows;
  for (Record record; reader.next(record);) {
    if (record.fields.size() != header.fields.size()) {
      reader.fail(record.line, fmt::format("has {} fields, but the header has {}",
                                           record.fields.size(), header.fields.size()));
    }
    nlohmann::json object = nlohmann::json::object();
    for (std::size_t i = 0; i < header.fields.size(); ++i) {
      object[header.fields[i]] = std::move(record.fields[i]);
    }
    rows.push_back({std::move(object), "", fmt::format("{}:{}", file, record.line)});
  }
  return rows;
}

}  // namespace assay
