#include "evals/runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "engine/core/error.hpp"
#include "evals/grading_pool.hpp"
#include "evals/timestamp.hpp"

namespace assay {

namespace {

constexpr int judge_attempts = 3;

/// A failure of the judge is tried again; one that stays is stored as such, never as a score.
Verdict judge(const Grader& grader, const Problem& problem, const Completion& completion) {
  Verdict verdict;
  for (int attempt = 0; attempt < judge_attempts; ++attempt) {
    verdict = grader.grade(problem, completion);
    if (verdict.kind != VerdictKind::infrastructure_error) {
      break;
    }
  }
  return verdict;
}

SampleKey full_of(const SampleKey& key) {
  return {key.suite, key.problem, key.index, SampleKind::full};
}

/// The budgets at which a sample forks: those that its thinking reached while it was open.
std::set<int> due_forks(const std::vector<int>& budgets, const Completion& completion) {
  const std::size_t thought = completion.thinking_tokens();
  // Out of tokens at the very budget: there is no room for a closing.
  const bool cut = completion.finish_reason == FinishReason::length && !completion.think_end;
  std::set<int> due;
  for (const int budget : budgets) {
    const auto tokens = static_cast<std::size_t>(budget);
    if (completion.think_end != 0 && (thought > tokens || (thought == tokens && !cut))) {
      due.insert(budget);
    }
  }
  return due;
}

struct WorkItem {
  const PlannedSuite* planned = nullptr;
  const Problem* problem = nullptr;
  SuiteProgress* progress = nullptr;
  int wanted = 0;
  std::vector<int> missing;
  int judged = 0;  ///< of the samples that count in a score
  int correct = 0;
  std::optional<std::size_t> place;  ///< among the suite's scores, once one is judged
};

/// Everything a run holds while it goes on.
class Session {
 public:
  Session(const RunPlan& plan, Generator& generator, const GraderFactory& graders, RunFile& file,
          Progress& progress)
      : plan_(plan), generator_(generator), file_(file), progress_(progress) {
    for (const PlannedSuite& planned : plan.suites) {
      graders_[planned.suite.grader] = graders(planned.suite.grader);
      file_.add_problems(planned.suite.name, planned.suite.problems);
    }
    read_finished();
    find_missing_forks();
    queue_work();
  }

  bool run(const std::atomic<bool>& stop) {
    progress_.started(progress_of_suites());
    {
      GradingPool pool(std::max<std::size_t>(1, plan_.grader_threads), plan_.window);
      judge_again(pool);
      decode(pool, stop);
      pool.drain();
    }
    progress_.finished();
    return !stop && unjudged_ == 0;
  }

 private:
  template <typename Action>
  auto locked(Action action) {
    const std::lock_guard lock(mutex_);
    return action();
  }

  void read_finished() {
    file_.for_each_verdict([&](const SampleKey& key, VerdictKind kind) {
      if (kind == VerdictKind::infrastructure_error) {
        judge_again_.push_back(key);
      } else {
        finished_.emplace(key, kind);
      }
      stored_.insert(key);
    });
  }

  /// A sample whose forks are not all there is drawn again, which gives it the same bytes.
  void find_missing_forks() {
    if (plan_.fork_budgets.empty()) {
      return;
    }
    std::map<SampleKey, std::set<int>> due;
    file_.for_each([&](const StoredSample& sample) {
      if (sample.key.kind == SampleKind::full) {
        due[sample.key] = due_forks(plan_.fork_budgets, sample.completion);
      } else if (sample.key.kind == SampleKind::budget_fork) {
        due[full_of(sample.key)].erase(sample.key.budget);
      }
    });
    for (const auto& [key, budgets] : due) {
      if (!budgets.empty()) {
        incomplete_.insert(key);
      }
    }
  }

