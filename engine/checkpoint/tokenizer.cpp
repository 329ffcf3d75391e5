#include "engine/checkpoint/tokenizer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "engine/checkpoint/added_tokens.hpp"
#include "engine/checkpoint/bpe.hpp"
#include "engine/checkpoint/byte_alphabet.hpp"
#include "engine/checkpoint/json_file.hpp"
#include "engine/checkpoint/pretokenizer.hpp"
#include "engine/checkpoint/utf8.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

using nlohmann::json;

constexpr std::int64_t most_ids = 1 << 24;

/// Reads the parts of a tokenizer.json; every failure names the file and the field.
class TokenizerFile {
 public:
  explicit TokenizerFile(const std::filesystem::path& path)
      : source_(path.string()), json_(read_json_file(path)) {
    if (!json_.is_object()) {
      throw DataError(source_ + ": holds no JSON object: get the file again");
    }
    check_supported();
  }

  [[noreturn]] void fail(const std::string& field, const std::string& why) const {
    throw DataError(fmt::format("{}: {} {}", source_, field, why));
  }

  const std::string& source() const { return source_; }
  const json& model() const { return json_.at("model"); }
  const json& pre_tokenizer() const { return json_.at("pre_tokenizer"); }

  const json& added_tokens() const {
    static const json none = json::array();
    return json_.contains("added_tokens") ? json_.at("added_tokens") : none;
  }

  std::int32_t id(const json& value, const std::string& field) const {
    if (!value.is_number_integer() || value.get<double>() < 0 || value.get<double>() >= most_ids) {
      fail(field, fmt::format("is {}, which is no token id: get the file again", excerpt(value)));
    }
    return value.get<std::int32_t>();
  }

 private:
  const json& part(const json& object, const char* key) const {
    static const json null;
    return object.contains(key) ? object.at(key) : null;
  }

  void refuse(const std::string& field, const json& value, const char* supported) const {
    fail(field, fmt::format("is {}, but supported is {}: use a checkpoint with a tokenizer of the "
                            "byte-level BPE family",
                            excerpt(value), supported));
  }

  static std::string type_of(const json& value) {
    return value.is_object() && value.contains("type") && value.at("type").is_string()
               ? value.at("type").get<std::string>()
               : "";
  }

  void check_supported() const {
    const json& normalizer = part(json_, "normalizer");
    const bool identity =
        type_of(normalizer) == "Sequence" && part(normalizer, "normalizers") == json::array();
    if (!normalizer.is_null() && !identity) {
      refuse("normalizer", normalizer, "null");
    }
    if (type_of(part(json_, "decoder")) != "ByteLevel") {
      refuse("decoder", part(json_, "decoder"), "ByteLevel");
    }
    if (!part(json_, "pre_tokenizer").is_object()) {
      refuse("pre_tokenizer", part(json_, "pre_tokenizer"), "Split and ByteLevel");
    }
    const json& bpe = part(json_, "model");
    if (!bpe.is_object() || !part(bpe, "vocab").is_object() || !part(bpe, "merges").is_array() ||
        (bpe.contains("type") && type_of(bpe) != "BPE")) {
      fail("model",
           "is no BPE with vocab and merges: use a checkpoint with a tokenizer of the "
           "byte-level BPE family");
    }
    for (const char* key : {"dropout", "unk_token", "continuing_subword_prefix",
                            "end_of_word_suffix", "byte_fallback"}) {
      static const json off{nullptr, "", false, 0.0};
      const json& value = part(bpe, key);
      if (std::find(off.begin(), off.end(), value) == off.end()) {
        refuse(std::string("model.") + key, value, "null");
      }
    }
  }

  std::string source_;
  json json_;
};

/// Both spellings of a merge: "left right" and ["left", "right"].
std::optional<std::pair<std::string, std::string>> merge_parts(const json& merge) {
  if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
    return std::pair(merge[0].get<std::string>(), merge[1].get<std::string>());
  }
  const std::string text = merge.is_string() ? merge.get<std::string>() : "";
  const std::size_t space = text.find(' ');
  if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos) {
    return std::nullopt;
  }
  return std::pair(text.substr(0, space), text.substr(space + 1));
}

