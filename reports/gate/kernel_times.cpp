#include "reports/gate/kernel_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "reports/statistics/moments.hpp"

namespace assay {

namespace {

using nlohmann::json;

double nanoseconds_of(const std::string& unit) {
  const std::map<std::string, double> units = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
  const auto found = units.find(unit);
  if (found == units.end()) {
    throw DataError(fmt::format("time_unit \"{}\" is none of ns, us, ms, s", unit));
  }
  return found->second;
}

void add_row(const json& row, const std::string& time, KernelTimes& times) {
  const std::string name = row.at("name").get<std::string>();
  if (row.value("error_occurred", false)) {
    throw InfrastructureError(fmt::format("{} ended with an error: {}", name,
                                          row.value("error_message", std::string("no message"))));
  }
  if (row.value("run_type", std::string("iteration")) != "iteration") {
    return;
  }
  const double value =
      row.at(time).get<double>() * nanoseconds_of(row.value("time_unit", std::string("ns")));
  if (!(value > 0) || !std::isfinite(value)) {
    throw DataError(fmt::format("{}: {} is {}, not above 0", name, time, value));
  }
  times[row.value("run_name", name)].push_back(value);
}

std::vector<double> logarithms(const std::vector<double>& times) {
  std::vector<double> logs(times.size());
  std::transform(times.begin(), times.end(), logs.begin(), [](double t) { return std::log(t); });
  return logs;
}

}  // namespace

KernelTimes read_kernel_times(const std::string& text, const std::string& path,
                              const std::string& time) {
  KernelTimes times;
  try {
    const json document = json::parse(text);
    for (const json& row : document.at("benchmarks")) {
      add_row(row, time, times);
    }
  } catch (const json::exception& error) {
    throw DataError(fmt::format("{}: no JSON of Google Benchmark: {}", path, error.what()));
  } catch (const InfrastructureError& error) {
    throw InfrastructureError(path + ": " + error.what());
  } catch (const DataError& error) {
    throw DataError(path + ": " + error.what());
  }
  if (times.empty()) {
    throw DataError(fmt::format(
        "{}: holds no times of single repetitions; run without --benchmark_report_aggregates_only",
        path));
  }
  return times;
}

statistics::PairedDifference slowdown(const std::vector<double>& before,
                                      const std::vector<double>& after) {
  const std::vector<double> a = logarithms(before);
  const std::vector<double> b = logarithms(after);
  statistics::PairedDifference change;
  change.difference = statistics::mean(b) - statistics::mean(a);
  change.problems = std::min(a.size(), b.size());
  if (change.problems < 2) {
    return change;
  }
  const auto n_a = static_cast<double>(a.size());
  const auto n_b = static_cast<double>(b.size());
  const double part_a = statistics::sample_variance(a) / n_a;
  const double part_b = statistics::sample_variance(b) / n_b;
  const double total = part_a + part_b;
  change.parts.total = total;
  change.standard_error = std::sqrt(total);
  change.degrees_of_freedom =
      total > 0 ? total * total / (part_a * part_a / (n_a - 1) + part_b * part_b / (n_b - 1)) : 1;
  return change;
}

}  // namespace assay
