#include "graders/math/extract.hpp"

#include <string>
#include <vector>

#include "datasets/extraction_names.hpp"
#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

struct Row {
  const char* reply;
  const char* text;
  const char* convention;
};

void check(const std::vector<Row>& rows, const std::vector<std::string>& conventions = {}) {
  for (const Row& row : rows) {
    INFO("reply " << row.reply);
    const ExtractedAnswer answer = extract_answer(row.reply, conventions);
    CHECK(answer.text == row.text);
    CHECK(answer.convention == row.convention);
    CHECK(answer.text.empty() == !answer.problem.empty());
  }
}

}  // namespace

TEST_CASE("the last box is the answer, with balanced braces") {
  check({
      {"so \\boxed{5}.", "5", "boxed"},
      {"\\boxed{\\frac{1}{2}}", "\\frac{1}{2}", "boxed"},
      {"\\boxed{1} no, \\boxed{2}", "2", "boxed"},
      {"\\boxed{1}, then it follows that \\boxed{2}", "2", "boxed"},
      {"\\boxed{1} and \\boxed{2}", "1, 2", "boxed"},
      {"\\boxed{1} \\text{ or } \\boxed{2}", "1, 2", "boxed"},
      {"$\\boxed{1}$, $\\boxed{2}$", "1, 2", "boxed"},
      {"$\\boxed{1}$, $\\boxed{2}$, and $\\boxed{3}$", "1, 2, 3", "boxed"},
      {"\\fbox{7}", "7", "boxed"},
      {"\\boxed 5", "5", "boxed"},
      {"$\\boxed5$ is it", "5", "boxed"},
      {"\\boxed {5}", "5", "boxed"},
      {"\\boxed{\\boxed{5}}", "5", "boxed"},
      {"\\boxed{x = \\boxed{5}}", "x = \\boxed{5}", "boxed"},
      {"\\boxed{\\{1,2\\}}", "\\{1,2\\}", "boxed"},
      {"\\boxed{\\text{a } \\} b}", "\\text{a } \\} b", "boxed"},
      {"\\boxed{ 5 } and so on. Answer: 7", "5", "boxed"},
      {"\\boxedminipage{3} Answer: 7", "7", "answer_colon"},
  });
}

TEST_CASE("an empty or open last box is no answer, and nothing else is taken in its stead") {
  check({
      {"\\boxed{}", "", "boxed"},
      {"\\boxed{5} or rather \\boxed{}", "", "boxed"},
      {"\\boxed{5} or rather \\boxed{6", "", "boxed"},
      {"Answer: 5. \\boxed{", "", "boxed"},
  });
}

TEST_CASE("phrases announce an answer up to the end of formula, sentence or line") {
  check({
      {"text\n#### 42", "42", "hash"},
      {"#### 1\n#### 42\n", "42", "hash"},
      {"#### Case 2: Ana is third\n\nSo Eve wins.\n\nAnswer: Eve", "Eve", "answer_colon"},
      {"The final answer is 12. I hope it is correct.", "12", "final_answer"},
      {"The final answer is $3.5$.", "3.5", "final_answer"},
      {"Final Answer: The final answer is $\\frac{1}{2}$. I hope it is correct.", "\\frac{1}{2}",
       "final_answer"},
      {"the answer is: 7", "7", "answer_is"},
      {"So the answer is $\\frac12$, as wished.", "\\frac12", "answer_is"},
      {"The answer is $5$ cm.", "$5$ cm", "answer_is"},
      {"The answer is $x=1$ or $x=2$.", "$x=1$ or $x=2$", "answer_is"},
      {"The answer is $5 and not more", "$5 and not more", "answer_is"},
      {"Answer: 670", "670", "answer_colon"},
      {"**Answer:** 670", "670", "answer_colon"},
      {"**Answer: 3.5**", "3.5", "answer_colon"},
      {"**Answer**: 3.5", "3.5", "answer_colon"},
      {"**Answer: Eve** (position 2)", "Eve", "answer_colon"},
      {"Answer: x**2", "x**2", "answer_colon"},
      {"By elimination the answer is unique.\n\nAnswer: Ana", "Ana", "answer_colon"},
      {"Answer:\n\n12", "12", "answer_colon"},
      {"Answer:\n\\[\nx = 5\n\\]\nas wished", "\\[\nx = 5\n\\]", "answer_colon"},
      {"Answer: 1\nAnswer: 2", "2", "answer_colon"},
  });
}

