// libFuzzer on the parser of answers: no crash, no undefined behaviour, and a tree within its
// bounds for any bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "graders/math/parse.hpp"

namespace {

int count(const assay::math::Expression& expression) {
  int nodes = 1;
  for (const assay::math::Expression& part : expression.args) {
    nodes += count(part);
  }
  return nodes;
}

void check(const assay::math::Expression& expression) {
  if (count(expression) > assay::math::most_answer_nodes + 64 ||
      assay::math::to_text(expression).empty()) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const assay::math::Parsed parsed = assay::math::parse_answer(text);
  if (parsed.ok == !parsed.problem.empty()) {
    std::abort();
  }
  if (parsed.ok) {
    check(parsed.expression);
  }
  for (const assay::math::Expression& other : parsed.others) {
    check(other);
  }
  return 0;
}
