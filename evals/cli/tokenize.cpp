// assay tokenize: the ids of a text, or the prompt that a conversation becomes.
#include <fmt/format.h>

#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "engine/core/file.hpp"
#include "evals/cli/command.hpp"

namespace assay::cli {

namespace {

using nlohmann::json;

struct TokenizeOptions {
  TokenizeRequest request;
  std::optional<std::string> text;
  bool chat = false;
  bool no_thinking = false;
  std::string system;
  std::string messages;
  bool as_json = false;
};

/// Bytes that are not UTF-8 as U+FFFD: half a character can be a token.
std::string quoted(const std::string& text) {
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<ChatMessage> read_messages(const std::string& path) {
  const json document = json::parse(read_file(path), nullptr, false);
  std::vector<ChatMessage> messages;
  for (const json& entry : document.is_array() ? document : json::array()) {
    if (!entry.is_object() || !entry.contains("role") || !entry.contains("content") ||
        !entry["role"].is_string() || !entry["content"].is_string()) {
      messages.clear();
      break;
    }
    messages.push_back({entry["role"].get<std::string>(), entry["content"].get<std::string>()});
  }
  if (messages.empty()) {
    throw UsageError(fmt::format(
        "--messages {}: must hold a JSON list of objects {{\"role\": \"user\", \"content\": "
        "\"...\"}}",
        path));
  }
  return messages;
}

void complete(TokenizeOptions& options) {
  const bool chat = options.chat || !options.messages.empty();
  if (!options.messages.empty() && (options.text || !options.system.empty())) {
    throw UsageError("--messages holds the conversation: leave out TEXT and --system");
  }
  if (!chat && (options.no_thinking || !options.system.empty())) {
    throw UsageError("--no-thinking and --system belong to a conversation: add --chat");
  }
  if (chat && options.request.document) {
    throw UsageError(
        "--document: a conversation has its special tokens from its format; leave it out");
  }
  options.request.thinking = !options.no_thinking;
  if (!options.messages.empty()) {
    options.request.messages = read_messages(options.messages);
    return;
  }
  const std::string text =
      options.text ? *options.text : std::string(std::istreambuf_iterator<char>(std::cin), {});
  if (!chat) {
    options.request.text = text;
    return;
  }
  if (!options.system.empty()) {
    options.request.messages.push_back({"system", options.system});
  }
  options.request.messages.push_back({"user", text});
}

void print_json(const TokenizedText& result) {
  json row{{"text", result.prompt.text}, {"ids", result.prompt.ids}, {"tokens", result.tokens}};
  if (!result.format.empty()) {
    row["format"] = result.format;
    row["reason"] = result.reason;
  }
  std::cout << row.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
}

void print(const TokenizedText& result) {
  if (!result.format.empty()) {
    std::cout << fmt::format("format  {} ({})\ntext    {}\n", result.format, result.reason,
                             quoted(result.prompt.text));
  }
  for (std::size_t i = 0; i < result.tokens.size(); ++i) {
    std::cout << fmt::format("{:>8}  {}\n", result.prompt.ids[i], quoted(result.tokens[i]));
  }
  std::cout << fmt::format("{} tokens\n", result.tokens.size());
}

ExitCode execute(TokenizeOptions& options) {
  complete(options);
  const TokenizedText result = tokenize(options.request);
  if (options.as_json) {
    print_json(result);
  } else {
    print(result);
  }
  return ExitCode::done;
}

}  // namespace

Command add_tokenize(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("tokenize", "The ids of a text, or of a conversation as a prompt");
  const auto options = std::make_shared<TokenizeOptions>();
  command->add_option("text", options->text, "the text; without it, standard input");
  command->add_option("-m,--model", options->request.model, "builtin, or a checkpoint directory");
  command->add_flag("--chat", options->chat, "the text is a user's message");
  command->add_option("--system", options->system, "system prompt, with --chat");
  command->add_option("--messages", options->messages,
                      "file with a JSON list of messages, in the place of a text");
  command->add_flag("--no-thinking", options->no_thinking, "as the format asks for no thinking");
  command->add_flag("--document", options->request.document,
                    "with the special tokens that the tokenizer puts around a text");
  command->add_flag("--json", options->as_json, "one JSON object");
  return {command, [options] { return execute(*options); }};
}

}  // namespace assay::cli
