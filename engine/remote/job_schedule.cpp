#include "engine/remote/job_schedule.hpp"

#include <algorithm>
#include <utility>

namespace assay::remote {

void JobSchedule::add_split(Job job) {
  std::vector<int> samples = std::exchange(job.samples, {});
  std::reverse(samples.begin(), samples.end());  // each goes to the front
  for (const int sample : samples) {
    job.samples = {sample};
    ready_.push_front(job);
  }
}

void JobSchedule::pause_until(Clock::TimePoint end) {
  paused_until_ = std::max(paused_until_, end);
}

std::optional<Job> JobSchedule::take(Clock::TimePoint now) {
  const auto end = waiting_.upper_bound(now);
  std::for_each(waiting_.begin(), end,
                [this](auto& entry) { ready_.push_front(std::move(entry.second)); });
  waiting_.erase(waiting_.begin(), end);
  if (ready_.empty() || now < paused_until_) {
    return std::nullopt;
  }
  std::optional<Job> job = std::move(ready_.front());
  ready_.pop_front();
  return job;
}

std::optional<Clock::TimePoint> JobSchedule::due() const {
  std::optional<Clock::TimePoint> due;
  if (!ready_.empty()) {
    due = paused_until_;
  }
  if (!waiting_.empty()) {
    due = std::min(due.value_or(waiting_.begin()->first), waiting_.begin()->first);
  }
  return due;
}

void JobSchedule::clear() {
  ready_.clear();
  waiting_.clear();
}

}  // namespace assay::remote
