#include "engine/checkpoint/field.hpp"

#include <fmt/format.h>

#include <utility>

#include "engine/checkpoint/json_file.hpp"
#include "engine/core/error.hpp"

namespace assay {

using Json = nlohmann::json;

Field::Field(const Json& value, std::string where) : value_(&value), where_(std::move(where)) {}

Field Field::at(const char* key) const {
  static const Json null;
  if (!value_->is_object()) {
    fail(fmt::format("is {}, but must be an object", excerpt(*value_)));
  }
  const auto found = value_->find(key);
  const bool top = where_.ends_with(": ");
  return {found == value_->end() ? null : *found, where_ + (top ? "" : ".") + key};
}

void Field::for_each(const std::function<void(const Field&)>& visit) const {
  if (is_null()) {
    return;
  }
  if (!value_->is_array()) {
    fail(fmt::format("is {}, but must be a list", excerpt(*value_)));
  }
  std::size_t index = 0;
  for (const Json& element : *value_) {
    visit({element, fmt::format("{}[{}]", where_, index++)});
  }
}

bool Field::flag(bool otherwise) const {
  if (is_null()) {
    return otherwise;
  }
  if (!value_->is_boolean()) {
    fail(fmt::format("is {}, but must be true or false", excerpt(*value_)));
  }
  return value_->get<bool>();
}

std::string Field::text(const char* otherwise) const { return is_null() ? otherwise : text(); }

std::string Field::text() const {
  if (!value_->is_string()) {
    fail(fmt::format("is {}, but must be a text", excerpt(*value_)));
  }
  return value_->get<std::string>();
}

std::int32_t Field::id() const {
  constexpr double most_ids = 1 << 24;
  if (!value_->is_number_integer() || value_->get<double>() < 0 ||
      value_->get<double>() >= most_ids) {
    fail(fmt::format("is {}, which is no token id", excerpt(*value_)));
  }
  return value_->get<std::int32_t>();
}

std::string Field::type() const { return is_null() ? "" : at("type").text(""); }

void Field::fail(const std::string& why, const char* remedy) const {
  throw DataError(fmt::format("{} {}: {}", where_, why, remedy));
}

void Field::refuse(const std::string& supported) const {
  fail(fmt::format("is {}, but supported is {}", excerpt(*value_), supported),
       "use a checkpoint with a tokenizer of the families that README.md names");
}

void Field::require(const nlohmann::json& only) const {
  if (!is_null() && *value_ != only) {
    refuse(only.dump());
  }
}

}  // namespace assay
