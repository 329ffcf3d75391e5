#include "engine/checkpoint/tokenizer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "engine/checkpoint/tokenizer_config.hpp"
#include "engine/checkpoint/tokenizer_parts.hpp"
#include "engine/checkpoint/utf8.hpp"
#include "engine/core/error.hpp"
#include "engine/core/file.hpp"

namespace assay {

namespace {

namespace fs = std::filesystem;

/// The file of ranks in a directory without tokenizer.json, empty if there is none.
fs::path tiktoken_file(const fs::path& directory) {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    if (entry.path().extension() == ".tiktoken" || entry.path().filename() == "tiktoken.model") {
      found.push_back(entry.path());
    }
  }
  return found.size() == 1 ? found.front() : fs::path();
}

TokenizerParts read_parts(const fs::path& directory, const TokenizerConfig& config) {
  const fs::path path = directory / "tokenizer.json";
  std::error_code ignored;
  if (fs::exists(path, ignored)) {
    return parse_tokenizer_json(read_file(path), path.string());
  }
  if (const fs::path ranks = tiktoken_file(directory); !ranks.empty()) {
    return read_tiktoken(ranks, config);
  }
  const bool sentencepiece = fs::exists(directory / "tokenizer.model", ignored);
  throw DataError(fmt::format(
      "{} has no tokenizer.json, which is the file of Hugging Face's tokenizers library, nor one "
      "tiktoken.model: {}",
      directory.string(),
      sentencepiece ? "its tokenizer.model is SentencePiece's; convert it, e.g. with transformers' "
                      "AutoTokenizer.from_pretrained(..).save_pretrained(..)"
                    : "download it beside config.json"));
}

}  // namespace

void AddedVocabulary::add(const AddedToken& token, const std::string& sought) {
  all.add(token, sought);
  const bool is_tag = token.content.starts_with('<') || token.content.starts_with('[');
  if (!token.special && !is_tag) {
    text.add(token, sought);
  }
}

struct Tokenizer::State : TokenizerParts {
  State(TokenizerParts read, TokenizerConfig beside)
      : TokenizerParts(std::move(read)), config(std::move(beside)), wholes(vocabulary.size()) {
    if (beginning.empty() && config.add_bos_token) {
      if (const auto bos = vocabulary.find_apart(config.bos_token)) {
        beginning.push_back(*bos);
      }
    }
  }

  /// Whether the merges of a token's bytes end in that token; found out when it is first asked.
  bool is_whole(std::int32_t id, std::string_view piece) const {
    constexpr char unknown = 0, yes = 1, no = 2;
    std::atomic<char>& known = wholes[static_cast<std::size_t>(id)];
    char answer = known.load(std::memory_order_relaxed);
    if (answer == unknown) {
      std::vector<std::int32_t> ids;
      bpe.encode(piece, ids);
      answer = ids.size() == 1 && ids[0] == id ? yes : no;
      known.store(answer, std::memory_order_relaxed);
    }
    return answer == yes;
  }

  void encode_piece(std::string_view piece, std::vector<std::int32_t>& ids) const {
    if (pre_tokenizer.is_byte_level()) {
      const auto id = vocabulary.find(piece);
      if (id && (ignore_merges || is_whole(*id, piece))) {
        ids.push_back(*id);
        return;
      }
    }
    bpe.encode(piece, ids);
  }

  void encode_normal(std::string_view text, bool at_start, std::vector<std::int32_t>& ids) const {
    const Pieces pieces = pre_tokenizer.split(text, at_start);
    for (const std::string_view piece : pieces.parts) {
      encode_piece(piece, ids);
    }
  }

  /// Text between added tokens of the first kind.
  void encode_between(std::string_view text, bool at_start, bool with_tags,
                      std::vector<std::int32_t>& ids) const {
    if (text.empty()) {
      return;
    }
    const std::string normal = normalizer.is_identity() ? "" : normalizer.normalize(text);
    const std::string_view view = normalizer.is_identity() ? text : normal;
    const auto rest = [&](std::string_view part, bool first, std::vector<std::int32_t>& out) {
      encode_normal(part, first, out);
    };
    around(with_tags ? normalized_added.all : normalized_added.text, view, at_start, ids, rest);
  }

  void encode(std::string_view valid, bool with_tags, std::vector<std::int32_t>& ids) const {
    const auto rest = [&](std::string_view part, bool first, std::vector<std::int32_t>& out) {
      encode_between(part, first, with_tags, out);
    };
    around(with_tags ? added.all : added.text, valid, true, ids, rest);
  }

  /// The tokens of `sought`, and what `rest` makes of the text around them.
  template <typename Rest>
  static void around(const AddedTokens& sought, std::string_view text, bool at_start,
                     std::vector<std::int32_t>& ids, const Rest& rest) {
    std::size_t at = 0;
    if (!sought.empty()) {
      while (const auto found = sought.find(text, at)) {
        rest(text.substr(at, found->begin - at), at_start && at == 0, ids);
        ids.push_back(found->id);
        at = found->end;
      }
    }
    rest(text.substr(at), at_start && at == 0, ids);
  }