TEST_CASE("a tagged answer is taken before phrases") {
  check({
      {"I counted.\n\n<result>3</result>", "3", "answer_tag"},
      {"<answer>\n**42**\n</answer>", "42", "answer_tag"},
      {"<answer>The answer is 5.</answer> The answer is 6.", "5", "answer_tag"},
      {"<answer>1</answer> no: <answer>2</answer>", "2", "answer_tag"},
      {"<answer>x < 3", "x < 3", "answer_tag"},
      {"<answer>\\boxed{7}</answer>", "7", "boxed"},
      {"<answer></answer> Answer: 8", "8", "answer_colon"},
      {"so <answer> is a tag. The answer is 3.", "3", "answer_is"},
      {"So the answer should be 670.", "670", "answer_is"},
      {"I end with 'Answer: <answer>'.\n\nAnswer: 5", "5", "answer_colon"},
      {"<answer>4</answer>, within <answer> tags.", "4", "answer_tag"},
      {"<answer>4</answer>\n<answer>5", "5", "answer_tag"},
  });
}

TEST_CASE("by default a bare number or letter is no answer") {
  for (const char* reply : {"I get 5 and then 6", "", "#### Note\n\nIt is late.", "so $x = 5$",
                            "A good man. Are All Answers A?"}) {
    const ExtractedAnswer answer = extract_answer(reply);
    INFO(reply);
    CHECK(answer.text.empty());
    CHECK(answer.convention.empty());
    CHECK(answer.problem ==
          "no answer by boxed, hash, answer_tag, final_answer, answer_is, answer_colon");
  }
}

TEST_CASE("a suite orders the conventions itself") {
  check({{"\\boxed{5}\nAnswer: 7", "7", "answer_colon"}}, {"answer_colon", "boxed"});
  check({{"\\boxed{5}\n#### 7", "7", "hash"}}, {"hash"});
  check({{"\\boxed{5}", "", ""}}, {"hash"});
}

TEST_CASE("letters of choices are found behind a phrase or alone, never in prose") {
  check(
      {
          {"The answer is (B).", "B", "choice"},
          {"The answer is B", "B", "choice"},
          {"**Answer:** C", "C", "choice"},
          {"Answer: \\text{(D)}", "D", "choice"},
          {"Answer: option E, since it fits", "E", "choice"},
          {"Let me see.\n\n**B**", "B", "choice"},
          {"Let me see.\n(C)", "C", "choice"},
          {"The answer is Alice.", "", ""},
          {"The answer is A's turn", "", ""},
          {"A or B, who knows", "", ""},
          {"Plan B is good. So is vitamin C", "", ""},
      },
      {"choice"});
}

TEST_CASE("the last expression or number, where a suite wants it") {
  check(
      {
          {"first $x$ then $x = 5$ holds", "$x = 5$", "last_expression"},
          {"first \\(x\\) then \\[x = 5\\]", "\\[x = 5\\]", "last_expression"},
          {"first $x$ then 7 holds", "7", "last_expression"},
          {"nothing", "", ""},
      },
      {"last_expression"});
  check(
      {
          {"so 1,234.5 it is", "1,234.5", "last_number"},
          {"so -3/4.", "-3/4", "last_number"},
          {"5 - 3 = 2", "2", "last_number"},
          {"about 50%", "50%", "last_number"},
          {"covid-19", "19", "last_number"},
          {"from 1, 2", "2", "last_number"},
          {"none", "", ""},
      },
      {"last_number"});
}

TEST_CASE("a bare answer is taken as it is") {
  check(
      {
          {"5} \\boxed{5", "5} \\boxed{5", "whole"},
          {"</think>5", "</think>5", "whole"},
          {" x = 3 ", "x = 3", "whole"},
          {" ", "", ""},
      },
      {"whole"});
}

TEST_CASE("an unknown or repeated convention is refused with the names of all") {
  CHECK_THROWS_AS(check_extraction({"box"}), DataError);
  CHECK_THROWS_WITH(
      check_extraction({"box"}),
      Catch::Matchers::Contains("'box'") &&
          Catch::Matchers::Contains("boxed, hash, answer_tag, final_answer, answer_is, "
                                    "answer_colon, choice, last_expression, "
                                    "last_number"));
  CHECK_THROWS_AS(check_extraction({"hash", "hash"}), DataError);
  CHECK_THROWS_AS(extract_answer("5", {"box"}), DataError);
  CHECK_NOTHROW(check_extraction(extraction_conventions()));
  CHECK_NOTHROW(check_extraction({}));
}

TEST_CASE("the names that a suite may give are those of the conventions") {
  CHECK(extraction_conventions() ==
        std::vector<std::string>(extraction_names.begin(), extraction_names.end()));
}

// Anything quadratic meets ctest's time limit.
TEST_CASE("a megabyte of repeated openings is searched in linear time") {
  for (const char* piece : {"\\boxed{", "$", "\\(", "\\[", "answer is ", "answer: $", "#### ", "1,",
                            "$1 ", "\\boxed ", "{"}) {
    std::string reply;
    while (reply.size() < 1'000'000) {
      reply += piece;
    }
    for (const std::string& convention : extraction_conventions()) {
      static_cast<void>(extract_answer(reply, {convention}));
    }
  }
  SUCCEED();
}

}  // namespace assay
