#include "engine/serving/http/body_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/checkpoint/utf8.hpp"
#include "engine/serving/http/api_error.hpp"

namespace assay::http {

namespace {

using nlohmann::json;

[[noreturn]] void wrong(const std::string& name, const json& value, const std::string& expected) {
  throw ApiError(400, fmt::format("{} is {}, but must be {}", name, shown(value), expected), name);
}

}  // namespace

std::string shown(const json& value) {
  constexpr std::size_t most = 60;
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() > most) {
    text = to_valid_utf8(std::string_view(text).substr(0, most)) + "...";
  }
  return text;
}

BodyFields::BodyFields(std::string_view text) {
  try {
    body_ = json::parse(text);
  } catch (const json::exception& error) {
    throw ApiError(400, fmt::format("the body is not JSON: {}", to_valid_utf8(error.what())));
  }
  if (!body_.is_object()) {
    throw ApiError(400, "the body must be a JSON object");
  }
}

const json& BodyFields::value(const std::string& name) {
  static const json absent;
  read_.insert(name);
  const auto found = body_.find(name);
  return found == body_.end() ? absent : *found;
}

bool BodyFields::flag(const std::string& name, bool otherwise) {
  const json& found = value(name);
  if (!found.is_null() && !found.is_boolean()) {
    wrong(name, found, "true or false");
  }
  return found.is_null() ? otherwise : found.get<bool>();
}

std::int64_t BodyFields::integer(const std::string& name, std::int64_t otherwise,
                                 std::int64_t least, std::int64_t most) {
  const json& found = value(name);
  if (found.is_null()) {
    return otherwise;
  }
  // Clients write 16.0 too; a double holds every integer of these ranges.
  const bool whole = found.is_number() && std::trunc(found.get<double>()) == found.get<double>();
  if (!whole || found.get<double>() < static_cast<double>(least) ||
      found.get<double>() > static_cast<double>(most)) {
    wrong(name, found, fmt::format("an integer from {} to {}", least, most));
  }
  return found.get<std::int64_t>();
}

double BodyFields::number(const std::string& name, double otherwise, double least, double most) {
  const json& found = value(name);
  if (found.is_null()) {
    return otherwise;
  }
  if (!found.is_number() || !(found.get<double>() >= least && found.get<double>() <= most)) {
    wrong(name, found, fmt::format("a number from {} to {}", least, most));
  }
  return found.get<double>();
}

std::uint64_t BodyFields::seed(const std::string& name) {
  const json& found = value(name);
  if (found.is_null()) {
    return 0;
  }
  if (!found.is_number_integer()) {
    wrong(name, found, "an integer of 64 bits");
  }
  return found.is_number_unsigned() ? found.get<std::uint64_t>()
                                    : static_cast<std::uint64_t>(found.get<std::int64_t>());
}

std::vector<std::string> BodyFields::strings(const std::string& name) {
  const json& found = value(name);
  if (found.is_null()) {
    return {};
  }
  if (found.is_string()) {
    return {found.get<std::string>()};
  }
  if (!found.is_array() ||
      !std::all_of(found.begin(), found.end(), [](const json& one) { return one.is_string(); })) {
    wrong(name, found, "a string or a list of strings");
  }
  return found.get<std::vector<std::string>>();
}

void BodyFields::take(std::initializer_list<const char*> names) {
  read_.insert(names.begin(), names.end());
}

void BodyFields::refuse(const std::string& name, std::initializer_list<json> harmless) {
  const json& found = value(name);
  if (!found.is_null() && std::find(harmless.begin(), harmless.end(), found) == harmless.end()) {
    throw ApiError(400,
                   fmt::format("{} is not supported, and {} would change the answer: leave it out",
                               name, shown(found)),
                   name);
  }
}

void BodyFields::finish() const {
  for (const auto& [name, value] : body_.items()) {
    if (!read_.contains(name) && !value.is_null()) {
      throw ApiError(400,
                     fmt::format("{} is not a field that this server knows, and might change the "
                                 "answer: leave it out",
                                 shown(name)),
                     name);
    }
  }
}

}  // namespace assay::http
