// The tokenizer and chat format of a checkpoint, without its weights.
#include <optional>

#include "engine/checkpoint/chat_format.hpp"
#include "engine/checkpoint/field.hpp"
#include "engine/checkpoint/json_file.hpp"
#include "engine/checkpoint/tokenizer.hpp"
#include "engine/core/error.hpp"
#include "engine/engine.hpp"

namespace assay {

namespace {

/// Of a configuration that need not be one that the engine runs.
std::string architecture_of(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / "config.json";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return "";
  }
  const nlohmann::json document = read_json_file(path);
  std::string first;
  Field(document, path.string() + ": ").at("architectures").for_each([&](const Field& name) {
    first = first.empty() ? name.text() : first;
  });
  return first;
}

}  // namespace

TokenizedText tokenize(const TokenizeRequest& request) {
  const std::filesystem::path directory = checkpoint_directory(request.model);
  const Tokenizer tokenizer = Tokenizer::open(directory);
  TokenizedText result;
  if (request.messages.empty()) {
    result.prompt.text = request.text;
    result.prompt.ids =
        request.document ? tokenizer.encode_document(request.text) : tokenizer.encode(request.text);
  } else {
    const ChatFormat thinking = ChatFormat::of(architecture_of(directory), tokenizer);
    const ChatFormat format = request.thinking ? thinking : thinking.without_thinking();
    result.format = format.name();
    result.reason = format.reason();
    result.prompt = format.render(request.messages, tokenizer);
  }
  for (const std::int32_t id : result.prompt.ids) {
    result.tokens.emplace_back(tokenizer.bytes(id));
  }
  return result;
}

}  // namespace assay