using Vocabulary = std::unordered_map<std::string, std::int32_t>;

Bpe read_bpe(const TokenizerFile& file, const Vocabulary& vocabulary) {
  const auto id_of = [&](const std::string& spelling, const std::string& field) {
    const auto at = vocabulary.find(spelling);
    if (at == vocabulary.end()) {
      file.fail(field,
                fmt::format("needs the token {}, which model.vocab lacks: get the file again",
                            excerpt(spelling)));
    }
    return at->second;
  };
  std::array<std::int32_t, 256> byte_ids{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char value = static_cast<char>(byte);
    byte_ids[byte] = id_of(spell_bytes({&value, 1}), fmt::format("byte 0x{:02x}", byte));
  }
  Bpe bpe(byte_ids);
  std::size_t rank = 0;
  for (const json& merge : file.model().at("merges")) {
    const std::string field = fmt::format("model.merges[{}]", rank++);
    const auto parts = merge_parts(merge);
    if (!parts) {
      file.fail(field, fmt::format("is {}, which is no pair: get the file again", excerpt(merge)));
    }
    const auto& [left, right] = *parts;
    const std::int32_t left_id = id_of(left, field);
    const std::int32_t right_id = id_of(right, field);
    if (!bpe.add_merge(left_id, right_id, id_of(left + right, field))) {
      file.fail(field, fmt::format("repeats the pair {}: get the file again", excerpt(merge)));
    }
  }
  return bpe;
}

}  // namespace

struct Tokenizer::State {
  explicit State(const TokenizerFile& file)
      : pre_tokenizer(file.pre_tokenizer(), file.source()),
        vocabulary(file.model().at("vocab").size()),
        ignore_merges(file.model().value("ignore_merges", false)),
        bpe(read_bpe(file, read_vocabulary(file))) {
    read_added_tokens(file);
  }

  /// Fills `vocabulary`, then `tokens` and `by_bytes` from it.
  const Vocabulary& read_vocabulary(const TokenizerFile& file) {
    for (const auto& item : file.model().at("vocab").items()) {
      const std::int32_t id = file.id(item.value(), "model.vocab: " + excerpt(item.key()));
      vocabulary.emplace(item.key(), id);
      const auto spelled = unspell_bytes(item.key());
      if (!set_token(id, spelled.value_or(item.key()))) {
        file.fail("model.vocab", fmt::format("gives id {} twice: get the file again", id));
      }
      if (spelled) {
        by_bytes.emplace(*spelled, id);
      }
    }
    return vocabulary;
  }

  void read_added_tokens(const TokenizerFile& file);

  bool set_token(std::int32_t id, std::string bytes) {
    const auto index = static_cast<std::size_t>(id);
    if (index >= tokens.size()) {
      tokens.resize(index + 1);
    }
    if (tokens[index]) {
      return false;
    }
    tokens[index] = std::move(bytes);
    return true;
  }

  void encode_piece(std::string_view piece, std::vector<std::int32_t>& ids) const {
    if (ignore_merges) {
      if (const auto at = by_bytes.find(std::string(piece)); at != by_bytes.end()) {
        ids.push_back(at->second);
        return;
      }
    }
    bpe.encode(piece, ids);
  }

  void encode_plain(std::string_view valid, std::vector<std::int32_t>& ids) const {
    for (const std::string_view piece : pre_tokenizer.split(valid)) {
      encode_piece(piece, ids);
    }
  }

  PreTokenizer pre_tokenizer;
  Vocabulary vocabulary;                           ///< by spelling in the byte alphabet
  Vocabulary by_bytes;                             ///< of tokens that plain text can become
  std::vector<std::optional<std::string>> tokens;  ///< bytes by id
  AddedTokens added;
  bool ignore_merges = false;
  Bpe bpe;
};

