// A job that a server is answering, and what has come of the answer.
#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/remote/clock.hpp"
#include "engine/remote/job_schedule.hpp"
#include "engine/remote/remote_model.hpp"
#include "engine/remote/response.hpp"
#include "engine/remote/thinking.hpp"

namespace assay::remote {

struct Flight {
  Job job;
  nlohmann::json body;                 ///< of the request
  std::unique_ptr<ThinkStream> shown;  ///< null where nobody looks on
  std::unique_ptr<ResponseReader> reader;
  Clock::TimePoint started;
  std::optional<Clock::TimePoint> first_piece;
};

/// The sample job.samples[choice], whose answer has ended `now`.
[[nodiscard]] Completion completion_of(const Flight& flight, std::size_t choice,
                                       const RemoteModel& model, Clock::TimePoint now);

}  // namespace assay::remote
