#include "evals/cli/grade_input.hpp"

#include <fmt/format.h>

#include "datasets/readers/data_file.hpp"
#include "engine/core/error.hpp"

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
    Completion completion;
    completion.answer = text_field(row, "answer", where);
    completion.think_end = 0;
    return completion;
  }
  if (row.contains("content")) {
    return split_reply(row, where);
  }
  return completion_from_text(text_field(row, "response", where));
}

GradeItem read_pair(const Row& row, std::size_t number,
                    const std::vector<std::string>& extraction) {
  const nlohmann::json& object = row.object;
  Problem problem;
  problem.gold = text_field(object, "gold", row.where);
  problem.answer.extraction =
      object.contains("answer") ? std::vector<std::string>{"whole"} : extraction;
  GradeItem item;
  item.row = number;
  item.name = object.contains("id") ? object.at("id") : nlohmann::json(number);
  problem.id = item.name.is_string() ? item.name.get<std::string>() : item.name.dump();
  item.problem = std::make_shared<const Problem>(std::move(problem));
  item.completion = read_reply(object, row.where);
  if (object.contains("finish_reason") &&
      text_field(object, "finish_reason", row.where) == "length") {
    item.completion.finish_reason = FinishReason::length;
  }
  return item;
}

}  // namespace

std::vector<GradeItem> read_pairs(const std::filesystem::path& path,
                                  const std::vector<std::string>& extraction) {
  std::vector<GradeItem> items;
  for (const Row& row : read_data(path)) {
    items.push_back(read_pair(row, items.size() + 1, extraction));
  }
  if (items.empty()) {
    throw DataError(fmt::format("{}: holds no answers", path.string()));
  }
  return items;
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
