// The rarer parts of a tokenizer.json, on tokenizers small enough to follow by hand.
#include <nlohmann/json.hpp>

#include "engine/checkpoint/byte_alphabet.hpp"
#include "engine/checkpoint/tokenizer.hpp"
#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

using namespace assay;
using Catch::Contains;
using nlohmann::json;

namespace {

using Ids = std::vector<std::int32_t>;
using Texts = std::vector<std::string>;

const json byte_level{{"type", "ByteLevel"}, {"add_prefix_space", false}};
const std::string bad = "\xEF\xBF\xBD";

json added(const char* content, int id, const json& flags) {
  json token{{"content", content}, {"id", id}, {"special", true}};
  token.update(flags);
  return token;
}

/// One token a byte, by its value.
json of_bytes(const json& added_tokens) {
  json vocabulary;
  for (int byte = 0; byte < 256; ++byte) {
    vocabulary[spell_bytes(std::string(1, static_cast<char>(byte)))] = byte;
  }
  return {{"added_tokens", added_tokens},
          {"pre_tokenizer", byte_level},
          {"decoder", byte_level},
          {"model", {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", json::array()}}}};
}

/// SentencePiece's way: letters, "▁" for spaces, and bytes for what has no letter.
json of_letters(bool byte_fallback) {
  json vocabulary{{"<unk>", 0}, {"▁", 1}, {"a", 2}, {"b", 3}, {"▁a", 4}, {"é", 5}};
  for (int byte = 0; byte_fallback && byte < 256; ++byte) {
    const char* digits = "0123456789ABCDEF";
    vocabulary[std::string("<0x") + digits[byte / 16] + digits[byte % 16] + ">"] = 10 + byte;
  }
  const json sign{{"String", "▁"}}, space{{"String", " "}};
  json steps = json::array();
  steps.push_back({{"type", "Prepend"}, {"prepend", "▁"}});
  steps.push_back({{"type", "Replace"}, {"pattern", space}, {"content", "▁"}});
  json decoders = json::array();
  decoders.push_back({{"type", "Replace"}, {"pattern", sign}, {"content", " "}});
  decoders.push_back({{"type", "ByteFallback"}});
  decoders.push_back({{"type", "Fuse"}});
  decoders.push_back({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}});
  return {{"normalizer", {{"type", "Sequence"}, {"normalizers", steps}}},
          {"decoder", {{"type", "Sequence"}, {"decoders", decoders}}},
          {"model",
           {{"type", "BPE"},
            {"vocab", vocabulary},
            {"merges", json::array({"▁ a"})},
            {"unk_token", "<unk>"},
            {"fuse_unk", true},
            {"byte_fallback", byte_fallback}}}};
}

Tokenizer made_of(const json& document) { return Tokenizer::parse(document.dump(), "test"); }

/// The ids, with texts that a token of many bytes stands for written out.
Texts pieces(const Tokenizer& tokenizer, std::string_view text) {
  Texts found;
  for (const std::int32_t id : tokenizer.encode(text)) {
    if (id < 256 && !found.empty() && found.back().front() != '<' && found.back() != "cat") {
      found.back() += tokenizer.bytes(id);
    } else {
      found.emplace_back(tokenizer.bytes(id));
    }
  }
  return found;
}

}  // namespace

TEST_CASE("added tokens take white space, and keep to whole words, as their flags say") {
  const Tokenizer tokenizer = made_of(
      of_bytes({added("<l>", 256, {{"lstrip", true}}), added("<r>", 257, {{"rstrip", true}}),
                added("cat", 258, {{"single_word", true}}), added("<lo", 259, json::object()),
                added("<long>", 260, json::object())}));
  // As tokenizers 0.23.3 has them.
  CHECK(tokenizer.encode("a  <l>  b") == Ids{'a', 256, ' ', ' ', 'b'});
  CHECK(tokenizer.encode("a \n<r>\u3000\t b") == Ids{'a', ' ', '\n', 257, 'b'});
  CHECK(pieces(tokenizer, "cat cats cat_ (cat) 猫cat") ==
        Texts{"cat", " cats cat_ (", "cat", ") 猫cat"});
  CHECK(tokenizer.encode("<long><lo<l><lon") == Ids{260, 259, 256, 259, 'n'});
}

TEST_CASE("a document begins with BOS once, however it is given") {
  json document = of_bytes({added("<s>", 256, json::object()), added("</s>", 257, json::object())});
  const json bos{{"SpecialToken", {{"id", "<s>"}, {"type_id", 0}}}};
  const json eos{{"SpecialToken", {{"id", "</s>"}, {"type_id", 0}}}};
  const json text{{"Sequence", {{"id", "A"}, {"type_id", 0}}}};
  document["post_processor"] = {
      {"type", "TemplateProcessing"},
      {"single", json::array({bos, text, eos})},
      {"special_tokens", {{"<s>", {{"ids", {256}}}}, {"</s>", {{"ids", {257}}}}}}};
  const Tokenizer tokenizer = made_of(document);
  CHECK(tokenizer.encode_document("x") == Ids{256, 'x', 257});
  CHECK(tokenizer.encode_document("<s>x") == Ids{256, 'x', 257});
  CHECK(tokenizer.encode("x") == Ids{'x'});
  document["post_processor"]["special_tokens"]["<s>"]["ids"] = {999};
  CHECK_THROWS_WITH(made_of(document), Contains("ids[0] is 999, but there is no such token"));
}

TEST_CASE("SentencePiece's BPE puts a space first, and bytes for letters that it lacks") {
  const Tokenizer tokenizer = made_of(of_letters(true));
  CHECK(tokenizer.encode("a ab") == Ids{4, 4, 3});
  CHECK(tokenizer.encode("é字") == Ids{1, 5, 10 + 0xE5, 10 + 0xAD, 10 + 0x97});
  CHECK(tokenizer.decode(Ids{4, 4, 3}) == "a ab");
  CHECK(tokenizer.decode(Ids{1, 4, 1}) == " a ");  // one space goes, no more
  CHECK(tokenizer.decode(tokenizer.encode("  é字 \n b")) == "  é字 \n b");
}

TEST_CASE("a run of byte tokens is text as a whole, or one U+FFFD a byte") {
  const Tokenizer tokenizer = made_of(of_letters(true));
  const Ids whole{10 + 0xE5, 10 + 0xAD, 10 + 0x97};
  CHECK(tokenizer.decode(whole) == "字");
  Ids broken = whole;
  broken.push_back(10 + 0xFF);
  CHECK(tokenizer.decode(broken) == bad + bad + bad + bad);
  broken.insert(broken.begin() + 3, 2);
  CHECK(tokenizer.decode(broken) == "字a" + bad);

  IncrementalDecoder decoder(tokenizer);
  CHECK(decoder.push(whole[0]).empty());
  CHECK(decoder.push(whole[1]).empty());
  CHECK(decoder.push(whole[2]).empty());  // more bytes could make it no text
  CHECK(decoder.push(2) == "字a");
  CHECK(decoder.push(whole[0]).empty());
  CHECK(decoder.finish() == bad);
}

TEST_CASE("unknown letters are one token where the file says so") {
  json document = of_letters(false);
  CHECK(made_of(document).encode("axyb") == Ids{4, 0, 3});
  document["model"]["fuse_unk"] = false;
  CHECK(made_of(document).encode("axyb") == Ids{4, 0, 0, 3});
  document["model"]["unk_token"] = nullptr;
  CHECK_THROWS_WITH(made_of(document),
                    Contains("model.byte_fallback is off and there is no unk_token"));
}

TEST_CASE("a file that is cut anywhere is refused, and never crashes") {
  const std::string whole = of_letters(true).dump();
  for (std::size_t length = 0; length < whole.size(); length += 37) {
    CHECK_THROWS_AS(Tokenizer::parse(std::string_view(whole).substr(0, length), "test"), DataError);
  }
  CHECK_NOTHROW(Tokenizer::parse(whole, "test"));
}
