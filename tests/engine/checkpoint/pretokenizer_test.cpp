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

/// By block of code points the digest of the pieces' lengths, as make.py defines it.
Digests sweep(const PreTokenizer& pre_tokenizer) {
  const auto block = vectors().at("block").get<std::uint32_t>();
  std::map<std::string, std::string> lengths;
  for (const json& range : vectors().at("ranges")) {
    std::string& part = lengths[std::to_string(range[0].get<std::uint32_t>() / block)];
    for (auto code = range[0].get<std::uint32_t>(); code <= range[1].get<std::uint32_t>(); ++code) {
      const std::string c = utf8_encode(code);
      for (const auto piece : pre_tokenizer.split("a" + c + "1" + c + " " + c + c + "\nb")) {
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
    CHECK(sweep(PreTokenizer(description(form), form)) == expected(form));
  }
}

TEST_CASE("the sweep over Unicode sees an expression with one wrong class") {
  json wrong = description("deepseek_v3");
  std::string pattern = wrong["pretokenizers"][2]["pattern"]["Regex"];
  pattern.replace(pattern.find("\\p{M}]+"), 7, "\\p{Mn}]+");
  wrong["pretokenizers"][2]["pattern"]["Regex"] = pattern;
  CHECK_FALSE(sweep(PreTokenizer(wrong, "wrong")) == expected("deepseek_v3"));
}

TEST_CASE("a text is cut into pieces that together are the text") {
  const PreTokenizer pre_tokenizer(description("deepseek_v3"), "deepseek_v3");
  CHECK(pre_tokenizer.split("").empty());
  CHECK(pre_tokenizer.split("Hi 1234, \xE6\xBC\xA2x\r\n\n y") ==
        std::vector<std::string_view>{"Hi", " ", "123", "4", ",", " ", "\xE6\xBC\xA2", "x",
                                      "\r\n\n", " y"});
}

TEST_CASE("white space is what Unicode says, not what Perl adds") {
  const json description{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", true}};
  const PreTokenizer pre_tokenizer(description, "test");
  CHECK(pre_tokenizer.split("a\u180e!").size() == 2);  // a mark of format, so "the rest"
  CHECK(pre_tokenizer.split("a\u3000\u3000b").size() == 4);
}
