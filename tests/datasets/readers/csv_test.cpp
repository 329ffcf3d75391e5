#include "datasets/readers/csv.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

std::string error_of(std::string_view bytes) {
  try {
    (void)parse_csv(bytes, "d.csv");
  } catch (const DataError& error) {
    return error.what();
  }
  return "no error";
}

TEST_CASE("CSV rows are objects of texts that know their line") {
  const auto rows = parse_csv("id,question\n1,How many?\n2,\n", "d.csv");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].object.dump() == R"({"id":"1","question":"How many?"})");
  CHECK(rows[0].where == "d.csv:2");
  CHECK(rows[1].object.dump() == R"({"id":"2","question":""})");
}

TEST_CASE("quoted CSV fields hold commas, doubled quotes and line ends") {
  const auto rows = parse_csv("a,b\n\"x, \"\"y\"\"\nz\",\"\"\n\"3\",4", "d.csv");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].object.at("a") == "x, \"y\"\nz");
  CHECK(rows[0].object.at("b") == "");
  CHECK(rows[1].where == "d.csv:4");
  CHECK(rows[1].object.at("b") == "4");
}

TEST_CASE("a byte order mark, CRLF and empty lines are no part of a CSV file's data") {
  const auto rows = parse_csv(
      "\xef\xbb\xbf"
      "a,b\r\n\r\n1,\"2\r\n3\"\r\n\r\n",
      "d.csv");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].object.at("a") == "1");
  CHECK(rows[0].object.at("b") == "2\r\n3");
  CHECK(rows[0].where == "d.csv:3");
  CHECK(parse_csv("", "d.csv").empty());
  CHECK(parse_csv("a,b\n", "d.csv").empty());
}

TEST_CASE("what is wrong with a CSV file is told by file and line") {
  struct Case {
    std::string_view bytes;
    std::string_view message;
  };
  const Case cases[] = {
      {"a,b\n1,2\n3\n", "d.csv:3: has 1 fields, but the header has 2"},
      {"a,b\n\"1\n2\",2,3\n", "d.csv:2: has 3 fields, but the header has 2"},
      {"a,b\n1,\"2\n3\n", "d.csv:2: a quote is opened and not closed"},
      {"a,b,a\n", "d.csv:1: two columns have the name 'a'"},
      {"a\n5\" pipe\n",
       "d.csv:2: a quote within a field that does not begin with one; put the field in quotes and "
       "double those within"},
      {"a\n\"1\n\"2\n",
       "d.csv:3: something follows the quote that closes a field; double the quotes within"},
      {"a\n1\r2\n", "d.csv:2: a carriage return that ends no line; lines end in \\n or \\r\\n"},
  };
  for (const Case& one : cases) {
    INFO(one.bytes);
    CHECK(error_of(one.bytes) == one.message);
  }
}

}  // namespace
}  // namespace assay::test
