// Code problems in the field names of those who publish them.
//
//   humaneval      task_id, prompt, entry_point, test; canonical_solution?
//   mbpp           task_id, test_list[]; test_setup_code?, test_imports[]?, text? or prompt?, code?
//   evalplus       task_id, prompt, entry_point, canonical_solution, base_input[], plus_input[]?,
//                  atol?
//   livecodebench  question_id, question_content, public_test_cases, private_test_cases?,
//                  starter_code?, metadata?
//   multipl_e      name, language, prompt, tests
//   stdin          task_id, language?, inputs[], outputs[] (or within tests, or tests[] of {input,
//                  output}); time_limit?, memory_limit?, comparison?, checker?
#pragma once

#include <string>
#include <vector>

#include "datasets/problem.hpp"
#include "datasets/readers/row_fields.hpp"

namespace assay {

[[nodiscard]] const std::vector<std::string>& layout_names();

/// The tests of a row, with the limits and the comparison of the benchmark that the layout is named
/// after. Throws DataError with the row's place and the field; UsageError for an unknown layout.
[[nodiscard]] CodeTests read_code_tests(const RowFields& row, const std::string& layout);

/// The same with its id, question and authors' solution. The id is the field that names a problem
/// in this layout, or any other of task_id, name, question_id and id.
[[nodiscard]] Problem read_code_problem(const RowFields& row, const std::string& layout);

/// A problem's name in `row`: the first of task_id, name, question_id and id that is there.
[[nodiscard]] std::string problem_name(const RowFields& row);

}  // namespace assay
