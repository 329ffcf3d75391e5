// The work limit: what a comparison may cost is counted, and the count follows what is done.
#include "graders/math/algebra/work.hpp"

#include <string>
#include <vector>

#include "graders/bench/pair_file.hpp"
#include "graders/math/algebra/scalar.hpp"
#include "graders/math/equivalence.hpp"
#include "graders/math/parse.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

std::int64_t work_of(const std::string& answer) {
  return compare_answers(with_repetitions(answer), with_repetitions(answer)).work;
}

}  // namespace

TEST_CASE("slow inputs stay within the work limit, and what passes it is undecided") {
  const std::vector<AnswerPair> pairs =
      read_answer_pairs(std::string(ASSAY_TEST_SOURCE) + "/tests/graders/math/slow_inputs.tsv");
  CHECK(pairs.size() > 300);
  int over = 0;
  for (const AnswerPair& pair : pairs) {
    const Equivalence result = compare_answers(pair.gold, pair.answer);
    INFO("gold " << pair.gold.substr(0, 100) << ", answer " << pair.answer.substr(0, 100) << ": "
                 << result.rule);
    CHECK(result.work <= math::work_limit);
    if (!result.decided) {
      CHECK_FALSE(result.equal);
      CHECK(result.rule.rfind("undecided", 0) == 0);
      ++over;
    }
    CHECK(compare_answers(pair.gold, pair.answer).work == result.work);
  }
  CHECK(over > 20);  // the corpus is slow indeed
}

TEST_CASE("the charge grows with what is done") {
  struct Family {
    std::string small;
    std::string large;
    double least;  ///< how many times as much the large one costs, at least
  };
  const std::vector<Family> families = {
      {"(x+1)^{40}", "(x+1)^{80}", 2.0},
      {"(x+\\frac{1}{97})^{40}", "(x+\\frac{1}{97})^{80}", 3.0},
      {"(a+b+c)^{4}", "(a+b+c)^{8}", 3.0},
      {"<<100|1234567890>>", "<<800|1234567890>>", 6.0},
      {"0.<<100|1234567890>>", "0.<<800|1234567890>>", 6.0},
      {"<<20|(x+1)>>", "<<40|(x+1)>>", 2.0},
      {"1000!", "4000!", 4.0},
      {"\\binom{1000}{500}", "\\binom{16000}{8000}", 4.0},
      {"\\gcd(3^{1000},5^{700})", "\\gcd(3^{9000},5^{6000})", 6.0},
      {"\\sum_{k=1}^{100}k^2", "\\sum_{k=1}^{1000}k^2", 8.0},
      {"\\sum_{k=1}^{50}\\frac{1}{k}", "\\sum_{k=1}^{500}\\frac{1}{k}", 8.0},
      {"\\prod_{k=1}^{10}(x+k)", "\\prod_{k=1}^{40}(x+k)", 4.0},
      {"\\sqrt{7+\\sqrt3}", "<<16|\\sqrt{2+>>3<<16|}>>", 4.0},
      {"\\text{<<100|word >>}", "\\text{<<1000|word >>}", 8.0},
      {"<<500|x=>>1", "<<1500|x=>>1", 2.5},
      {"\\det\\begin{pmatrix}<<3|x&y&1\\\\>>\\end{pmatrix}",
       "\\det\\begin{pmatrix}<<6|x&y&z&a&b&1\\\\>>\\end{pmatrix}", 5.0},
      {"1<<40|,x+1>>", "1<<160|,x+1>>", 3.5},
  };
  for (const Family& family : families) {
    const std::int64_t small = work_of(family.small);
    const std::int64_t large = work_of(family.large);
    INFO(family.small << ": " << small << " units; " << family.large << ": " << large);
    CHECK(static_cast<double>(large) >= family.least * static_cast<double>(small));
  }
}

TEST_CASE("with no work left nothing is decided") {
  const math::Expression gold = math::parse_answer("(x+1)^9").expression;
  math::Work none(1);
  const math::Decision decision = math::compare_scalars(gold, gold, none);
  CHECK(decision.truth == math::Truth::unknown);
  CHECK(none.exhausted());
  math::Work enough;
  CHECK(math::compare_scalars(gold, gold, enough).yes());
  CHECK_FALSE(enough.exhausted());
}

TEST_CASE("work is spent up to the limit and no further") {
  math::Work work(10);
  CHECK(work.spend(10));
  CHECK_FALSE(work.exhausted());
  CHECK_FALSE(work.spend(1));
  CHECK(work.exhausted());
  CHECK(work.spent() == 11);
  CHECK_FALSE(work.spend(1'000));  // what is refused is not counted
  CHECK(work.spent() == 11);
  CHECK_FALSE(math::Work(10).spend(1'000'000));
}

TEST_CASE("repetitions in pairs of answers are written out, and broken ones are refused") {
  CHECK(with_repetitions("a<<3|bc>>d") == "abcbcbcd");
  CHECK(with_repetitions("<<2|x<<2|y>>>>") == "xyyxyy");
  CHECK(with_repetitions("1<2 and 3>2") == "1<2 and 3>2");
  CHECK_THROWS_AS(with_repetitions("<<3|x"), DataError);
  CHECK_THROWS_AS(with_repetitions("<<|x>>"), DataError);
  CHECK_THROWS_AS(with_repetitions("<<x|x>>"), DataError);
  CHECK_THROWS_AS(with_repetitions("<<3 x>>"), DataError);
}

}  // namespace assay
