// Failures of the judge itself: tried again, and never a score.
#include "evals/cli/grade_all.hpp"

#include <atomic>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/catch.hpp"

namespace assay::cli {
namespace {

/// Fails so many times before it judges.
class Unreliable final : public Grader {
 public:
  explicit Unreliable(int failures) : failures_(failures) {}

  [[nodiscard]] Verdict grade(const Problem& /*problem*/,
                              const Completion& /*completion*/) const override {
    Verdict verdict;
    verdict.kind = ++calls_ > failures_ ? VerdictKind::correct : VerdictKind::infrastructure_error;
    return verdict;
  }
  void check(const Problem& /*problem*/) const override {}
  [[nodiscard]] std::string id() const override { return "unreliable/1"; }
  [[nodiscard]] int calls() const { return calls_; }

 private:
  int failures_;
  mutable std::atomic<int> calls_ = 0;
};

TEST_CASE("a judge that fails is asked twice more, and no further") {
  for (const auto& [failures, calls, kind] :
       std::vector<std::tuple<int, int, VerdictKind>>{{0, 1, VerdictKind::correct},
                                                      {2, 3, VerdictKind::correct},
                                                      {3, 3, VerdictKind::infrastructure_error}}) {
    const Unreliable grader(failures);
    CHECK(judge_with_retries(grader, Problem(), Completion()).kind == kind);
    CHECK(grader.calls() == calls);
  }
}

TEST_CASE("verdicts are told in the order of the answers, whoever is done first") {
  std::vector<std::size_t> told;
  std::atomic<std::size_t> last_done = 0;
  judge_in_order(
      50, 4,
      [&](std::size_t i) {
        while (i == 0 && last_done == 0) {  // the first waits for another
        }
        last_done = i;
        Verdict verdict;
        verdict.reason = std::to_string(i);
        return verdict;
      },
      [&](std::size_t i, const Verdict& verdict) {
        CHECK(verdict.reason == std::to_string(i));
        told.push_back(i);
      });
  REQUIRE(told.size() == 50);
  for (std::size_t i = 0; i < told.size(); ++i) {
    CHECK(told[i] == i);
  }
}

}  // namespace
}  // namespace assay::cli
