// Cuts against Hugging Face's tokenizers library, for every character of Unicode 3.2.
#include "engine/checkpoint/pretokenizer.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "engine/checkpoint/utf8.hpp"
#include "engine/core/file.hpp"
#include "engine/core/hash.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

using namespace assay;
using assay::test::golden;
using nlohmann::json;

namespace {

using Digests = std::map<std::string, std::string>;

const json& vectors() {
  static const json document = json::parse(read_file(golden("tokenizer/vectors.json")));
  return document;
}

Digests expected(const std::string& form) {
  return vectors().at("forms").at(form).at("sweep").get<Digests>();
}

json description(const std::string& form) {
  const std::filesystem::path path =
      form == "assay_tiny"
          ? std::filesystem::path(ASSAY_TEST_SOURCE) / "engine/checkpoint/assay-tiny/tokenizer.json"
          : golden("tokenizer/" + form + "/tokenizer.json");
  return json::parse(read_file(path)).at("pre_tokenizer");
}

PreTokenizer made_of(const json& description) {
  return PreTokenizer(Field(description, "test: pre_tokenizer"));
}

/// By block of code points the digest of the pieces' lengths, as make.py defines it.
Digests sweep(const PreTokenizer& pre_tokenizer) {
  const auto block = vectors().at("block").get<std::uint32_t>();
  std::map<std::string, std::string> lengths;
  for (const json& range : vectors().at("ranges")) {
    std::string& part = lengths[std::to_string(range[0].get<std::uint32_t>() / block)];
    for (auto code = range[0].get<std::uint32_t>(); code <= range[1].get<std::uint32_t>(); ++code) {
      const std::string c = utf8_encode(code);
      const std::string text = "a" + c + "1" + c + " " + c + c + "\nb";
      for (const auto piece : pre_tokenizer.split(text).parts) {
        part += static_cast<char>(piece.size());
      }
    }
  }
  Digests digests;
  for (const auto& [number, part] : lengths) {
    digests[number] = sha256_hex(part);
  }
  return digests;
}

}  // namespace

TEST_CASE("every character of Unicode 3.2 is cut as Hugging Face's tokenizers library cuts it") {
  for (const std::string form : {"gpt2", "deepseek_v3", "llama3", "assay_tiny"}) {
    INFO(form << ", digests by block of code points");
    CHECK(sweep(made_of(description(form))) == expected(form));
  }
}

TEST_CASE("the sweep over Unicode sees an expression with one wrong class") {
  json wrong = description("deepseek_v3");
  std::string pattern = wrong["pretokenizers"][2]["pattern"]["Regex"];
  pattern.replace(pattern.find("\\p{M}]+"), 7, "\\p{Mn}]+");
  wrong["pretokenizers"][2]["pattern"]["Regex"] = pattern;
  CHECK_FALSE(sweep(made_of(wrong)) == expected("deepseek_v3"));
}

TEST_CASE("a text is cut into pieces that together are the text") {
  const PreTokenizer pre_tokenizer = made_of(description("deepseek_v3"));
  CHECK(pre_tokenizer.split("").parts.empty());
  CHECK(pre_tokenizer.split("Hi 1234, \xE6\xBC\xA2x\r\n\n y").parts ==
        std::vector<std::string_view>{"Hi", " ", "123", "4", ",", " ", "\xE6\xBC\xA2", "x",
                                      "\r\n\n", " y"});
}

TEST_CASE("white space is what Unicode says, not what Perl adds") {
  const json description{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", true}};
  const PreTokenizer pre_tokenizer = made_of(description);
  CHECK(pre_tokenizer.split("a\u180e!").parts.size() == 2);  // a mark of format, so "the rest"
  CHECK(pre_tokenizer.split("a\u3000\u3000b").parts.size() == 4);
}

TEST_CASE("every behaviour of a split cuts as the tokenizers library cuts") {
  struct Case {
    const char* behavior;
    bool invert;
    std::vector<std::string_view> parts;
  };
  // pre_tokenizers.Split("-", behavior, invert).pre_tokenize_str("-a--b-"), version 0.23.3
  const std::vector<Case> cases{
      {"Removed", false, {"a", "b"}},
      {"Isolated", false, {"-", "a", "-", "-", "b", "-"}},
      {"MergedWithPrevious", false, {"-", "a-", "-", "b-"}},
      {"MergedWithNext", false, {"-a", "-", "-b", "-"}},
      {"Contiguous", false, {"-", "a", "--", "b", "-"}},
      {"Removed", true, {"-", "-", "-", "-"}},
      {"MergedWithPrevious", true, {"-a", "-", "-b", "-"}},
      {"MergedWithNext", true, {"-", "a-", "-", "b-"}},
      {"Contiguous", true, {"-", "a", "--", "b", "-"}},
  };
  for (const Case& one : cases) {
    const json description{{"type", "Split"},
                           {"pattern", {{"String", "-"}}},
                           {"behavior", one.behavior},
                           {"invert", one.invert}};
    INFO(one.behavior << " " << one.invert);
    CHECK(made_of(description).split("-a--b-").parts == one.parts);
  }
}

TEST_CASE("characters of Unicode 15 and 16 are cut like their elders") {
  const PreTokenizer pre_tokenizer = made_of(description("deepseek_v3"));
  // A pink heart (15.0) is a symbol; an ideograph of extension H (15.0) and a letter (16.0) are
  // letters.
  CHECK(pre_tokenizer.split("\U0001FA77!").parts.size() == 1);
  CHECK(pre_tokenizer.split("a\U00031350\u1C89b").parts.size() == 1);
  CHECK(pre_tokenizer.split("a\U0001FA77b").parts.size() == 3);
}

TEST_CASE("Metaspace puts its sign for spaces, and before the first piece as its scheme says") {
  const auto parts = [](const char* scheme, bool split, std::string_view text, bool at_start) {
    const Pieces pieces = made_of({{"type", "Metaspace"},
                                   {"replacement", "_"},
                                   {"prepend_scheme", scheme},
                                   {"split", split}})
                              .split(text, at_start);
    return std::vector<std::string>(pieces.parts.begin(), pieces.parts.end());
  };
  using Parts = std::vector<std::string>;
  CHECK(parts("first", false, "a b", true) == Parts{"_a_b"});
  CHECK(parts("first", false, "a b", false) == Parts{"a_b"});
  CHECK(parts("always", true, "a  b", false) == Parts{"_a", "_", "_b"});
  CHECK(parts("never", true, " a b", true) == Parts{"_a", "_b"});
}
