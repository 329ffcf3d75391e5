#include "engine/remote/flight.hpp"

#include <chrono>

#include "engine/remote/answer.hpp"

namespace assay::remote {

namespace {

double ms_between(Clock::TimePoint from, Clock::TimePoint to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

}  // namespace

Completion completion_of(const Flight& flight, std::size_t choice, const RemoteModel& model,
                         Clock::TimePoint now) {
  const Job& job = flight.job;
  ReportedUsage usage = flight.reader->usage();
  if (job.samples.size() > 1) {  // the server's count is of all choices together
    usage.completion_tokens.reset();
    usage.reasoning_tokens.reset();
  }
  Completion completion =
      to_completion(flight.reader->choices()[choice], usage, think_mode(model), job.request->stop);
  completion.tag = job.request->tag;
  completion.sample_index = job.samples[choice];
  const Clock::TimePoint first = flight.first_piece.value_or(now);
  completion.timings.queue_ms = ms_between(job.submitted, flight.started);
  completion.timings.prefill_ms = model.stream ? ms_between(flight.started, first) : 0;
  completion.timings.decode_ms = ms_between(model.stream ? first : flight.started, now);
  return completion;
}

}  // namespace assay::remote
