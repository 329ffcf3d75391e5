#include "datasets/readers/rows.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

using Parser = std::vector<Row> (*)(std::string_view, const std::string&);

std::string error_of(Parser parse, std::string_view bytes) {
  try {
    (void)parse(bytes, "d.jsonl");
  } catch (const DataError& error) {
    return error.what();
  }
  return "no error";
}

std::vector<Row> parse_array(std::string_view bytes, const std::string& file) {
  return parse_json_array(bytes, file);
}

TEST_CASE("JSON Lines may end in CRLF or without a line end, and hold blank lines") {
  const auto rows = parse_jsonl("{\"a\": 1}\r\n\r\n  \n{\"a\": \"x\u2028y\"}", "d.jsonl");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].object.at("a") == 1);
  CHECK(rows[0].where == "d.jsonl:1");
  CHECK(rows[1].object.at("a") == "x\u2028y");
  CHECK(rows[1].where == "d.jsonl:4");
  CHECK(parse_jsonl("", "d.jsonl").empty());
}

TEST_CASE("malformed JSON Lines are told by file, line and column") {
  CHECK(error_of(parse_jsonl, "{\"a\": 1}\n{\"a\": \n") ==
        "d.jsonl:2: malformed JSON: the line ends too early");
  CHECK(error_of(parse_jsonl, "{\"a\": }\n") == "d.jsonl:1: malformed JSON at column 7");
  CHECK(error_of(parse_jsonl, "{\"a\": 1} {\"b\": 2}\n") ==
        "d.jsonl:1: malformed JSON at column 10");
  CHECK(error_of(parse_jsonl, "{\"a\": \"\xff\"}\n") == "d.jsonl:1: malformed JSON at column 8");
  CHECK(error_of(parse_jsonl, "[1]\n") == "d.jsonl:1: must be a JSON object, but is of type array");
}

TEST_CASE("half a pair of surrogates becomes the replacement character, a whole one its own") {
  const std::string text =
      R"({"a": "x\ud83d\ude00", "b": "\ud83d", "c": "\uDE00!", "d": "\\ud83d", "e": "\ud83d\ud83d\ude00"})";
  for (const std::vector<Row>& rows :
       {parse_jsonl(text + "\n", "f"), parse_json_array("[" + text + "]", "f")}) {
    REQUIRE(rows.size() == 1);
    const nlohmann::json& row = rows[0].object;
    CHECK(row.at("a") == "x\xf0\x9f\x98\x80");
    CHECK(row.at("b") == "\xef\xbf\xbd");
    CHECK(row.at("c") == "\xef\xbf\xbd!");
    CHECK(row.at("d") == "\\ud83d");
    CHECK(row.at("e") == "\xef\xbf\xbd\xf0\x9f\x98\x80");
  }
}

TEST_CASE("a JSON array of objects gives rows with the number of their item") {
  const auto rows = parse_json_array("[{\"a\": 1},\n {\"a\": 2}]", "d.json");
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].object.at("a") == 2);
  CHECK(rows[1].where == "d.json: item 1");
}

TEST_CASE("a malformed JSON array is told by line or item") {
  CHECK(error_of(parse_array, "[{\"a\": 1},\n {\"a\": ]") == "d.jsonl:2: malformed JSON");
  CHECK(error_of(parse_array, "[{\"a\": 1},\n") ==
        "d.jsonl:2: malformed JSON: the file ends too early");
  CHECK(error_of(parse_array, "{}") ==
        "d.jsonl: must be a JSON array of objects, but is of type object");
  CHECK(error_of(parse_array, "[{}, 3]") ==
        "d.jsonl: item 1: must be a JSON object, but is of type number");
}

}  // namespace
}  // namespace assay::test
