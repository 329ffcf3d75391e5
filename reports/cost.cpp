#include "reports/cost.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace assay {

namespace {

/// "2026-01-31T12:00:05Z" as seconds since 1970; nothing for another form.
std::optional<double> seconds_of(const std::string& utc) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  double second = 0;
  // NOLINTNEXTLINE(cert-err34-c): the count of fields is checked.
  if (std::sscanf(utc.c_str(), "%4d-%2u-%2uT%2d:%2d:%lfZ", &year, &month, &day, &hour, &minute,
                  &second) != 6) {
    return std::nullopt;
  }
  const std::chrono::sys_days date =
      std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  return static_cast<double>(date.time_since_epoch().count()) * 86'400 + hour * 3600 + minute * 60 +
         second;
}

}  // namespace

double covered(std::vector<std::pair<double, double>> intervals) {
  std::sort(intervals.begin(), intervals.end());
  double sum = 0;
  double end = 0;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const double begin = i == 0 ? intervals[i].first : std::max(intervals[i].first, end);
    sum += std::max(0.0, intervals[i].second - begin);
    end = i == 0 ? intervals[i].second : std::max(end, intervals[i].second);
  }
  return sum;
}

double price_of(const Cost& cost, const Price& price) {
  const auto million = [](std::size_t tokens) { return static_cast<double>(tokens) / 1e6; };
  return million(cost.prompt_tokens - cost.cached_prompt_tokens) * price.input +
         million(cost.cached_prompt_tokens) * price.cached_input +
         million(cost.completion_tokens) * price.output;
}

void CostTally::add(const SampleRow& row) {
  ++cost_.samples;
  cost_.prompt_tokens += row.prompt_tokens;
  cost_.completion_tokens += row.completion_tokens;
  if (row.usage) {
    cost_.cached_prompt_tokens += std::min(row.usage->cached_prompt_tokens, row.prompt_tokens);
    cost_.estimated =
        cost_.estimated || row.usage->prompt_unknown || row.usage->completion_estimated;
  }
  const double seconds = (row.timings.prefill_ms + row.timings.decode_ms) / 1000;
  const std::optional<double> end = seconds_of(row.finished);
  if (seconds > 0 && end) {
    // The end lies somewhere in the stored second.
    busy_.emplace_back(*end - seconds, *end + 1);
    busy_sum_ += seconds;
  }
}

Cost CostTally::finish(const ModelInfo& model, std::size_t solved) && {
  cost_.solved = solved;
  if (!busy_.empty()) {
    cost_.device_seconds = std::min(covered(std::move(busy_)), busy_sum_);
    if (model.numerics.backend == "cuda") {
      cost_.gpu_seconds = cost_.device_seconds;
    }
  }
  if (model.price) {
    cost_.money = price_of(cost_, *model.price);
    cost_.currency = model.price->currency;
  }
  return std::move(cost_);
}

}  // namespace assay
