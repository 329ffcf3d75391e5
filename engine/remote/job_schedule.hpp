// What is still to be asked of a server, and when: what was never asked for in its order, what
// failed after its back-off, and nothing while the server wants to be left alone.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/generator.hpp"
#include "engine/remote/clock.hpp"

namespace assay::remote {

/// Samples that are asked for together, and how often that has failed.
struct Job {
  std::shared_ptr<const Request> request;
  std::vector<int> samples;
  int max_tokens = 0;
  int failures = 0;
  std::uint64_t successes_seen = 0;  ///< of all jobs, when last told to slow down
  bool shown = false;                ///< on_text has had a part of an answer
  Clock::TimePoint submitted;
};

class JobSchedule {
 public:
  void add(Job job) { ready_.push_back(std::move(job)); }
  void add_first(Job job) { ready_.push_front(std::move(job)); }

  /// Each sample as a job of its own, before all others.
  void add_split(Job job);

  void add_later(Clock::TimePoint due, Job job) { waiting_.emplace(due, std::move(job)); }

  /// Nothing is taken before `end`, nor before any earlier such end.
  void pause_until(Clock::TimePoint end);

  /// The job to ask for now, if there is one.
  [[nodiscard]] std::optional<Job> take(Clock::TimePoint now);

  /// When take() is worth another try; nothing where there is no job.
  [[nodiscard]] std::optional<Clock::TimePoint> due() const;

  [[nodiscard]] bool empty() const noexcept { return ready_.empty() && waiting_.empty(); }

  /// Drops all jobs; a pause goes on.
  void clear();

 private:
  std::deque<Job> ready_;
  std::multimap<Clock::TimePoint, Job> waiting_;
  Clock::TimePoint paused_until_;
};

}  // namespace assay::remote
