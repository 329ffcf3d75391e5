// Whether a sample answers what its thinking had come to.
#pragma once

#include <string>
#include <string_view>

#include "reports/trace_facts.hpp"

namespace assay::cli {

/// The last answer that the thinking states, by the maths grader's default conventions. Empty if
/// it states none. Linear, and quick where there is none.
[[nodiscard]] std::string thought_answer(std::string_view thinking);

/// For suites of the maths grader: `given`, the answer that was judged, against thought_answer(),
/// as equal as the grader takes answers to be (with the problem's tolerance).
[[nodiscard]] ThoughtAgreement thought_agreement(const SuiteEntry& suite, const Problem& problem,
                                                 std::string_view thinking,
                                                 const std::string& given);

}  // namespace assay::cli
