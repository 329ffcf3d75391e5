// A replay as JSON, and back for the gate.
#include <fmt/format.h>

#include <cmath>

#include "engine/core/error.hpp"
#include "reports/drift/drift_report.hpp"

namespace assay {

namespace {

using nlohmann::json;

constexpr int schema_version = 1;

json model_json(const DriftModel& model) {
  return {{"name", model.name}, {"hash", model.hash}, {"numerics", model.numerics}};
}

DriftModel read_model(const json& document) {
  return {document.at("name").get<std::string>(), document.at("hash").get<std::string>(),
          document.at("numerics").get<std::string>()};
}

json mean_json(const statistics::PairedDifference& mean) {
  return {{"mean", mean.difference},
          {"standard_error", mean.standard_error ? json(*mean.standard_error) : json()},
          {"problems", mean.problems}};
}

json trace_json(const TraceDrift& trace) {
  json first;
  if (trace.first) {
    first = {
        {"at", trace.first->at}, {"stored", trace.first->stored}, {"chosen", trace.first->chosen}};
  }
  return {{"suite", trace.name.suite},      {"problem", trace.name.problem},
          {"sample", trace.name.sample},    {"tokens", trace.tokens},
          {"change", trace.change},         {"largest", trace.largest},
          {"largest_at", trace.largest_at}, {"divergence", trace.divergence},
          {"parts", std::move(first)}};
}

/// A mean size or a divergence: below 0, or without an end, it is none.
double size_in(const json& row, const char* field) {
  const double value = row.at(field).get<double>();
  if (!std::isfinite(value) || value < 0) {
    throw DataError(fmt::format("{} is {}, but must be 0 or more", field, value));
  }
  return value;
}

TraceDrift read_trace(const json& row) {
  TraceDrift trace;
  trace.name.suite = row.at("suite").get<std::string>();
  trace.name.problem = row.at("problem").get<std::string>();
  trace.name.sample = row.at("sample").get<int>();
  trace.tokens = row.at("tokens").get<std::size_t>();
  trace.change = size_in(row, "change");
  trace.largest = size_in(row, "largest");
  trace.divergence = size_in(row, "divergence");
  return trace;
}

}  // namespace

nlohmann::json to_json(const DriftReport& report) {
  json bands = json::array();
  for (const DriftBand& band : report.bands()) {
    bands.push_back({{"begin", band.begin},
                     {"end", band.end},
                     {"tokens", band.tokens},
                     {"change", band.change},
                     {"largest", band.largest},
                     {"divergence", band.divergence}});
  }
  json traces = json::array();
  for (const TraceDrift& trace : report.traces()) {
    traces.push_back(trace_json(trace));
  }
  return {{"schema_version", schema_version},
          {"run", report.run},
          {"before", model_json(report.before)},
          {"after", model_json(report.after)},
          {"tokens", report.tokens()},
          {"left_out", report.left_out},
          {"exact", report.exact()},
          {"change", mean_json(report.change())},
          {"divergence", mean_json(report.divergence())},
          {"parted", report.parted().size()},
          {"bands", std::move(bands)},
          {"traces", std::move(traces)}};
}

DriftReport read_drift(std::string_view text, const std::string& path) {
  DriftReport report;
  try {
    const json document = json::parse(text);
    if (document.at("schema_version") != schema_version) {
      throw DataError(fmt::format("schema_version is {}, and this version of assay reads {}",
                                  document.at("schema_version").dump(), schema_version));
    }
    report.run = document.at("run").get<std::string>();
    report.before = read_model(document.at("before"));
    report.after = read_model(document.at("after"));
    for (const json& row : document.at("traces")) {
      report.traces_.push_back(read_trace(row));
    }
  } catch (const json::exception& error) {
    throw DataError(
        fmt::format("{}: no drift as 'assay replay --json' writes it: {}", path, error.what()));
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}: {}", path, error.what()));
  }
  if (report.traces_.empty()) {
    throw DataError(path + ": holds no traces; replay a run that has some");
  }
  return report;
}

}  // namespace assay
