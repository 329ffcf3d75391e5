// tokenizer.json, part by part.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "engine/checkpoint/byte_alphabet.hpp"
#include "engine/checkpoint/field.hpp"
#include "engine/checkpoint/json_file.hpp"
#include "engine/checkpoint/tokenizer_parts.hpp"
#include "engine/checkpoint/utf8.hpp"

namespace assay {

namespace {

using nlohmann::json;

/// What a decoder makes of the spelling of a token.
struct Decoder {
  bool byte_level = false;
  bool byte_fallback = false;
  bool strip = false;
  std::string space;  ///< stands for a space
};

class Reader {
 public:
  explicit Reader(const Field& root) : root_(root), model_(root.at("model")) {}

  TokenizerParts read() {
    check_keys(root_, {"version", "truncation", "padding", "added_tokens", "normalizer",
                       "pre_tokenizer", "post_processor", "decoder", "model"});
    parts_.normalizer = Normalizer(root_.at("normalizer"));
    parts_.pre_tokenizer = PreTokenizer(root_.at("pre_tokenizer"));
    read_decoder(root_.at("decoder"));
    check_model();
    read_vocabulary();
    read_alphabet();
    read_merges();
    std::unordered_set<std::string> seen;
    root_.at("added_tokens").for_each([&](const Field& entry) { read_added(entry, seen); });
    read_post_processor(root_.at("post_processor"));
    parts_.strip_leading_space = decoder_.strip;
    return std::move(parts_);
  }

 private:
  static void check_keys(const Field& object, std::initializer_list<const char*> known) {
    for (const auto& [key, value] : object.value().items()) {
      if (std::find(known.begin(), known.end(), key) == known.end()) {
        object.at(key.c_str()).refuse("no such field");
      }
    }
  }

  void read_decoder(const Field& description) {
    const std::string type = description.type();
    if (type == "Sequence") {
      description.at("decoders").for_each([&](const Field& part) { read_decoder(part); });
    } else if (type == "ByteLevel") {
      decoder_.byte_level = true;
    } else if (type == "ByteFallback") {
      decoder_.byte_fallback = true;
    } else if (type == "Replace") {
      description.at("content").require(" ");
      decoder_.space = description.at("pattern").at("String").text();
    } else if (type == "Strip") {
      description.at("content").require(" ");
      description.at("stop").require(0);
      decoder_.strip = description.at("start").value() == 1;
    } else if (type != "Fuse") {
      description.refuse("ByteLevel, Replace, ByteFallback, Fuse, Strip and a Sequence of them");
    }
  }

  void check_model() {
    if (model_.type() != "BPE" && !model_.at("type").is_null()) {
      model_.at("type").refuse("BPE");
    }
    check_keys(model_,
               {"type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix",
                "fuse_unk", "byte_fallback", "ignore_merges", "vocab", "merges"});
    for (const char* key : {"vocab", "merges"}) {
      if (model_.at(key).is_null()) {
        model_.at(key).fail("is not there");
      }
    }
    for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"}) {
      model_.at(key).require("");
    }
    if (model_.at("dropout").value() != 0.0) {
      model_.at("dropout").require(nullptr);
    }
    const bool byte_level = parts_.pre_tokenizer.is_byte_level();
    if (byte_level != decoder_.byte_level) {
      root_.at("decoder").fail(fmt::format("has {}ByteLevel, but pre_tokenizer has {}",
                                           decoder_.byte_level ? "" : "no ",
                                           byte_level ? "one" : "none"));
    }
    parts_.ignore_merges = model_.at("ignore_merges").flag(false);
    if (!byte_level) {
      model_.at("ignore_merges").require(false);
    }
  }

  /// An id that is not far beyond the number of tokens: it decides how much memory they take.
  [[nodiscard]] bool is_close(const json& value) const {
    constexpr std::size_t gaps = 65536;
    return value.is_number_unsigned() && value.get<std::uint64_t>() <= 2 * tokens_ + gaps;
  }

  [[nodiscard]] std::int32_t id_of(const Field& value) const {
    const std::int32_t id = value.id();
    if (!is_close(value.value())) {
      value.fail(fmt::format("is {}, far beyond the file's {} tokens", id, tokens_));
    }
    return id;
  }

