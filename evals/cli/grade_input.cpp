#include "evals/cli/grade_input.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"

namespace assay::cli {

namespace {

std::string text_field(const nlohmann::json& row, const char* field, const std::string& where) {
  const auto found = row.find(field);
  if (found == row.end()) {
    throw DataError(fmt::format("{}: field '{}' is missing", where, field));
  }
  if (found->is_string()) {
    return found->get<std::string>();
  }
  if (found->is_number()) {
    return found->dump();
  }
  throw DataError(fmt::format("{}: field '{}' must be a string or a number", where, field));
}

/// A reply that a server has split already: `content`, and its thinking beside it.
Completion split_reply(const nlohmann::json& row, const std::string& where) {
  Completion completion;
  completion.answer = text_field(row, "content", where);
  for (const char* field : {"thinking", "reasoning_content", "reasoning"}) {
    if (row.contains(field) && row.at(field).is_string()) {
      completion.thinking = row.at(field).get<std::string>();
      break;
    }
  }
  if (!completion.answer.empty()) {
    completion.think_end = 0;
  }
  return completion;
}

Completion read_reply(const nlohmann::json& row, const std::string& where) {
  if (row.contains("answer")) {
    return completion_from_text("\\boxed{" + text_field(row, "answer", where) + "}");
  }
  if (row.contains("content")) {
    return split_reply(row, where);
  }
  return completion_from_text(text_field(row, "response", where));
}

GradePair read_row(const nlohmann::json& row, std::size_t line, const std::string& where) {
  if (!row.is_object()) {
    throw DataError(fmt::format("{}: must be an object", where));
  }
  GradePair pair;
  pair.problem.id = row.contains("id") ? text_field(row, "id", where) : std::to_string(line);
  pair.problem.gold = text_field(row, "gold", where);
  pair.completion = read_reply(row, where);
  if (row.contains("finish_reason") && text_field(row, "finish_reason", where) == "length") {
    pair.completion.finish_reason = FinishReason::length;
  }
  return pair;
}

}  // namespace

std::vector<GradePair> read_pairs(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  std::vector<GradePair> pairs;
  std::size_t line = 0;
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    const std::string_view text(bytes.data() + begin, end - begin);
    begin = end + 1;
    ++line;
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) {
      continue;
    }
    const std::string where = fmt::format("{}:{}", path.string(), line);
    nlohmann::json row;
    try {
      row = nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
      throw DataError(fmt::format("{}: not JSON (column {})", where, error.byte));
    }
    pairs.push_back(read_row(row, line, where));
  }
  if (pairs.empty()) {
    throw DataError(fmt::format("{}: holds no answers", path.string()));
  }
  return pairs;
}

Completion completion_from_text(std::string_view reply) {
  constexpr std::string_view open = "<think>";
  constexpr std::string_view close = "</think>";
  Completion completion;
  const std::size_t closing = reply.rfind(close);
  const std::size_t opening = reply.find(open);
  const std::size_t thinking_begin = opening == std::string_view::npos ? 0 : opening + open.size();
  if (closing != std::string_view::npos) {
    const std::size_t begin = thinking_begin <= closing ? thinking_begin : 0;
    completion.thinking = reply.substr(begin, closing - begin);
    completion.answer = reply.substr(closing + close.size());
    completion.think_end = 0;
  } else if (opening != std::string_view::npos) {
    completion.thinking = reply.substr(thinking_begin);
  } else {
    completion.answer = reply;
    completion.think_end = 0;
  }
  return completion;
}

}  // namespace assay::cli