  void queue_work() {
    const std::set<SampleKey> unjudged(judge_again_.begin(), judge_again_.end());
    for (const PlannedSuite& planned : plan_.suites) {
      SuiteProgress& suite = suites_.emplace_back();
      suite.suite = planned.suite.name;
      suite.total = planned.samples();
    }
    for (std::size_t s = 0; s < plan_.suites.size(); ++s) {
      const PlannedSuite& planned = plan_.suites[s];
      for (std::size_t p = 0; p < planned.suite.problems.size(); ++p) {
        const Problem& problem = planned.suite.problems[p];
        WorkItem item;
        item.planned = &planned;
        item.problem = &problem;
        item.progress = &suites_[s];
        item.wanted = planned.counts.at(p);
        for (int index = 0; index < item.wanted; ++index) {
          const SampleKey key{planned.suite.name, problem.id, index, SampleKind::full};
          if (const auto found = finished_.find(key); found != finished_.end()) {
            ++item.progress->done;
            count(item, index, found->second);
            if (incomplete_.contains(key)) {
              item.missing.push_back(index);
            }
          } else if (!unjudged.contains(key)) {
            item.missing.push_back(index);
          }
        }
        items_.push_back(std::move(item));
      }
    }
  }

  std::vector<SuiteProgress> progress_of_suites() const { return suites_; }

  /// Enters a judged sample into its problem's score.
  static void count(WorkItem& item, int index, VerdictKind kind) {
    if (index < item.planned->pilot) {
      return;
    }
    ++item.judged;
    item.correct += kind == VerdictKind::correct ? 1 : 0;
    std::vector<Score>& scores = item.progress->scores;
    if (!item.place) {
      item.place = scores.size();
      scores.push_back({{}, item.problem->cluster});
    }
    scores[*item.place].mean = statistics::problem_mean(item.judged, item.correct);
  }

  /// Samples whose judge failed in an earlier session: the trace is there, only the verdict is not.
  void judge_again(GradingPool& pool) {
    for (const SampleKey& key : judge_again_) {
      const auto item = std::find_if(items_.begin(), items_.end(), [&](const WorkItem& candidate) {
        return candidate.planned->suite.name == key.suite && candidate.problem->id == key.problem;
      });
      if (item == items_.end() || key.index >= item->wanted) {
        continue;
      }
      pool.push([this, key, item = &*item] {
        std::optional<StoredSample> stored = locked([&] { return file_.find(key); });
        const Verdict verdict =
            judge(*graders_.at(item->planned->suite.grader), *item->problem, stored->completion);
        locked([&] {
          file_.add_verdict(key, verdict);
          if (key.kind == SampleKind::full) {
            report(*item, key, verdict, 0);
          }
        });
      });
    }
  }

  void decode(GradingPool& pool, const std::atomic<bool>& stop) {
    std::size_t next_item = 0;
    std::size_t in_flight = 0;
    while (!stop) {
      while (next_item < items_.size() && in_flight < plan_.window) {
        in_flight += submit(next_item++, pool);
      }
      std::optional<Completion> completion = generator_.next();
      if (!completion) {
        if (next_item < items_.size() && !stop) {
          continue;
        }
        break;
      }
      in_flight -= completion->fork_budget ? 0 : 1;
      pool.push([this, done = std::move(*completion)] { judge_and_store(done); });
    }
    if (stop) {
      generator_.cancel();
      while (std::optional<Completion> completion = generator_.next()) {
        pool.push([this, done = std::move(*completion)] { judge_and_store(done); });
      }
    }
  }

  /// Gives the number of samples that are now in flight.
  std::size_t submit(std::size_t index, GradingPool& pool) {
    const WorkItem& item = items_[index];
    if (item.missing.empty()) {
      return 0;
    }
    Request request;
    request.tag = index;
    request.problem_key = item.planned->suite.name + "/" + item.problem->id;
    request.messages = messages_for(*item.problem, plan_.system_prompt);
    request.prompt_ids = generator_.render(request.messages).ids;
    if (!fits(request.prompt_ids)) {
      store_without_room(index, request.prompt_ids, pool);
      return 0;
    }
    request.sample_indices = item.missing;
    request.sampling = item.planned->sampling;
    request.think_budget = plan_.think_budget;
    request.fork_budgets = plan_.fork_budgets;
    request.think_extend = plan_.think_extend;
    request.seed = plan_.seed;
    generator_.submit(std::move(request));
    return item.missing.size();
  }

  [[nodiscard]] bool fits(const std::vector<std::int32_t>& prompt_ids) const {
    const int context = generator_.info().context;
    return context <= 0 || prompt_ids.size() < static_cast<std::size_t>(context);
  }