  void read_vocabulary() {
    const Field vocabulary = model_.at("vocab");
    if (!vocabulary.value().is_object()) {
      vocabulary.refuse("an object of tokens");
    }
    tokens_ = vocabulary.value().size() + root_.at("added_tokens").value().size();
    ids_.reserve(tokens_);
    for (const auto& [spelling, value] : vocabulary.value().items()) {
      const std::int32_t id =
          is_close(value)
              ? value.get<std::int32_t>()
              : id_of({value, fmt::format("{}: {}", vocabulary.where(), excerpt(spelling))});
      ids_.emplace(spelling, id);
      if (!add_token(id, spelling)) {
        vocabulary.fail(fmt::format("gives id {} twice, also to {}", id, excerpt(spelling)));
      }
    }
  }

  bool add_token(std::int32_t id, const std::string& spelling) {
    if (decoder_.byte_level) {
      auto bytes = unspell_bytes(spelling);
      return bytes ? parts_.vocabulary.add(id, std::move(*bytes))
                   : parts_.vocabulary.add_apart(id, spelling);
    }
    if (!parts_.vocabulary.add(id, decoded(spelling))) {
      return false;
    }
    if (const auto byte = byte_of(spelling); byte && decoder_.byte_fallback) {
      parts_.vocabulary.set_byte_token(id, *byte);
    }
    return true;
  }

  [[nodiscard]] std::string decoded(std::string text) const {
    const std::string& space = decoder_.space;
    for (std::size_t at = text.find(space); !space.empty() && at != std::string::npos;
         at = text.find(space, at + 1)) {
      text.replace(at, space.size(), " ");
    }
    return text;
  }

