// One value of a JSON file together with where it stands, so that every complaint about it names
// file and field.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

namespace assay {

/// Refers to JSON that outlives it.
class Field {
 public:
  /// `where` is the file's name, then ": ", then the path of the value within it.
  Field(const nlohmann::json& value, std::string where);

  /// The member `key` of an object, null where it is absent. Throws DataError if this is no object.
  [[nodiscard]] Field at(const char* key) const;

  /// The elements of a list; none for null. Throws DataError if this is neither.
  void for_each(const std::function<void(const Field&)>& visit) const;

  /// The value, or `otherwise` for null. Throw DataError for another type.
  [[nodiscard]] bool flag(bool otherwise) const;
  [[nodiscard]] std::string text(const char* otherwise) const;
  [[nodiscard]] std::string text() const;

  /// A token id: a whole number from 0 to 2^24. Throws DataError.
  [[nodiscard]] std::int32_t id() const;

  /// The member "type" of an object, empty for null.
  [[nodiscard]] std::string type() const;

  [[nodiscard]] bool is_null() const { return value_->is_null(); }
  [[nodiscard]] const nlohmann::json& value() const { return *value_; }
  [[nodiscard]] const std::string& where() const { return where_; }

  /// Throws DataError: "where why: remedy".
  [[noreturn]] void fail(const std::string& why, const char* remedy = "get the file again") const;

  /// Throws DataError that says what the value is and what would be understood.
  [[noreturn]] void refuse(const std::string& supported) const;

  /// Refuses any value but null and `only`.
  void require(const nlohmann::json& only) const;

 private:
  const nlohmann::json* value_;
  std::string where_;
};

}  // namespace assay
