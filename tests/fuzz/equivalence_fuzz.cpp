// libFuzzer on the comparison of two answers, parted by a line break: no crash, no undefined
// behaviour, work within its limit, and the same result twice.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "graders/math/algebra/work.hpp"
#include "graders/math/equivalence.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = text.find('\n');
  const std::string_view gold = text.substr(0, line);
  const std::string_view answer = line == std::string_view::npos ? gold : text.substr(line + 1);
  const assay::Equivalence result = assay::compare_answers(gold, answer);
  const assay::Equivalence again = assay::compare_answers(gold, answer);
  const bool undecided = result.rule.rfind("undecided", 0) == 0;
  if (result.rule.empty() || result.work > 2 * assay::math::work_limit ||
      (result.equal && !result.decided) || (undecided && result.equal) ||
      again.rule != result.rule || again.work != result.work ||
      again.canonical != result.canonical) {
    std::abort();
  }
  return 0;
}
