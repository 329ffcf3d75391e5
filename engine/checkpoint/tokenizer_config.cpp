#include "engine/checkpoint/tokenizer_config.hpp"

#include <fmt/format.h>

#include <charconv>

#include "engine/checkpoint/field.hpp"
#include "engine/checkpoint/json_file.hpp"
#include "engine/core/file.hpp"

namespace assay {

namespace {

/// A token is given by its content, or by an object that has it.
std::string token_text(const Field& token) {
  return token.value().is_object() ? token.at("content").text("") : token.text("");
}

/// One template, or a list of named ones, of which "default" is the one for chats.
std::string template_text(const Field& field) {
  if (!field.value().is_array()) {
    return field.text("");
  }
  std::string text;
  field.for_each([&](const Field& entry) {
    if (entry.at("name").text() == "default") {
      text = entry.at("template").text();
    }
  });
  return text;
}

void read_added_tokens(const Field& decoder, std::vector<AddedToken>& tokens) {
  if (decoder.is_null()) {
    return;
  }
  if (!decoder.value().is_object()) {
    decoder.refuse("an object of token ids");
  }
  for (const auto& [key, value] : decoder.value().items()) {
    const Field entry(value, fmt::format("{}[\"{}\"]", decoder.where(), key));
    AddedToken token;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), token.id);
    if (error != std::errc() || end != key.data() + key.size() || token.id < 0) {
      entry.fail("has no token id for a key");
    }
    token.content = entry.at("content").text();
    token.special = entry.at("special").flag(false);
    token.lstrip = entry.at("lstrip").flag(false);
    token.rstrip = entry.at("rstrip").flag(false);
    token.single_word = entry.at("single_word").flag(false);
    tokens.push_back(token);
  }
}

}  // namespace

TokenizerConfig read_tokenizer_config(const std::filesystem::path& directory) {
  TokenizerConfig config;
  std::error_code ignored;
  if (const auto path = directory / "tokenizer_config.json";
      std::filesystem::exists(path, ignored)) {
    const nlohmann::json document = read_json_file(path);
    const Field root(document, path.string() + ": ");
    config.tokenizer_class = root.at("tokenizer_class").text("");
    config.chat_template = template_text(root.at("chat_template"));
    config.template_file = "tokenizer_config.json";
    config.bos_token = token_text(root.at("bos_token"));
    config.add_bos_token = root.at("add_bos_token").flag(false);
    read_added_tokens(root.at("added_tokens_decoder"), config.added_tokens);
  }
  if (const auto path = directory / "chat_template.jinja"; std::filesystem::exists(path, ignored)) {
    config.chat_template = read_file(path);
    config.template_file = "chat_template.jinja";
  }
  return config;
}

}  // namespace assay