  static std::optional<char> byte_of(const std::string& spelling) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      if (spelling.size() == 6 && spelling == byte_token(byte)) {
        return static_cast<char>(byte);
      }
    }
    return std::nullopt;
  }

  static std::string byte_token(unsigned byte) { return fmt::format("<0x{:02X}>", byte); }

  [[nodiscard]] std::int32_t required(const std::string& spelling, const Field& field,
                                      const std::string& needs) const {
    const auto at = ids_.find(spelling);
    if (at == ids_.end()) {
      field.fail(fmt::format("{} {}, which model.vocab lacks", needs, excerpt(spelling)));
    }
    return at->second;
  }

  /// A byte or character without a token would be lost, so each that can occur must have one.
  void read_alphabet() {
    Alphabet alphabet;
    const Field vocabulary = model_.at("vocab");
    const bool fallback = model_.at("byte_fallback").flag(false);
    for (unsigned byte = 0; byte < 256; ++byte) {
      const char value = static_cast<char>(byte);
      const std::string spelling =
          decoder_.byte_level ? spell_bytes({&value, 1}) : byte_token(byte);
      const auto at = ids_.find(spelling);
      const bool needed = occurs_in_utf8(byte) && (decoder_.byte_level || fallback);
      if (at == ids_.end() && needed) {
        vocabulary.fail(
            fmt::format("lacks the token {} for byte 0x{:02x}", excerpt(spelling), byte));
      }
      alphabet.byte_ids[byte] = at == ids_.end() ? -1 : at->second;
    }
    if (!decoder_.byte_level) {
      read_letters(alphabet, fallback);
    }
    parts_.bpe = Bpe(std::move(alphabet));
  }

  static bool occurs_in_utf8(unsigned byte) { return byte != 0xC0 && byte != 0xC1 && byte < 0xF5; }

  void read_letters(Alphabet& alphabet, bool fallback) const {
    for (const auto& [spelling, id] : ids_) {
      if (!spelling.empty() && utf8_prefix(spelling).length == spelling.size()) {
        alphabet.letters.emplace(utf8_decode(spelling), id);
      }
    }
    const Field unknown = model_.at("unk_token");
    alphabet.fuse_unknown = model_.at("fuse_unk").flag(false);
    if (!unknown.is_null()) {
      alphabet.unknown = required(unknown.text(), unknown, "is");
    } else if (!fallback) {
      model_.at("byte_fallback")
          .fail("is off and there is no unk_token: some texts have no tokens");
    }
    if (alphabet.letters.empty()) {
      model_.at("vocab").fail("has no token of one character");
    }
  }

  void read_merges() {
    const Field merges = model_.at("merges");
    parts_.bpe.reserve(merges.value().size());
    std::uint32_t rank = 0;
    merges.for_each([&](const Field& merge) {
      const auto [left, right] = pair_of(merge);
      const std::int32_t left_id = required(left, merge, "needs the token");
      const std::int32_t right_id = required(right, merge, "needs the token");
      if (!parts_.bpe.add_merge(left_id, right_id, required(left + right, merge, "needs the token"),
                                rank++)) {
        merge.fail(fmt::format("repeats the pair {}", excerpt(merge.value())));
      }
    });
  }

  /// Both spellings of a merge: "left right" and ["left", "right"].
  static std::pair<std::string, std::string> pair_of(const Field& merge) {
    const json& value = merge.value();
    if (value.is_array() && value.size() == 2 && value[0].is_string() && value[1].is_string()) {
      return {value[0].get<std::string>(), value[1].get<std::string>()};
    }
    const std::string text = value.is_string() ? value.get<std::string>() : "";
    const std::size_t space = text.find(' ');
    if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos) {
      merge.fail(fmt::format("is {}, which is no pair", excerpt(value)));
    }
    return {text.substr(0, space), text.substr(space + 1)};
  }

  void read_added(const Field& entry, std::unordered_set<std::string>& seen) {
    AddedToken token;
    token.content = entry.at("content").text();
    token.id = id_of(entry.at("id"));
    token.special = entry.at("special").flag(false);
    token.lstrip = entry.at("lstrip").flag(false);
    token.rstrip = entry.at("rstrip").flag(false);
    token.single_word = entry.at("single_word").flag(false);
    token.normalized = entry.at("normalized").flag(!token.special);
    const auto known = ids_.find(token.content);
    const bool contradicts = known != ids_.end() && known->second != token.id;
    if (known != ids_.end() && !contradicts) {
      parts_.vocabulary.set_apart(token.id, decoded(token.content));
    } else if (contradicts || !parts_.vocabulary.add_apart(token.id, decoded(token.content))) {
      entry.fail(
          fmt::format("({}, id {}) contradicts another token", excerpt(token.content), token.id));
    }
    if (token.content.empty() || !seen.insert(token.content).second) {
      entry.fail(
          fmt::format("({}, id {}) is empty or there twice", excerpt(token.content), token.id));
    }
    if (token.normalized) {
      parts_.normalized_added.add(token, parts_.normalizer.normalize(token.content));
    } else {
      parts_.added.add(token, token.content);
    }
  }

  /// ByteLevel only moves offsets, which we do not give.
  void read_post_processor(const Field& description) {
    const std::string type = description.type();
    if (type == "Sequence") {
      description.at("processors").for_each([&](const Field& part) { read_post_processor(part); });
    } else if (type == "TemplateProcessing") {
      read_template(description);
    } else if (!description.is_null() && type != "ByteLevel") {
      description.refuse("TemplateProcessing, ByteLevel and a Sequence of them");
    }
  }

  void read_template(const Field& description) {
    bool before = true;
    description.at("single").for_each([&](const Field& item) {
      const Field special = item.at("SpecialToken");
      if (special.is_null()) {
        item.at("Sequence").at("id").require("A");
        before = false;
        return;
      }
      const std::string name = special.at("id").text();
      const Field ids = description.at("special_tokens").at(name.c_str()).at("ids");
      ids.for_each([&](const Field& id) {
        if (parts_.vocabulary.bytes(id.id()) == nullptr) {
          id.fail(fmt::format("is {}, but there is no such token", id.id()));
        }
        (before ? parts_.beginning : parts_.ending).push_back(id.id());
      });
    });
  }

  Field root_;
  Field model_;
  Decoder decoder_;
  TokenizerParts parts_;
  std::size_t tokens_ = 0;
  std::unordered_map<std::string, std::int32_t> ids_;  ///< by spelling
};

}  // namespace

TokenizerParts parse_tokenizer_json(std::string_view text, const std::string& source) {
  const json document = parse_json(text, source);
  return Reader(Field(document, source + ": ")).read();
}

}  // namespace assay
