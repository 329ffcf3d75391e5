#include "engine/remote/job_schedule.hpp"

#include "tests/support/catch.hpp"

namespace assay::remote {
namespace {

Clock::TimePoint at(int seconds) { return Clock::TimePoint(std::chrono::seconds(seconds)); }

Job job_of(std::vector<int> samples) {
  Job job;
  job.samples = std::move(samples);
  return job;
}

/// Samples of the jobs that are taken at one moment, in order.
std::vector<int> taken(JobSchedule& jobs, int seconds) {
  std::vector<int> samples;
  while (const std::optional<Job> job = jobs.take(at(seconds))) {
    samples.insert(samples.end(), job->samples.begin(), job->samples.end());
  }
  return samples;
}

TEST_CASE("jobs are taken in their order, and what failed comes first when its time has come") {
  JobSchedule jobs;
  jobs.add(job_of({1}));
  jobs.add(job_of({2}));
  jobs.add_later(at(10), job_of({3}));
  CHECK(jobs.take(at(9))->samples == std::vector<int>{1});
  CHECK(taken(jobs, 10) == std::vector<int>{3, 2});
  CHECK(jobs.empty());
  CHECK_FALSE(jobs.due());
}

TEST_CASE("a job that is split goes first, sample by sample") {
  JobSchedule jobs;
  jobs.add(job_of({9}));
  jobs.add_split(job_of({1, 2, 3}));
  CHECK(taken(jobs, 0) == std::vector<int>{1, 2, 3, 9});
}

TEST_CASE("during a pause nothing is taken, and the longest pause counts") {
  JobSchedule jobs;
  jobs.add(job_of({1}));
  jobs.pause_until(at(20));
  jobs.pause_until(at(5));
  CHECK_FALSE(jobs.take(at(19)));
  CHECK(*jobs.due() == at(20));
  CHECK(taken(jobs, 20) == std::vector<int>{1});
}

TEST_CASE("without a job that is ready, the first that waits says when to look again") {
  JobSchedule jobs;
  jobs.add_later(at(7), job_of({1}));
  jobs.add_later(at(4), job_of({2}));
  CHECK(*jobs.due() == at(4));
  jobs.clear();
  CHECK(jobs.empty());
}

}  // namespace
}  // namespace assay::remote
