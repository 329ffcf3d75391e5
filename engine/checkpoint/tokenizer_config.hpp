// tokenizer_config.json and chat_template.jinja: what stands beside a tokenizer.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/checkpoint/added_tokens.hpp"

namespace assay {

struct TokenizerConfig {
  std::string tokenizer_class;  ///< "TikTokenTokenizer"
  std::string chat_template;    ///< Jinja; empty if there is none
  std::string template_file;    ///< where it stands: "tokenizer_config.json"
  std::string bos_token;
  bool add_bos_token = false;
  std::vector<AddedToken> added_tokens;  ///< `added_tokens_decoder`
};

/// Reads what `directory` has of both files; neither need be there. A template in a file of its own
/// goes before, as in transformers. Throws DataError that names file, field and remedy.
[[nodiscard]] TokenizerConfig read_tokenizer_config(const std::filesystem::path& directory);

}  // namespace assay