  /// A prompt that fills the context leaves no token for an answer: its samples are truncated
  /// before the first one.
  void store_without_room(std::size_t index, const std::vector<std::int32_t>& prompt_ids,
                          GradingPool& pool) {
    for (const int sample : items_[index].missing) {
      Completion completion;
      completion.tag = index;
      completion.sample_index = sample;
      completion.prompt_ids = prompt_ids;
      completion.finish_reason = FinishReason::length;
      pool.push([this, done = std::move(completion)] { judge_and_store(done); });
    }
  }

  void judge_and_store(const Completion& completion) {
    WorkItem& item = items_[completion.tag];
    StoredSample sample;
    sample.key = {item.planned->suite.name, item.problem->id, completion.sample_index,
                  completion.fork_budget ? SampleKind::budget_fork : SampleKind::full,
                  completion.fork_budget.value_or(0)};
    if (locked([&] { return stored_.contains(sample.key); })) {
      return;  // drawn again for the sake of its forks
    }
    sample.verdict = judge(*graders_.at(item.planned->suite.grader), *item.problem, completion);
    sample.completion = completion;
    sample.finished = utc_now();
    locked([&] {
      if (completion.fork_budget) {
        store_fork(std::move(sample));
        return;
      }
      append(sample);
      report(item, sample.key, sample.verdict, completion.tokens());
      if (const auto forks = waiting_forks_.extract(sample.key); !forks.empty()) {
        for (const StoredSample& fork : forks.mapped()) {
          append(fork);
        }
      }
    });
  }

  /// Called with the lock held. A fork may be judged before its parent, which must be stored first.
  void store_fork(StoredSample fork) {
    fork.parent = 0;  // the file finds the parent by its key
    unjudged_ += fork.verdict.kind == VerdictKind::infrastructure_error ? 1 : 0;
    const SampleKey parent = full_of(fork.key);
    if (stored_.contains(parent)) {
      append(fork);
    } else {
      waiting_forks_[parent].push_back(std::move(fork));
    }
  }

  /// Called with the lock held.
  void append(const StoredSample& sample) {
    file_.append(sample);
    stored_.insert(sample.key);
  }

  /// Called with the lock held.
  void report(WorkItem& item, const SampleKey& key, const Verdict& verdict, std::size_t tokens) {
    if (verdict.kind == VerdictKind::infrastructure_error) {
      ++unjudged_;
    } else {
      ++item.progress->done;
      count(item, key.index, verdict.kind);
    }
    progress_.sample(*item.progress, {key.suite, key.problem, key.index, verdict.kind, tokens},
                     generator_.tokens_generated());
  }

  const RunPlan& plan_;
  Generator& generator_;
  RunFile& file_;
  Progress& progress_;
  std::map<std::string, std::shared_ptr<const Grader>> graders_;
  std::map<SampleKey, VerdictKind> finished_;
  std::set<SampleKey> incomplete_;                                // samples that lack forks
  std::set<SampleKey> stored_;                                    // guarded by mutex_
  std::map<SampleKey, std::vector<StoredSample>> waiting_forks_;  // by parent; guarded by mutex_
  std::vector<SampleKey> judge_again_;
  std::vector<SuiteProgress> suites_;
  std::vector<WorkItem> items_;
  std::size_t unjudged_ = 0;
  std::mutex
      mutex_;  // guards file_, progress_, items_' scores, suites_ and unjudged_ while graders run
};

}  // namespace

std::size_t PlannedSuite::samples() const {
  std::size_t sum = 0;
  for (const int count : counts) {
    sum += static_cast<std::size_t>(count);
  }
  return sum;
}

std::vector<ChatMessage> messages_for(const Problem& problem, const std::string& system_prompt) {
  std::vector<ChatMessage> messages;
  if (!system_prompt.empty()) {
    messages.push_back({"system", system_prompt});
  }
  messages.push_back({"user", problem.prompt});
  return messages;
}

bool run(const RunPlan& plan, Generator& generator, const GraderFactory& graders, RunFile& file,
         Progress& progress, const std::atomic<bool>& stop) {
  return Session(plan, generator, graders, file, progress).run(stop);
}

}  // namespace assay
