#include "datasets/robustness/perturbed_suite.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "datasets/robustness/words.hpp"
#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay {
namespace {

using Catch::Contains;
using robustness::perturbations;

Problem problem_of(const std::string& question, const std::string& gold = "5") {
  Problem problem;
  problem.id = "p";
  problem.question = question;
  problem.gold = gold;
  return problem;
}

/// The question after the rewrite; empty where it cannot be changed.
std::string rewritten(robustness::Rewrite rewrite, const std::string& question) {
  Problem problem = problem_of(question);
  PhiloxStream random(1, 2);
  return rewrite(problem, random) ? problem.question : "";
}

std::map<std::string, Problem> by_id(const Suite& suite) {
  std::map<std::string, Problem> problems;
  for (const Problem& problem : suite.problems) {
    problems[problem.id] = problem;
  }
  return problems;
}

std::string digits_of(const std::string& text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
               [](unsigned char c) { return std::isdigit(c) != 0; });
  return digits;
}

TEST_CASE("people get other names of their gender, everywhere, and nothing else changes") {
  Problem problem = problem_of("Anna and Tom share 9 pens. Anna's are red; how many has Tom's dog?",
                               "\\text{Anna}");
  PhiloxStream random(1, 2);
  REQUIRE(robustness::rename_people(problem, random));
  const auto words = robustness::words_of(problem.question);
  const std::string woman(words[0]);
  const std::string man(words[2]);
  CHECK(woman != "Anna");
  CHECK(problem.question == woman + " and " + man + " share 9 pens. " + woman +
                                "'s are red; how many has " + man + "'s dog?");
  CHECK(problem.gold == "\\text{" + woman + "}");
}

TEST_CASE("names stay where there are none to change, and where letters are asked about") {
  CHECK(rewritten(robustness::rename_people, "What is 2 + 3?").empty());
  CHECK(rewritten(robustness::rename_people, "How many letters has the word that Anna says?")
            .empty());
  CHECK(rewritten(robustness::rename_people, "I don't know: 3?").empty());
}

TEST_CASE("an irrelevant sentence comes before a sentence that leans on nothing") {
  const std::string question = "Tom has 3 apples. He eats 2. How many are left?";
  const std::string changed = rewritten(robustness::insert_irrelevant, question);
  REQUIRE_FALSE(changed.empty());
  CHECK(changed.size() > question.size());
  CHECK(robustness::sentences_of(changed).size() == 4);
  CHECK_THAT(changed, Catch::EndsWith("apples. He eats 2. How many are left?"));
}

TEST_CASE("independent sentences change places and the question stays last") {
  const std::string question =
      "Tom has 3 apples. Anna has 4 pears. Ben has 5 plums. How many fruits do Tom and Ben have?";
  const std::string changed = rewritten(robustness::reorder_sentences, question);
  REQUIRE_FALSE(changed.empty());
  CHECK(changed != question);
  CHECK_THAT(changed, Catch::EndsWith(" How many fruits do Tom and Ben have?"));
  std::string a = question;
  std::string b = changed;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  CHECK(a == b);
}

TEST_CASE("sentences keep their places where order could matter") {
  for (const char* question :
       {"Tom has 3 apples. He eats 2. How many are left?",
        "Tom has 3 apples. Then Tom eats 2. How many has Tom?",
        "A coat costs 10 dollars. The price doubles. What does the coat cost?",
        "Tom has 3 apples. Anna has 4 pears. She eats 1. How many pears has Anna?",
        "What is 1 + 1? Tom has 3. Anna has 2. How many?", "Tom has 3.\nAnna has 2.\nHow many?",
        "Tom has 3 apples. How many has Tom?"}) {
    INFO(question);
    CHECK(rewritten(robustness::reorder_sentences, question).empty());
  }
}

TEST_CASE("assay-math with other numbers keeps its words, ids, levels, and knows its answers") {
  const Suite base = load_suite("assay-math", {});
  const Suite changed = load_suite("assay-math+numbers", {});
  CHECK(changed.problems.size() > base.problems.size() * 9 / 10);
  const auto originals = by_id(base);
  std::set<std::string> seen;
  for (const Problem& problem : base.problems) {
    seen.insert(problem.question);
  }
  std::size_t same_gold = 0;
  for (const Problem& problem : changed.problems) {
    const Problem& original = originals.at(problem.id);
    INFO(problem.id << ": " << original.question << " -> " << problem.question);
    CHECK(problem.question != original.question);
    CHECK(digits_of(problem.question) != digits_of(original.question));
    CHECK(problem.level == original.level);
    CHECK_FALSE(problem.gold.empty());
    CHECK_THAT(problem.prompt, Contains(problem.question));
    same_gold += problem.gold == original.gold ? 1 : 0;
  }
  CHECK(same_gold < changed.problems.size() / 4);
}

