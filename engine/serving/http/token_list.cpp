#include "engine/serving/http/token_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/checkpoint/utf8.hpp"

namespace assay::http {

namespace {

using nlohmann::json;

json empty_list() {
  return {{"tokens", json::array()},
          {"token_logprobs", json::array()},
          {"top_logprobs", json::array()},
          {"text_offset", json::array()}};
}

json chat_entry(const Tokenizer& tokenizer, std::int32_t id, float logprob) {
  json bytes = json::array();
  for (const char byte : tokenizer.bytes(id)) {
    bytes.push_back(static_cast<unsigned char>(byte));
  }
  return {{"token", token_text(tokenizer, id)}, {"logprob", logprob}, {"bytes", std::move(bytes)}};
}

}  // namespace

std::string token_text(const Tokenizer& tokenizer, std::int32_t id) {
  const std::string_view bytes = tokenizer.bytes(id);
  if (to_valid_utf8(bytes) == bytes) {
    return std::string(bytes);
  }
  std::string text = "bytes:";
  for (const char byte : bytes) {
    text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
  }
  return text;
}

std::int64_t characters(std::string_view bytes) {
  return std::count_if(bytes.begin(), bytes.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  });
}

LegacyTokens::LegacyTokens(const Tokenizer& tokenizer, std::int64_t offset)
    : tokenizer_(tokenizer), offset_(offset), list_(empty_list()) {}

void LegacyTokens::add_first(std::int32_t id) { add(id, nullptr, nullptr); }

void LegacyTokens::add(std::int32_t id, const Logprobs& logprobs) {
  json top = json::object();
  for (const TokenLogprob& one : logprobs.top) {
    top[token_text(tokenizer_, one.id)] = one.logprob;
  }
  top[token_text(tokenizer_, id)] = logprobs.logprob;
  add(id, logprobs.logprob, std::move(top));
}

void LegacyTokens::add(std::int32_t id, json logprob, json top) {
  list_["tokens"].push_back(token_text(tokenizer_, id));
  list_["token_logprobs"].push_back(std::move(logprob));
  list_["top_logprobs"].push_back(std::move(top));
  list_["text_offset"].push_back(std::max<std::int64_t>(0, offset_));
  offset_ += characters(tokenizer_.bytes(id));
}

json LegacyTokens::take() { return std::exchange(list_, empty_list()); }

json chat_token(const Tokenizer& tokenizer, std::int32_t id, const Logprobs& logprobs) {
  json entry = chat_entry(tokenizer, id, logprobs.logprob);
  entry["top_logprobs"] = json::array();
  for (const TokenLogprob& one : logprobs.top) {
    entry["top_logprobs"].push_back(chat_entry(tokenizer, one.id, one.logprob));
  }
  return entry;
}

}  // namespace assay::http
