#include "reports/drift/drift_report.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "reports/statistics/moments.hpp"

namespace assay {

namespace {

constexpr std::size_t first_band = 16;
constexpr std::size_t band_factor = 4;

/// Grows `bands` until one of them holds `position`.
DriftBand& band_of(std::vector<DriftBand>& bands, std::size_t position) {
  while (bands.empty() || bands.back().end <= position) {
    const std::size_t begin = bands.empty() ? 0 : bands.back().end;
    bands.push_back({begin, std::max(first_band, begin * band_factor), 0, 0, 0, 0});
  }
  return *std::find_if(bands.begin(), bands.end(),
                       [&](const DriftBand& band) { return position < band.end; });
}

void take(TraceDrift& trace, std::size_t position, double change) {
  trace.change += change;
  if (change > trace.largest) {
    trace.largest = change;
    trace.largest_at = position;
  }
}

bool same_problem(const TraceDrift& a, const TraceDrift& b) {
  return a.name.suite == b.name.suite && a.name.problem == b.name.problem;
}

/// Question by question, against no drift.
statistics::PairedDifference by_problem(const std::vector<TraceDrift>& traces,
                                        double TraceDrift::*value) {
  std::vector<statistics::ProblemMean> problems;
  std::vector<double> samples;
  for (std::size_t i = 0; i < traces.size(); ++i) {
    samples.push_back(traces[i].*value);
    if (i + 1 == traces.size() || !same_problem(traces[i], traces[i + 1])) {
      problems.push_back(
          statistics::difference_by_sample(std::vector<double>(samples.size(), 0.0), samples));
      samples.clear();
    }
  }
  return problems.empty() ? statistics::PairedDifference{}
                          : statistics::paired_difference(problems);
}

}  // namespace

void DriftReport::add(TraceName name, std::span<const TokenDrift> drifts,
                      const std::function<std::string(std::int32_t)>& text) {
  TraceDrift trace;
  trace.name = std::move(name);
  trace.tokens = drifts.size();
  for (std::size_t at = 0; at < drifts.size(); ++at) {
    const TokenDrift& drift = drifts[at];
    const double change = std::abs(double{drift.after} - double{drift.before});
    take(trace, at, change);
    trace.divergence += drift.divergence;
    DriftBand& band = band_of(bands_, at);
    ++band.tokens;
    band.change += change;
    band.largest = std::max(band.largest, change);
    band.divergence += drift.divergence;
    if (!trace.first && drift.chosen != drift.token) {
      trace.first = {at, text(drift.token), text(drift.chosen)};
    }
  }
  if (trace.tokens > 0) {
    trace.change /= static_cast<double>(trace.tokens);
    trace.divergence /= static_cast<double>(trace.tokens);
  }
  traces_.push_back(std::move(trace));
}

std::size_t DriftReport::tokens() const noexcept {
  std::size_t sum = 0;
  for (const TraceDrift& trace : traces_) {
    sum += trace.tokens;
  }
  return sum;
}

std::vector<DriftBand> DriftReport::bands() const {
  std::vector<DriftBand> means;
  for (DriftBand band : bands_) {
    if (band.tokens > 0) {
      band.change /= static_cast<double>(band.tokens);
      band.divergence /= static_cast<double>(band.tokens);
      means.push_back(band);
    }
  }
  return means;
}

statistics::PairedDifference DriftReport::change() const {
  return by_problem(traces_, &TraceDrift::change);
}

statistics::PairedDifference DriftReport::divergence() const {
  return by_problem(traces_, &TraceDrift::divergence);
}

bool DriftReport::exact() const noexcept {
  return std::all_of(traces_.begin(), traces_.end(), [](const TraceDrift& trace) {
    return trace.largest == 0 && trace.divergence == 0;
  });
}

std::vector<const TraceDrift*> DriftReport::parted() const {
  std::vector<const TraceDrift*> found;
  for (const TraceDrift& trace : traces_) {
    if (trace.first) {
      found.push_back(&trace);
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const TraceDrift* a, const TraceDrift* b) {
    return a->first->at < b->first->at;
  });
  return found;
}

}  // namespace assay