TEST_CASE("the same name gives the same suite, another seed or kind another") {
  const Suite once = load_suite("assay-math+rename", {});
  const Suite again = load_suite("assay-math+rename", {});
  const Suite other = load_suite("assay-math+rename@1", {});
  CHECK(once.hash == again.hash);
  CHECK(once.name == "assay-math+rename");
  CHECK(other.name == "assay-math+rename@1");
  CHECK(once.hash != other.hash);
  CHECK(once.hash != load_suite("assay-math", {}).hash);
  REQUIRE(once.problems.size() == other.problems.size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < once.problems.size(); ++i) {
    different += once.problems[i].question != other.problems[i].question ? 1 : 0;
  }
  CHECK(different > once.problems.size() / 2);
  CHECK(load_suite("assay-math+rename+irrelevant", {}).name == "assay-math+rename+irrelevant");
}

TEST_CASE("a problem is rewritten alike whatever stands beside it") {
  Suite part = load_suite("assay-math", {});
  const Suite whole = robustness::perturb(part, *robustness::parse_name("assay-math+irrelevant"));
  part.problems = {part.problems[100]};
  const Suite alone = robustness::perturb(part, *robustness::parse_name("assay-math+irrelevant"));
  CHECK(alone.problems[0].question == by_id(whole).at(alone.problems[0].id).question);
}

TEST_CASE("what a perturbation cannot change is left out and counted, never silently kept") {
  const auto originals = by_id(load_suite("assay-math", {}));
  for (const auto& kind : perturbations) {
    if (kind.name == "reorder") {
      CHECK_THROWS_WITH(load_suite("assay-math+reorder", {}),
                        Contains("reorder can change none of its 504 problems"));
      continue;
    }
    const Suite suite = load_suite("assay-math+" + std::string(kind.name), {});
    INFO(kind.name);
    for (const Problem& problem : suite.problems) {
      CHECK(problem.question != originals.at(problem.id).question);
    }
    REQUIRE(suite.remarks.size() == 1);
    CHECK_THAT(suite.remarks[0], Contains(std::to_string(suite.problems.size()) + " of 504"));
    CHECK(suite.reference.empty());
  }
}

TEST_CASE("names of perturbed suites that make no sense are told") {
  CHECK_THROWS_WITH(load_suite("assay-math+shout", {}),
                    Contains("suite assay-math+shout: unknown perturbation 'shout'; there are: "
                             "rename, irrelevant, reorder, numbers"));
  CHECK_THROWS_WITH(load_suite("assay-math+rename@x", {}), Contains("seed 'x' must be a whole"));
  CHECK_THROWS_WITH(load_suite("assay-code+rename", {}), Contains("rename rewrites mathematics"));
  CHECK_FALSE(robustness::parse_name("c++.yaml"));
  CHECK_FALSE(robustness::parse_name("a+b/c"));
  CHECK_FALSE(robustness::parse_name("gsm8k"));
}

TEST_CASE("a suite of one's own is perturbed by its file, but not its numbers") {
  const test::TemporaryDirectory here;
  std::ofstream(here.path() / "rows.jsonl")
      << R"({"id": "1", "question": "Anna has 2 pens. How many has Anna?", "answer": "2"})" << '\n'
      << R"({"id": "2", "question": "What is 1 + 1?", "answer": "2"})" << '\n';
  std::ofstream(here.path() / "own.yaml") << R"(name: own
title: Own
license: none
reader: jsonl
sources: [{paths: [rows.jsonl]}]
fields: {id: id, question: question, gold: answer}
template: "{question}"
grader: math
)";
  const std::string path = here.path() / "own.yaml";
  const Suite suite = load_suite(path + "+rename", {});
  CHECK(suite.name == "own+rename");
  REQUIRE(suite.problems.size() == 1);
  CHECK_THAT(suite.remarks.at(0), Contains("1 of 2 problems"));
  CHECK_THROWS_WITH(load_suite(path + "+numbers", {}), Contains("which is assay-math"));
}

TEST_CASE("half of GSM8K has names to change, and all of it takes an irrelevant sentence") {
  if (!std::filesystem::exists(test::shared_data("suites/gsm8k"))) {
    ASSAY_SKIP("no GSM8K here");
  }
  const auto data = test::shared_data("suites");
  CHECK(load_suite("gsm8k+rename", data).problems.size() > 700);
  CHECK(load_suite("gsm8k+irrelevant", data).problems.size() > 1250);
  CHECK(load_suite("gsm8k+reorder", data).problems.size() > 50);
}

}  // namespace
}  // namespace assay
