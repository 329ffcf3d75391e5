// Against files and rows that pyarrow wrote (tests/golden/parquet/make.py), and against damage.
#include "datasets/readers/parquet/parquet.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "datasets/readers/row_fields.hpp"
#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "engine/core/hash.hpp"
#include "engine/core/philox.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using nlohmann::json;

std::string bytes_of(const std::string& name) { return read_file(golden("parquet/" + name)); }

json rows_of(std::string_view bytes) {
  json rows = json::array();
  for (Row& row : parse_parquet(bytes, "d.parquet")) {
    rows.push_back(std::move(row.object));
  }
  return rows;
}

/// Of reading, and of asking each row for `field`. Also where there is none; anything but rows or a
/// DataError ends the test.
std::string error_of(std::string_view bytes, const std::string& field = "") {
  try {
    for (const Row& row : parse_parquet(bytes, "d.parquet")) {
      if (!field.empty()) {
        (void)RowFields(row).get(field);
      }
    }
  } catch (const DataError& error) {
    return error.what();
  }
  return "no error";
}

/// Several files hold the same rows: flat_gzip_v1_plain.parquet those of flat.json.
json expected_rows(const std::string& stem) {
  static const std::map<std::string, std::string> others = {
      {"checksums", "flat"}, {"row_groups", "lists"}, {"item_lists", "lists"}};
  const auto found = others.find(stem);
  std::string name = found != others.end() ? found->second : stem;
  if (!fs::exists(golden("parquet/" + name + ".json"))) {
    name = stem.substr(0, stem.find('_'));
  }
  return json::parse(bytes_of(name + ".json"));
}

TEST_CASE("Parquet files give the rows that pyarrow reads from them") {
  int files = 0;
  for (const auto& entry : fs::directory_iterator(golden("parquet"))) {
    if (entry.path().extension() != ".parquet") {
      continue;
    }
    const std::string stem = entry.path().stem().string();
    const json expected = expected_rows(stem);
    const json rows = rows_of(read_file(entry.path()));
    INFO(stem);
    REQUIRE(rows.size() == expected.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      INFO("row " << i);
      CHECK(rows[i].dump() == expected[i].dump());
    }
    ++files;
  }
  CHECK(files == 33);
}

TEST_CASE("a Parquet row knows its file and number") {
  const auto rows = parse_parquet(bytes_of("row_groups.parquet"), "d.parquet");
  REQUIRE(rows.size() == 5);
  CHECK(rows[0].where == "d.parquet: row 0");
  CHECK(rows[4].where == "d.parquet: row 4");
}

TEST_CASE("what the Parquet reader does not read is refused by name, with the remedy") {
  const std::string remedy =
      " is not supported; convert the file to JSON Lines, or write it again with "
      "pyarrow.parquet.write_table(table, file)";
  const std::pair<const char*, const char*> refused[] = {
      {"delta_binary_packed", "column 'n': the encoding DELTA_BINARY_PACKED"},
      {"delta_length_byte_array", "column 's': the encoding DELTA_LENGTH_BYTE_ARRAY"},
      {"delta_byte_array", "column 's': the encoding DELTA_BYTE_ARRAY"},
      {"byte_stream_split", "column 'n': the encoding BYTE_STREAM_SPLIT"},
      {"lz4", "column 'n': compression LZ4_RAW"},
      {"brotli", "column 'n': compression BROTLI"},
      {"int96", "column 't' of type INT96"},
      {"time", "column 't' of type TIME"},
      {"bytes", "column 'b': a value of bytes that are not UTF-8"},
      {"nan", "column 'f': the value nan, which JSON does not have,"},
  };
  for (const auto& [name, what] : refused) {
    INFO(name);
    std::string error = error_of(bytes_of("refused/" + std::string(name) + ".parquet"), "n");
    if (error == "no error") {
      error = error_of(bytes_of("refused/" + std::string(name) + ".parquet"), "s");
    }
    CHECK_THAT(error, StartsWith("d.parquet: ") && EndsWith(std::string(what) + remedy));
  }
  std::string encrypted = bytes_of("empty.parquet");
  encrypted.back() = 'E';
  CHECK(error_of(encrypted) == "d.parquet: encryption" + remedy);
}

