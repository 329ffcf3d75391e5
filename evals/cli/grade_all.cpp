#include "evals/cli/grade_all.hpp"

#include <map>
#include <mutex>

#include "evals/grading_pool.hpp"

namespace assay::cli {

namespace {

constexpr int judge_attempts = 3;

}  // namespace

Verdict judge_with_retries(const Grader& grader, const Problem& problem,
                           const Completion& completion) {
  Verdict verdict;
  for (int attempt = 0; attempt < judge_attempts; ++attempt) {
    verdict = grader.grade(problem, completion);
    if (verdict.kind != VerdictKind::infrastructure_error) {
      break;
    }
  }
  return verdict;
}

void judge_in_order(std::size_t count, std::size_t workers,
                    const std::function<Verdict(std::size_t)>& judge,
                    const std::function<void(std::size_t, const Verdict&)>& tell) {
  std::mutex mutex;
  std::map<std::size_t, Verdict> waiting;  // for those before them
  std::size_t next = 0;
  GradingPool pool(workers, 2 * workers);
  for (std::size_t i = 0; i < count; ++i) {
    pool.push([&, i] {
      Verdict verdict = judge(i);
      const std::lock_guard lock(mutex);
      waiting.emplace(i, std::move(verdict));
      for (auto first = waiting.begin(); first != waiting.end() && first->first == next; ++next) {
        tell(first->first, first->second);
        first = waiting.erase(first);
      }
    });
  }
  pool.drain();
}

}  // namespace assay::cli
