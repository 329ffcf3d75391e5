#include "datasets/layouts/layouts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "datasets/layouts/call_layouts.hpp"
#include "datasets/layouts/livecodebench.hpp"
#include "datasets/layouts/program_layouts.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

struct Layout {
  const char* name;
  CodeTests (*read)(const RowFields& row);
  std::vector<const char*> question;  ///< fields that may hold it
  std::vector<const char*> solution;
};

const std::vector<Layout>& layouts() {
  static const std::vector<Layout> all = {
      {"humaneval", read_humaneval, {"prompt"}, {"canonical_solution"}},
      {"mbpp", read_mbpp, {"text", "prompt"}, {"code"}},
      {"evalplus", read_evalplus, {"prompt"}, {"canonical_solution"}},
      {"livecodebench", read_livecodebench, {"question_content"}, {}},
      {"multipl_e", read_multipl_e, {"prompt"}, {}},
      {"stdin", read_stdin, {"question", "description", "prompt"}, {"solution"}},
  };
  return all;
}

const Layout& find(const std::string& name) {
  const auto found = std::find_if(layouts().begin(), layouts().end(),
                                  [&](const Layout& layout) { return layout.name == name; });
  if (found == layouts().end()) {
    throw UsageError(fmt::format("layout '{}' is unknown; it is one of {}", name,
                                 fmt::join(layout_names(), ", ")));
  }
  return *found;
}

std::string first_of(const RowFields& row, const std::vector<const char*>& fields) {
  for (const char* field : fields) {
    if (row.has(field)) {
      return row.text(field);
    }
  }
  return {};
}

}  // namespace

const std::vector<std::string>& layout_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> result;
    for (const Layout& layout : layouts()) {
      result.emplace_back(layout.name);
    }
    return result;
  }();
  return names;
}

std::string problem_name(const RowFields& row) {
  for (const char* field : {"task_id", "name", "question_id", "id"}) {
    if (row.has(field)) {
      return row.text_not_empty(field);
    }
  }
  row.fail("names no problem; give it a 'task_id', 'name' or 'question_id'");
}

CodeTests read_code_tests(const RowFields& row, const std::string& layout) {
  return find(layout).read(row);
}

Problem read_code_problem(const RowFields& row, const std::string& layout) {
  const Layout& found = find(layout);
  Problem problem;
  problem.id = problem_name(row);
  problem.question = first_of(row, found.question);
  problem.prompt = problem.question;
  problem.solution = first_of(row, found.solution);
  problem.tests = found.read(row);
  return problem;
}

}  // namespace assay
