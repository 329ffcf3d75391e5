#include "engine/serving/http/metrics.hpp"

#include <fmt/format.h>

namespace assay::http {

namespace {

std::string heading(const char* name, const char* type, const char* help) {
  return fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

template <typename Value>
std::string single(const char* name, const char* type, const char* help, Value value) {
  return heading(name, type, help) + fmt::format("{} {}\n", name, value);
}

std::string engine_text(const LocalGenerator::Load& load) {
  return single("assay_samples_running", "gauge", "Samples decoded together.", load.running) +
         single("assay_samples_pending", "gauge", "Samples not finished.", load.pending) +
         single("assay_generated_tokens_total", "counter", "Tokens generated.", load.generated) +
         single("assay_cached_prompt_tokens_total", "counter",
                "Tokens of prompts found in the prefix cache.", load.cached_prompt_tokens) +
         single("assay_preemptions_total", "counter",
                "Samples that gave their pages back and were fed again.", load.preemptions) +
         single("assay_cache_pages", "gauge", "Pages of the cache.", load.total_pages) +
         single("assay_cache_pages_free", "gauge", "Pages that no sample holds.", load.free_pages);
}

}  // namespace

void RequestMetrics::count(int status, double seconds) {
  ++by_status_[status];
  ++requests_;
  seconds_ += seconds;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    at_most_[i] += seconds <= bounds[i] ? 1 : 0;
  }
}

std::string RequestMetrics::text(const LocalGenerator::Load& load, std::size_t in_flight,
                                 std::size_t choices, std::size_t limit) const {
  std::string text = heading("assay_requests_total", "counter",
                             "Requests by status, monitoring apart; 499: the client hung up.");
  for (const auto& [status, count] : by_status_) {
    text += fmt::format("assay_requests_total{{code=\"{}\"}} {}\n", status, count);
  }
  text += single("assay_requests_in_flight", "gauge", "Requests not answered.", in_flight);
  text += single("assay_queue_choices", "gauge", "Choices that they ask for.", choices);
  text += single("assay_queue_limit", "gauge", "Most choices at a time.", limit);
  text += engine_text(load);
  text += heading("assay_request_seconds", "histogram", "From a request to the end of its answer.");
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    text += fmt::format("assay_request_seconds_bucket{{le=\"{}\"}} {}\n", bounds[i], at_most_[i]);
  }
  text += fmt::format(
      "assay_request_seconds_bucket{{le=\"+Inf\"}} {0}\nassay_request_seconds_sum "
      "{1}\nassay_request_seconds_count {0}\n",
      requests_, seconds_);
  return text;
}

}  // namespace assay::http