TEST_CASE("a column that is not read here is in the way of nobody who does not ask for it") {
  const std::pair<const char*, const char*> files[] = {{"delta_binary_packed", "n"},
                                                       {"byte_stream_split", "n"},
                                                       {"delta_byte_array", "s"},
                                                       {"mixed", "when"}};
  for (const auto& [name, unreadable] : files) {
    INFO(name);
    const std::string bytes = bytes_of("refused/" + std::string(name) + ".parquet");
    const std::vector<Row> rows = parse_parquet(bytes, "d.parquet");
    REQUIRE_FALSE(rows.empty());
    for (const Row& row : rows) {
      CHECK_FALSE(row.object.contains(unreadable));
    }
    const std::string other = std::string(unreadable) == "n" ? "s" : "n";
    CHECK(rows_of(bytes)[0].contains(other));
    CHECK(error_of(bytes, other) == "no error");
    CHECK_THAT(error_of(bytes, unreadable),
               StartsWith("d.parquet: row 0: column '" + std::string(unreadable)));
    CHECK_THAT(error_of(bytes, std::string(unreadable) + ".at"), Contains("not supported"));
  }
  // Of several row groups and beside lists: what stands there is what pyarrow reads.
  const json mixed = rows_of(bytes_of("refused/mixed.parquet"));
  CHECK(mixed.dump() == R"([{"n":1,"names":["a","b"]},{"n":2,"names":[]},{"n":3,"names":["c"]}])");
}

TEST_CASE("a Parquet file that is cut short anywhere is an error") {
  for (const char* name : {"flat_snappy_v1_dictionary", "structures_v2", "lists_v1"}) {
    const std::string whole = bytes_of(std::string(name) + ".parquet");
    for (std::size_t length = 0; length < whole.size(); ++length) {
      INFO(name << " of " << length << " bytes");
      CHECK(error_of(whole.substr(0, length)) != "no error");
    }
  }
  CHECK(error_of("{\"a\": 1}\n and more") ==
        "d.parquet: damaged Parquet: it does not begin with PAR1; fetch it again");
}

TEST_CASE("a Parquet file with flipped bits gives rows or one error, and no crash") {
  const char* const names[] = {"flat_none_v1_dictionary",
                               "flat_snappy_v2_plain",
                               "flat_gzip_v1_plain",
                               "flat_zstd_v2_dictionary",
                               "lists_v1",
                               "lists_v2",
                               "structures_v1",
                               "types_v2",
                               "maps",
                               "boolean_runs"};
  int errors = 0;
  for (const char* name : names) {
    const std::string whole = bytes_of(std::string(name) + ".parquet");
    PhiloxStream random(sha256_key(name), 1);
    for (int i = 0; i < 300; ++i) {
      std::string flipped = whole;
      for (std::uint32_t flips = 1 + random.next() % 3; flips > 0; --flips) {
        char& byte = flipped[random.next() % flipped.size()];
        byte = static_cast<char>(byte ^ (1 << random.next() % 8));
      }
      errors += error_of(flipped) != "no error" ? 1 : 0;
    }
  }
  CHECK(errors > 300);
}

TEST_CASE("a page that does not fit its checksum is an error") {
  std::string bytes = bytes_of("checksums.parquet");
  const std::size_t inside = bytes.find("How many");
  REQUIRE(inside != std::string::npos);
  bytes[inside] = 'N';
  CHECK(error_of(bytes) ==
        "d.parquet: column 'question': damaged Parquet: a page does not fit its checksum; fetch it "
        "again");
}

TEST_CASE("the published Parquet files of Knights and Knaves are read as pyarrow reads them") {
  if (!fs::exists(shared_data("suites/kk"))) {
    ASSAY_SKIP("no Knights and Knaves here");
  }
  // Of json.dumps(read_table(file).to_pylist(), ensure_ascii=False, separators=(',', ':'),
  // sort_keys=True) with pyarrow 26.
  const std::pair<const char*, const char*> files[] = {
      {"3ppl", "84ceb3fe6ad409dc61cf91a4145bff8f1a3fafe30bd9d78798c168097df22cdd"},
      {"4ppl", "2eebda277dc5aa8154a84ce9adde0b223aa9141f93ebae26ad0c0f9fafdafda5"},
      {"5ppl", "1fa7c94a7df77b4a951c782a4f1859c5b12c54c3523ce0bdb4e1958e44758850"},
      {"6ppl", "4f35e8b69115615d3e8cf9594b0e5452ef42519441f49590388cac622792abba"},
      {"7ppl", "fd3119a44fe9ca80984b648f67a0483dac0e20c935d56eb2c933e9cb04df928e"},
  };
  for (const auto& [name, hash] : files) {
    const std::string file = "suites/kk/" + std::string(name) + "_test.parquet";
    const json rows = rows_of(read_file(shared_data(file)));
    CHECK(rows.size() == 100);
    CHECK(sha256_hex(rows.dump()) == hash);
  }
}

}  // namespace
}  // namespace assay::test
