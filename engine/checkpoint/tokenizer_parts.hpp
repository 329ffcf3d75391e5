// What a tokenizer is made of, whichever file it was read from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/checkpoint/added_tokens.hpp"
#include "engine/checkpoint/bpe.hpp"
#include "engine/checkpoint/normalizer.hpp"
#include "engine/checkpoint/pretokenizer.hpp"
#include "engine/checkpoint/vocabulary.hpp"

namespace assay {

struct TokenizerConfig;

/// Added tokens, and those of them that are text: a run of spaces, "ü". The others steer a model,
/// and a user's message must not forge one. `special` does not tell: DeepSeek's "<think>" is none.
struct AddedVocabulary {
  AddedTokens all;
  AddedTokens text;

  void add(const AddedToken& token, const std::string& sought);
};

struct TokenizerParts {
  AddedVocabulary added;             ///< sought in the text as it is
  Normalizer normalizer;             ///< of what lies between them
  AddedVocabulary normalized_added;  ///< sought in what that gives
  PreTokenizer pre_tokenizer;
  Vocabulary vocabulary;
  Bpe bpe;
  bool ignore_merges = false;           ///< a piece that is a token is that token
  bool strip_leading_space = false;     ///< of a decoded text
  std::vector<std::int32_t> beginning;  ///< what the post-processor puts before a text
  std::vector<std::int32_t> ending;     ///< and after it
};

/// Reads the text of a tokenizer.json of Hugging Face's tokenizers library. Throws DataError that
/// names `source`, field, reason and remedy.
[[nodiscard]] TokenizerParts parse_tokenizer_json(std::string_view text, const std::string& source);

/// Reads lines "base64(token) rank", as tiktoken and Moonlight have them, or DeepSeek's variant
/// with tokens in the byte alphabet. Added tokens come from `config`, the expression from the
/// family that `config` or the file's name tells. Throws DataError that names file and line.
[[nodiscard]] TokenizerParts read_tiktoken(const std::filesystem::path& path,
                                           const TokenizerConfig& config);

}  // namespace assay
