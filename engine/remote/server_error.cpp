#include "engine/remote/server_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "engine/checkpoint/utf8.hpp"

namespace assay::remote {

namespace {

using nlohmann::json;

std::string text_of(const json& value) {
  if (value.is_string()) {
    return value.get<std::string>();
  }
  return value.is_null() ? "" : value.dump(-1, ' ', false, json::error_handler_t::replace);
}

const json& member(const json& document, const char* key) {
  static const json nothing;
  const auto found = document.is_object() ? document.find(key) : document.end();
  return document.is_object() && found != document.end() ? *found : nothing;
}

/// FastAPI gives a list of {loc: [...], msg: text}.
std::string detail_text(const json& detail) {
  if (!detail.is_array()) {
    return text_of(detail);
  }
  std::string text;
  for (const json& entry : detail) {
    text += text.empty() ? "" : "; ";
    const json& place = member(entry, "loc");
    if (place.is_array() && !place.empty()) {
      text += text_of(place.back()) + ": ";
    }
    text += text_of(member(entry, "msg"));
  }
  return text;
}

ServerError from_json(int status, const json& document) {
  ServerError error{status, "", ""};
  const json& inner = member(document, "error");
  const json& source = inner.is_object() ? inner : document;
  error.message = text_of(member(source, "message"));
  if (error.message.empty()) {
    error.message = inner.is_string() ? text_of(inner) : detail_text(member(document, "detail"));
  }
  const json& code = member(source, "code");
  error.code = code.is_string() ? text_of(code) : text_of(member(source, "type"));
  if (error.message.empty()) {
    error.message = text_of(document);
  }
  error.message = one_line(error.message);
  return error;
}

std::optional<long long> number_at(const std::string& text, const char* pattern) {
  const std::regex regex(pattern, std::regex::icase);
  std::smatch match;
  if (!std::regex_search(text, match, regex) || match[1].length() > 12) {
    return std::nullopt;
  }
  return std::stoll(match[1]);
}

}  // namespace

ServerError read_error(int status, std::string_view body) {
  const json document = json::parse(body, nullptr, false);
  if (document.is_object()) {
    return from_json(status, document);
  }
  return {status, "", one_line(body)};
}

std::optional<ServerError> error_in(const json& document) {
  const json& inner = member(document, "error");
  const bool old_form = text_of(member(document, "object")) == "error";
  if (inner.is_null() && !old_form) {
    return std::nullopt;
  }
  ServerError error = from_json(500, document);
  const json& code = member(inner.is_object() ? inner : document, "code");
  if (code.is_number_integer() && code >= 400 && code < 600) {
    error.status = code.get<int>();
  }
  return error;
}

std::string status_text(const ServerError& error) {
  return fmt::format("HTTP status {}{}{}", error.status, error.message.empty() ? "" : ": ",
                     error.message);
}

std::string remedy_for(const ServerError& error) {
  if (error.status == 401 || error.status == 403) {
    return "check the key: set OPENAI_API_KEY, or name its variable with --api-key-env";
  }
  if (error.status >= 300 && error.status < 400) {
    return "give the address that it redirects to";
  }
  if (error.status == 404 || error.status == 405) {
    return "check the address (it often ends in /v1) and the model's name";
  }
  return "check the account at the server";
}

bool is_unpaid(const ServerError& error) {
  return error.code == "insufficient_quota" || error.code == "billing_hard_limit_reached";
}

std::optional<int> room_for_answer(const ServerError& error, int max_tokens) {
  const auto context =
      number_at(error.message, R"(context (?:length|window|size) (?:is|of) (\d+))");
  if (!context) {
    return std::nullopt;
  }
  auto prompt = number_at(
      error.message,
      R"((\d+) (?:input tokens|prompt tokens|tokens from the input|(?:tokens )?in (?:the messages|the prompt|your prompt|the input)))");
  if (!prompt) {
    prompt =
        number_at(error.message, R"((?:prompt|input) (?:contains|has|is)(?: at least)? (\d+))");
  }
  if (!prompt) {
    const auto both = number_at(error.message, R"(requested (?:a total of )?(\d+) tokens)");
    prompt = both ? std::optional(*both - max_tokens) : std::nullopt;
  }
  if (!prompt || *prompt < 0) {
    return std::nullopt;
  }
  return static_cast<int>(std::clamp<long long>(*context - *prompt, 0, max_tokens));
}

std::string one_line(std::string_view text, std::size_t most) {
  std::string line = to_valid_utf8(text.substr(0, most + 4));
  for (char& c : line) {
    c = static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  }
  const std::size_t end = line.find_last_not_of(' ');
  line.resize(end == std::string::npos ? 0 : end + 1);
  line.erase(0, std::min(line.find_first_not_of(' '), line.size()));
  if (text.size() > most && line.size() > most) {
    std::size_t cut = most;
    while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0U) == 0x80U) {
      --cut;
    }
    line.resize(cut);
    line += "...";
  }
  return line;
}

}  // namespace assay::remote
