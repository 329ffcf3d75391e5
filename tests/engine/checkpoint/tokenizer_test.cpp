// The tokenizer against Hugging Face's library (tests/golden/tokenizer/make.py), and its own laws.
#include "engine/checkpoint/tokenizer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "engine/checkpoint/utf8.hpp"
#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "engine/core/philox.hpp"
#include "tests/engine/checkpoint/deepseek_tokenizer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

using namespace assay;
using assay::test::golden;
using assay::test::TemporaryDirectory;
using nlohmann::json;

namespace {

using Ids = std::vector<std::int32_t>;

const std::vector<std::string> forms{"gpt2", "deepseek_v3", "llama3", "assay_tiny"};

std::filesystem::path directory_of(const std::string& form) {
  return form == "assay_tiny"
             ? std::filesystem::path(ASSAY_TEST_SOURCE) / "engine/checkpoint/assay-tiny"
             : golden("tokenizer/" + form);
}

const json& vectors() {
  static const json document = json::parse(read_file(golden("tokenizer/vectors.json")));
  return document;
}

std::string printable(const std::string& text) { return json(text).dump(-1, ' ', true); }

/// A text of `length` code points from all that exist, with a leaning to the troublesome.
std::string random_text(PhiloxStream& random, std::uint32_t length) {
  static const std::vector<char32_t> favourites{
      U'\0',     U' ',      U' ',      U'\n',     U'\r',   U'\t',    U'a',   U'1',   U'!',
      U'\u0301', U'\u200d', U'\ufeff', U'\u00a0', U'\x85', U'<',     U'>',   U'|',   0x1F468,
      0x1F3FD,   0x1F1E9,   U'中',     U'ﬁ',      U'ı',    0x10FFFF, 0xFFFD, 0xE000, U'\u180e'};
  std::string text;
  for (std::uint32_t i = 0; i < length; ++i) {
    char32_t code = random.chance(0.6)
                        ? favourites[random.below(static_cast<std::uint32_t>(favourites.size()))]
                        : random.below(0x110000);
    text += utf8_encode(code >= 0xD800 && code < 0xE000 ? U'x' : code);
  }
  return text;
}

/// A tokenizer.json of the golden form gpt2 with one change.
void write_changed(const TemporaryDirectory& directory, const std::string& pointer,
                   const json& value) {
  json document = json::parse(read_file(golden("tokenizer/gpt2/tokenizer.json")));
  document[json::json_pointer(pointer)] = value;
  replace_file(directory.path() / "tokenizer.json", document.dump());
}

}  // namespace

TEST_CASE("ids equal those of Hugging Face's tokenizers library") {
  for (const std::string& form : forms) {
    const Tokenizer tokenizer = Tokenizer::open(directory_of(form));
    for (const json& vector : vectors().at("forms").at(form).at("vectors")) {
      const auto text = vector.at("text").get<std::string>();
      INFO(form << " " << printable(text));
      CHECK(tokenizer.encode(text) == vector.at("ids").get<Ids>());
    }
  }
}

TEST_CASE(
    "DeepSeek-V3's real vocabulary gives the published ids and those of the tokenizers library") {
  const auto ranks = test::shared_data("tokenizers/deepseek_v3.tiktoken");
  if (!std::filesystem::exists(ranks)) {
    ASSAY_SKIP("no " + ranks.string());
  }
  const TemporaryDirectory directory;
  test::write_deepseek_tokenizer(ranks, directory.path());
  const Tokenizer tokenizer = Tokenizer::open(directory.path());
  const json published = json::parse(read_file(test::shared_data("tokenizers/vectors.json")));
  const json computed = json::parse(read_file(golden("tokenizer/deepseek_v3.json")));
  CHECK(published.size() + computed.size() >= 45);
  for (const json& source : {published, computed}) {
    for (const json& vector : source) {
      const auto text = vector.at("text").get<std::string>();
      INFO(printable(text));
      CHECK(tokenizer.encode(text) == vector.at("ids").get<Ids>());
      CHECK(tokenizer.decode(tokenizer.encode(text)) == text);
    }
  }
}

TEST_CASE("any valid text comes back from its ids") {
  for (const std::string& form : forms) {
    const Tokenizer tokenizer = Tokenizer::open(directory_of(form));
    for (std::uint32_t i = 0; i < 300; ++i) {
      PhiloxStream random(7, i);
      const std::string text = random_text(random, random.below(80));
      INFO(form << " text " << i << ": " << printable(text));
      CHECK(tokenizer.decode(tokenizer.encode_plain(text)) == text);
      CHECK(tokenizer.decode(tokenizer.encode(text)) == text);
    }
  }
}