  TokenizerConfig config;
  mutable std::vector<std::atomic<char>> wholes;
};

Tokenizer Tokenizer::open(const fs::path& directory) {
  TokenizerConfig config = read_tokenizer_config(directory);
  TokenizerParts parts = read_parts(directory, config);
  return Tokenizer(std::make_unique<const State>(std::move(parts), std::move(config)));
}

Tokenizer Tokenizer::parse(std::string_view tokenizer_json, const std::string& source) {
  return Tokenizer(std::make_unique<const State>(parse_tokenizer_json(tokenizer_json, source),
                                                 TokenizerConfig{}));
}

Tokenizer::Tokenizer(std::unique_ptr<const State> state) : state_(std::move(state)) {}
Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

std::vector<std::int32_t> Tokenizer::encode(std::string_view text) const {
  std::vector<std::int32_t> ids;
  state_->encode(to_valid_utf8(text), true, ids);
  return ids;
}

std::vector<std::int32_t> Tokenizer::encode_plain(std::string_view text) const {
  std::vector<std::int32_t> ids;
  state_->encode(to_valid_utf8(text), false, ids);
  return ids;
}

std::vector<std::int32_t> Tokenizer::encode_document(std::string_view text) const {
  const std::vector<std::int32_t> body = encode(text);
  const std::vector<std::int32_t>& beginning = state_->beginning;
  const std::vector<std::int32_t>& ending = state_->ending;
  const bool begun = body.size() >= beginning.size() &&
                     std::equal(beginning.begin(), beginning.end(), body.begin());
  std::vector<std::int32_t> ids;
  if (!begun) {
    ids = beginning;
  }
  ids.insert(ids.end(), body.begin(), body.end());
  ids.insert(ids.end(), ending.begin(), ending.end());
  return ids;
}

std::string_view Tokenizer::bytes(std::int32_t id) const {
  const std::string* token = state_->vocabulary.bytes(id);
  if (token == nullptr) {
    throw UsageError(
        fmt::format("token id {} is not in the vocabulary of {} tokens: ids and model "
                    "do not belong together",
                    id, size()));
  }
  return *token;
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids) const {
  IncrementalDecoder decoder(*this);
  std::string text;
  for (const std::int32_t id : ids) {
    text += decoder.push(id);
  }
  return text += decoder.finish();
}

std::optional<std::int32_t> Tokenizer::id_of(std::string_view content) const {
  const auto apart = special_id(content);
  return apart ? apart : state_->vocabulary.find(content);
}

std::optional<std::int32_t> Tokenizer::special_id(std::string_view content) const {
  return state_->vocabulary.find_apart(content);
}

std::size_t Tokenizer::size() const noexcept { return state_->vocabulary.size(); }

const std::string& Tokenizer::chat_template() const noexcept {
  return state_->config.chat_template;
}

const std::string& Tokenizer::chat_template_file() const noexcept {
  return state_->config.template_file;
}

std::string IncrementalDecoder::push(std::int32_t id) {
  const bool byte_token = tokenizer_->state_->vocabulary.is_byte_token(id);
  std::string text = byte_tokens_ && !byte_token ? take_byte_tokens() : "";
  pending_ += tokenizer_->bytes(id);
  byte_tokens_ = byte_token;
  if (byte_token) {
    return text;
  }
  std::string_view rest = pending_;
  while (!rest.empty()) {
    const Utf8Prefix prefix = utf8_prefix(rest);
    if (prefix.kind == Utf8Kind::incomplete) {
      break;
    }
    rest.remove_prefix(prefix.length);
  }
  const std::size_t ready = pending_.size() - rest.size();
  text += without_leading_space(to_valid_utf8(std::string_view(pending_).substr(0, ready)));
  pending_.erase(0, ready);
  return text;
}

/// A run of byte tokens is text as a whole, or one U+FFFD a byte, as ByteFallback has it.
std::string IncrementalDecoder::take_byte_tokens() {
  const std::string run = std::exchange(pending_, {});
  byte_tokens_ = false;
  if (to_valid_utf8(run) == run) {
    return without_leading_space(run);
  }
  begun_ = true;
  std::string text;
  for (std::size_t i = 0; i < run.size(); ++i) {
    text += "\xEF\xBF\xBD";
  }
  return text;
}

std::string IncrementalDecoder::without_leading_space(std::string text) {
  if (!begun_ && !text.empty()) {
    begun_ = true;
    if (tokenizer_->state_->strip_leading_space && text.front() == ' ') {
      text.erase(0, 1);
    }
  }
  return text;
}

std::string IncrementalDecoder::finish() {
  if (byte_tokens_) {
    return take_byte_tokens();
  }
  return without_leading_space(to_valid_utf8(std::exchange(pending_, {})));
}

}  // namespace assay
