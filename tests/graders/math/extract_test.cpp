#include "graders/math/extract.hpp"

#include <vector>

#include "tests/support/catch.hpp"

namespace assay {
namespace {

struct Row {
  const char* reply;
  const char* text;
  const char* rule;
};

const std::vector<Row> rows = {
    {"so \\boxed{5}.", "5", "\\boxed"},
    {"\\boxed{\\frac{1}{2}}", "\\frac{1}{2}", "\\boxed"},
    {"\\boxed{1} no, \\boxed{2}", "2", "\\boxed"},
    {"\\boxed{1}, then it follows that \\boxed{2}", "2", "\\boxed"},
    {"\\boxed{1} and \\boxed{2}", "1, 2", "\\boxed"},
    {"$\\boxed{1}$, $\\boxed{2}$", "1, 2", "\\boxed"},
    {"\\fbox{7}", "7", "\\boxed"},
    {"\\boxed 5", "5", "\\boxed"},
    {"$\\boxed5$ is it", "5", "\\boxed"},
    {"\\boxed {5}", "5", "\\boxed"},
    {"\\boxed{\\{1,2\\}}", "\\{1,2\\}", "\\boxed"},
    {"\\boxed{ 5 } and so on. Answer: 7", "5", "\\boxed"},
    {"\\boxed{}", "", "the last \\boxed is empty"},
    {"\\boxed{5} or rather \\boxed{}", "", "the last \\boxed is empty"},
    {"\\boxed{5} or rather \\boxed{6", "", "the last \\boxed is never closed"},
    {"text\n#### 42", "42", "after ####"},
    {"#### 1\n#### 42\n", "42", "after ####"},
    {"#### Case 2: Ana is third\n\nSo Eve wins.\n\nAnswer: Eve", "Eve", "after 'Answer:'"},
    {"#### Answer\n\nIt is late.", "", "no \\boxed and no phrase that announces an answer"},
    {"The final answer is 12. I hope it is correct.", "12", "after 'final answer is'"},
    {"The final answer is $3.5$.", "3.5", "after 'final answer is'"},
    {"the answer is: 7", "7", "after 'answer is'"},
    {"So the answer is $\\frac12$, as wished.", "\\frac12", "after 'answer is'"},
    {"Answer: 670", "670", "after 'Answer:'"},
    {"**Answer:** 670", "670", "after 'Answer:'"},
    {"**Answer: 3.5**", "3.5", "after 'Answer:'"},
    {"Answer:\n\n12", "12", "after 'Answer:'"},
    {"Answer: 1\nAnswer: 2", "2", "after 'Answer:'"},
    {"I get 5 and then 6", "", "no \\boxed and no phrase that announces an answer"},
    {"", "", "no \\boxed and no phrase that announces an answer"},
};

}  // namespace

TEST_CASE("the answer is found by the first rule that applies, at its last match") {
  for (const Row& row : rows) {
    INFO("reply " << row.reply);
    const ExtractedAnswer answer = extract_answer(row.reply);
    CHECK(answer.text == row.text);
    CHECK(answer.rule == row.rule);
  }
}

TEST_CASE("a megabyte of open boxes is searched in linear time") {
  std::string reply;
  while (reply.size() < 1'000'000) {
    reply += "\\boxed{";
  }
  CHECK(extract_answer(reply).text.empty());  // anything quadratic meets ctest's time limit
}

}  // namespace assay