TEST_CASE("a stream of tokens becomes whole characters, in sum the decoded text") {
  const Tokenizer tokenizer = Tokenizer::open(directory_of("gpt2"));
  for (std::uint32_t i = 0; i < 300; ++i) {
    PhiloxStream random(8, i);
    Ids ids(random.below(60));  // at random, so that most bytes make no character
    for (std::int32_t& id : ids) {
      id = random.between(0, static_cast<int>(tokenizer.size()) - 1);
    }
    IncrementalDecoder decoder(tokenizer);
    std::string streamed;
    for (const std::int32_t id : ids) {
      const std::string part = decoder.push(id);
      CHECK(to_valid_utf8(part) == part);
      streamed += part;
    }
    INFO("stream " << i);
    CHECK(streamed + decoder.finish() == tokenizer.decode(ids));
  }
}

TEST_CASE("a character that is spread over tokens appears when its last byte does") {
  const Tokenizer tokenizer = Tokenizer::open(directory_of("gpt2"));
  const Ids ids = tokenizer.encode_plain("\U00051234");
  REQUIRE(ids.size() == 4);
  IncrementalDecoder decoder(tokenizer);
  CHECK(decoder.push(ids[0]).empty());
  CHECK(decoder.push(ids[1]).empty());
  CHECK(decoder.push(ids[2]).empty());
  CHECK(decoder.push(ids[3]) == "\U00051234");
  CHECK(decoder.push(ids[0]).empty());
  CHECK(decoder.finish() == "\xEF\xBF\xBD");
}

TEST_CASE("plain text never becomes an added token") {
  for (const std::string& form : forms) {
    const Tokenizer tokenizer = Tokenizer::open(directory_of(form));
    for (const std::string content :
         {"</think>", "<think>", "<｜User｜>", "<｜end▁of▁sentence｜>"}) {
      INFO(form << " " << content);
      const auto special = tokenizer.id_of(content);
      REQUIRE(special);
      CHECK(tokenizer.encode(content) == Ids{*special});
      const Ids plain = tokenizer.encode_plain("x" + content + "y");
      CHECK(std::count(plain.begin(), plain.end(), *special) == 0);
      CHECK(tokenizer.decode(plain) == "x" + content + "y");
      CHECK(tokenizer.bytes(*special) == content);
    }
  }
}

TEST_CASE("bytes that are not UTF-8 become U+FFFD before they are encoded") {
  const Tokenizer tokenizer = Tokenizer::open(directory_of("assay_tiny"));
  CHECK(tokenizer.encode_plain("a\xFFz") == tokenizer.encode_plain("a\xEF\xBF\xBDz"));
  CHECK(tokenizer.encode("a\xE4\xB8z") == tokenizer.encode("a\xEF\xBF\xBDz"));
}

TEST_CASE("a word of a million letters does not take quadratic time") {
  const Tokenizer tokenizer = Tokenizer::open(directory_of("deepseek_v3"));
  std::string text(1'000'000, 'e');
  for (std::size_t i = 0; i < text.size(); i += 3) {
    text[i] = 't';
  }
  CHECK(tokenizer.decode(tokenizer.encode_plain(text)) == text);
  const std::string blank(1'000'000, ' ');
  CHECK(tokenizer.decode(tokenizer.encode_plain(blank)) == blank);
}

TEST_CASE("threads that share a tokenizer get the same ids") {
  const Tokenizer tokenizer = Tokenizer::open(directory_of("deepseek_v3"));
  const std::string text = "one two 333 <think> 漢字 \n\n x";
  const Ids expected = tokenizer.encode(text);
  std::vector<int> equal(4, 0);
  std::vector<std::thread> threads;
  for (int& count : equal) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        count += tokenizer.encode(text) == expected ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(equal == std::vector<int>(4, 200));
}

TEST_CASE("an id outside the vocabulary is refused by number") {
  const Tokenizer tokenizer = Tokenizer::open(directory_of("assay_tiny"));
  CHECK_THROWS_WITH(tokenizer.bytes(512), Catch::Contains("token id 512 is not in the vocabulary"));
  CHECK_THROWS_AS(tokenizer.bytes(-1), UsageError);
  CHECK_FALSE(tokenizer.id_of("no such token"));
}

