// The values that assay-code's programs take and give.
#include <algorithm>
#include <cstdlib>

#include "datasets/builtin/code_operations.hpp"

namespace assay::builtin {

using Int = std::int64_t;

std::string python_literal(const Value& value) {
  if (const auto* x = std::get_if<Int>(&value)) {
    return std::to_string(*x);
  }
  if (const auto* s = std::get_if<std::string>(&value)) {
    return "'" + *s + "'";
  }
  std::string out = "[";
  for (const Int x : std::get<List>(value)) {
    out += (out.size() > 1 ? ", " : "") + std::to_string(x);
  }
  return out + "]";
}

bool is_moderate(const Value& value) {
  const auto small = [](Int x) { return std::llabs(x) <= 1'000'000; };
  if (const auto* x = std::get_if<Int>(&value)) {
    return small(*x);
  }
  if (const auto* s = std::get_if<std::string>(&value)) {
    return s->size() <= 40;
  }
  return std::get<List>(value).size() <= 40 && std::ranges::all_of(std::get<List>(value), small);
}

}  // namespace assay::builtin