void Tokenizer::State::read_added_tokens(const TokenizerFile& file) {
  std::size_t index = 0;
  for (const json& entry : file.added_tokens()) {
    const std::string field = fmt::format("added_tokens[{}]", index++);
    if (!entry.is_object() || !entry.contains("content") || !entry.at("content").is_string() ||
        !entry.contains("id")) {
      file.fail(field, "has no id and content: get the file again");
    }
    for (const char* key : {"single_word", "lstrip", "rstrip"}) {
      if (entry.value(key, false)) {
        file.fail(field, fmt::format("has {} true, which is not supported: use a checkpoint with a "
                                     "tokenizer of the byte-level BPE family",
                                     key));
      }
    }
    const auto content = entry.at("content").get<std::string>();
    const std::int32_t id = file.id(entry.at("id"), field + ".id");
    const auto in_vocabulary = vocabulary.find(content);
    const bool known = in_vocabulary != vocabulary.end() && in_vocabulary->second == id;
    if (known) {
      tokens[static_cast<std::size_t>(id)] = content;
      by_bytes.erase(content);
    }
    if ((!known && !set_token(id, content)) || !added.add(content, id)) {
      file.fail(field, fmt::format("({}, id {}) contradicts another token: get the file again",
                                   excerpt(content), id));
    }
  }
}

Tokenizer Tokenizer::open(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / "tokenizer.json";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    throw DataError(
        fmt::format("{} has no tokenizer.json: expected is the file of Hugging Face's "
                    "tokenizers library; download it beside config.json",
                    directory.string()));
  }
  try {
    return Tokenizer(std::make_unique<const State>(TokenizerFile(path)));
  } catch (const json::exception& error) {
    throw DataError(fmt::format("{}: a field has the wrong type ({}): get the file again",
                                path.string(), error.what()));
  }
}

Tokenizer::Tokenizer(std::unique_ptr<const State> state) : state_(std::move(state)) {}
Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

std::vector<std::int32_t> Tokenizer::encode(std::string_view text) const {
  const std::string valid = to_valid_utf8(text);
  const std::string_view view = valid;
  std::vector<std::int32_t> ids;
  std::size_t at = 0;
  while (const auto found = state_->added.find(view, at)) {
    state_->encode_plain(view.substr(at, found->begin - at), ids);
    ids.push_back(found->id);
    at = found->begin + found->length;
  }
  state_->encode_plain(view.substr(at), ids);
  return ids;
}

std::vector<std::int32_t> Tokenizer::encode_plain(std::string_view text) const {
  std::vector<std::int32_t> ids;
  state_->encode_plain(to_valid_utf8(text), ids);
  return ids;
}

std::string_view Tokenizer::bytes(std::int32_t id) const {
  if (id < 0 || static_cast<std::size_t>(id) >= size() ||
      !state_->tokens[static_cast<std::size_t>(id)]) {
    throw UsageError(
        fmt::format("token id {} is not in the vocabulary of {} tokens: ids and model "
                    "do not belong together",
                    id, size()));
  }
  return *state_->tokens[static_cast<std::size_t>(id)];
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids) const {
  std::string text;
  for (const std::int32_t id : ids) {
    text += bytes(id);
  }
  return to_valid_utf8(text);
}

std::optional<std::int32_t> Tokenizer::id_of(std::string_view content) const {
  if (const auto id = state_->added.id_of(content)) {
    return id;
  }
  const auto at = state_->by_bytes.find(std::string(content));
  return at == state_->by_bytes.end() ? std::nullopt : std::optional(at->second);
}

std::size_t Tokenizer::size() const noexcept { return state_->tokens.size(); }

std::string IncrementalDecoder::push(std::int32_t id) {
  pending_ += tokenizer_->bytes(id);
  std::string_view rest = pending_;
  while (!rest.empty()) {
    const Utf8Prefix prefix = utf8_prefix(rest);
    if (prefix.kind == Utf8Kind::incomplete) {
      break;
    }
    rest.remove_prefix(prefix.length);
  }
  std::string text =
      to_valid_utf8(std::string_view(pending_).substr(0, pending_.size() - rest.size()));
  pending_.erase(0, pending_.size() - rest.size());
  return text;
}

std::string IncrementalDecoder::finish() { return to_valid_utf8(std::exchange(pending_, {})); }

}  // namespace assay