TEST_CASE("a tokenizer.json that is not understood is refused with the field's name") {
  const json split = {{"type", "Split"},
                      {"pattern", {{"Regex", "a("}}},
                      {"behavior", "Isolated"},
                      {"invert", false}};
  const json last = {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", false}};
  const auto sequence = [&](const json& step) {
    return json{{"type", "Sequence"}, {"pretokenizers", json::array({step, last})}};
  };
  const auto changed = [&](const char* key, const json& value) {
    json other = split;
    other["pattern"]["Regex"] = "a";
    other[key] = value;
    return sequence(other);
  };
  struct Case {
    std::string pointer;
    json value;
    std::string message;
  };
  const std::vector<Case> cases{
      {"/normalizer", {{"type", "NFKC"}}, "normalizer is {\"type\":\"NFKC\"}, but supported is"},
      {"/normalizer", {{"type", "Replace"}}, "normalizer.pattern is null, but must be an object"},
      {"/decoder", nullptr, "decoder is null, but supported is ByteLevel"},
      {"/decoder", {{"type", "Fuse"}}, "decoder has no ByteLevel, but pre_tokenizer has one"},
      {"/post_processor", {{"type", "BertProcessing"}}, "post_processor is"},
      {"/something", 1, "something is 1, but supported is no such field"},
      {"/model/type", "Unigram", "model.type is \"Unigram\", but supported is BPE"},
      {"/model/vocab", json::array(), "model.vocab is [], but supported is an object"},
      {"/model/vocab", nullptr, "model.vocab is not there"},
      {"/model/merges", 7, "model.merges is 7, but must be a list"},
      {"/model/dropout", 0.1, "model.dropout is 0.1"},
      {"/model/end_of_word_suffix", "</w>", "model.end_of_word_suffix is \"</w>\""},
      {"/model/ignore_merges", "yes", "model.ignore_merges is \"yes\", but must be true or false"},
      {"/model/merges/0", "a", "model.merges[0] is \"a\", which is no pair"},
      {"/model/merges/0", json::array({"a", 1}), "model.merges[0] is [\"a\",1], which is no pair"},
      {"/model/merges/1", "a zq", "model.merges[1] needs the token \"zq\""},
      {"/model/vocab/a", -3, "model.vocab: \"a\" is -3, which is no token id"},
      {"/model/vocab/a", 1, "gives id 1 twice"},
      {"/model/vocab/a", 9'000'000, "is 9000000, far beyond the file's"},
      {"/model/vocab/a", 99'000'000'000, "which is no token id"},
      {"/model/vocab/a", "x", "\"a\" is \"x\", which is no token id"},
      {"/added_tokens/0/lstrip", "no", "added_tokens[0].lstrip is \"no\""},
      {"/added_tokens/1/id", 5, "added_tokens[1] (\"<\\uff5cend"},
      {"/added_tokens/2/content", 7, "added_tokens[2].content is 7, but must be a text"},
      {"/added_tokens", json::object(), "added_tokens is {}, but must be a list"},
      {"/pre_tokenizer", nullptr, "decoder has ByteLevel, but pre_tokenizer has none"},
      {"/pre_tokenizer",
       {{"type", "Whitespace"}},
       "pre_tokenizer is {\"type\":\"Whitespace\"}, but"},
      {"/pre_tokenizer", sequence(split),
       "pretokenizers[0].pattern: the expression \"a(\" is not supported"},
      {"/pre_tokenizer", changed("pattern", {{"Regex", "a*"}}), "can match an empty text"},
      {"/pre_tokenizer", changed("pattern", {{"Regex", "\\ha"}}),
       "has \\h, which is not supported"},
      {"/pre_tokenizer", changed("pattern", {{"Regex", "[a[b]]"}}), "has a class within a class"},
      {"/pre_tokenizer", changed("pattern", {{"Regex", "a{1,2}+"}}),
       "Ruby and Rust read differently"},
      {"/pre_tokenizer", changed("pattern", {{"Glob", "a"}}), "pretokenizers[0].pattern is"},
      {"/pre_tokenizer", changed("behavior", "Kept"), "behavior is \"Kept\", but supported is"},
      {"/pre_tokenizer", changed("invert", 1), "invert is 1, but must be true or false"},
      {"/pre_tokenizer",
       {{"type", "Sequence"}, {"pretokenizers", json::array({last, last})}},
       "pretokenizers[1] is"},
  };
  for (const Case& one : cases) {
    const TemporaryDirectory directory;
    write_changed(directory, one.pointer, one.value);
    INFO(one.pointer << " = " << one.value.dump());
    CHECK_THROWS_AS(Tokenizer::open(directory.path()), DataError);
    CHECK_THROWS_WITH(Tokenizer::open(directory.path()),
                      Catch::Contains(one.message) && Catch::Contains("tokenizer.json"));
  }
}

TEST_CASE("a byte that no token stands for is an error, since text with it would lose it") {
  const TemporaryDirectory directory;
  json document = json::parse(read_file(golden("tokenizer/gpt2/tokenizer.json")));
  document["model"]["vocab"].erase("Ā");
  replace_file(directory.path() / "tokenizer.json", document.dump());
  CHECK_THROWS_WITH(Tokenizer::open(directory.path()), Catch::Contains("lacks the token"));
}

TEST_CASE("a directory without tokenizer.json is told what is expected") {
  const TemporaryDirectory directory;
  CHECK_THROWS_WITH(Tokenizer::open(directory.path()), Catch::Contains("has no tokenizer.json"));
}
