#include "reports/export/eee.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/core/atomic_file.hpp"
#include "engine/core/hash.hpp"
#include "reports/export/fields.hpp"
#include "reports/export/suite_writer.hpp"
#include "reports/run/pilot.hpp"
#include "reports/run/sample_json.hpp"

namespace assay {

namespace {

using exports::Metric;
using nlohmann::json;

constexpr const char* schema_version = "0.3.0";

/// ASCII only: their validator takes U+2028 and the like for ends of lines.
std::string line_of(const json& row) {
  return row.dump(-1, ' ', true, json::error_handler_t::replace) + "\n";
}

/// "developer/name", which the schema asks for; a model without a developer is filed under
/// "unknown".
std::string model_id(const ModelInfo& model) {
  if (model.name.find('/') != std::string::npos) {
    return model.name;
  }
  return (model.source == "builtin" ? "assay/" : "unknown/") + model.name;
}

struct Place {
  std::string developer;
  std::string model;
};

Place place_of(const std::string& id) {
  const std::size_t slash = id.find('/');
  return {exports::file_name(id.substr(0, slash)), exports::file_name(id.substr(slash + 1))};
}

json model_info(const Manifest& manifest) {
  const ModelInfo& model = manifest.model;
  const std::string id = model_id(model);
  const bool remote = model.numerics.backend == "remote";
  json info = {{"name", model.name},
               {"id", id},
               {"developer", id.substr(0, id.find('/'))},
               {"additional_details",
                {{"deployment_type", remote ? "unknown" : "self_deployed"},
                 {"model_availability", model.source == "builtin" ? "open_weights" : "unknown"},
                 {"source", model.source},
                 {"weights_sha256", model.hash},
                 {"architecture", model.architecture},
                 {"hardware", model.hardware},
                 {"numerics", model.numerics.text()}}}};
  if (!remote) {
    info["inference_engine"] = {{"name", "assay"}, {"version", manifest.version}};
  }
  return info;
}

/// One suite: rows as they come, the aggregate at the end.
class Record : public exports::SuiteWriter {
 public:
  Record(const Summary& summary, const SuiteSummary& suite, const std::filesystem::path& directory,
         std::vector<std::filesystem::path>& written)
      : summary_(summary),
        suite_(suite),
        model_id_(model_id(manifest().model)),
        evaluation_id_(fmt::format("{}/{}/{}", suite.entry.name, model_id_,
                                   exports::unix_seconds(manifest().created))),
        relative_(fmt::format("data/{}/{}/{}", exports::file_name(suite.entry.name),
                              place_of(model_id_).developer, place_of(model_id_).model)),
        stem_(exports::uuid_of(exports::suite_identity(manifest(), suite.entry))),
        folder_(exports::make_directory(directory / relative_)),
        rows_(folder_ / (stem_ + "_samples.jsonl")),
        written_(written) {}

  void add(const Problem& problem, std::size_t /*number*/, const StoredSample& sample) override {
    if (sample.verdict.kind == VerdictKind::infrastructure_error) {
      return;
    }
    const std::string line = line_of(row(problem, sample));
    rows_.write(line);
    hash_.update(line);
    ++n_rows_;
  }

  void finish() override {
    AtomicFile aggregate(folder_ / (stem_ + ".json"));
    aggregate.write(aggregate_json().dump(2, ' ', true, json::error_handler_t::replace) + "\n");
    if (n_rows_ > 0) {  // their validator wants no file of rows where there are none
      rows_.commit();
      written_.push_back(folder_ / (stem_ + "_samples.jsonl"));
    }
    aggregate.commit();
    written_.push_back(folder_ / (stem_ + ".json"));
  }

 private:
  [[nodiscard]] const Manifest& manifest() const { return summary_.manifest; }

  [[nodiscard]] json row(const Problem& problem, const StoredSample& sample) const {
    const Completion& completion = sample.completion;
    const std::string target = exports::target_text(problem);
    const exports::TokenCounts tokens = exports::token_counts(completion);
    const Timings& timings = completion.timings;
    const bool correct = sample.verdict.kind == VerdictKind::correct;
    json row = {{"schema_version", schema_version},
                {"evaluation_id", evaluation_id_},
                {"model_id", model_id_},
                {"evaluation_name", suite_.entry.name},
                {"evaluation_result_id", "pass@1"},
                {"sample_id", problem.id},
                {"sample_hash", sha256_hex(problem.prompt + target)},
                {"interaction_type", "single_turn"},
                {"input", {{"raw", problem.prompt}, {"reference", json::array({target})}}},
                {"output", {{"raw", json::array({completion.answer})}}},
                {"answer_attribution", json::array({{{"turn_idx", 0},
                                                     {"source", "output.raw"},
                                                     {"extracted_value", sample.verdict.extracted},
                                                     {"extraction_method", sample.verdict.grader},
                                                     {"is_terminal", true}}})},
                {"evaluation", {{"score", correct ? 1.0 : 0.0}, {"is_correct", correct}}},
                {"token_usage",
                 {{"input_tokens", tokens.prompt},
                  {"output_tokens", tokens.completion},
                  {"total_tokens", tokens.prompt + tokens.completion},
                  {"input_tokens_cache_read", tokens.cached},
                  {"reasoning_tokens", tokens.reasoning}}},
                {"performance",
                 {{"latency_ms", timings.queue_ms + timings.prefill_ms + timings.decode_ms},
                  {"time_to_first_token_ms", timings.queue_ms + timings.prefill_ms},
                  {"generation_time_ms", timings.decode_ms}}},
                {"metadata", row_metadata(problem, sample)}};
    if (!completion.thinking.empty()) {
      row["output"]["reasoning_trace"] = json::array({completion.thinking});
    }
    return row;
  }

  /// The schema wants strings.
  [[nodiscard]] static json row_metadata(const Problem& problem, const StoredSample& sample) {
    json metadata = {{"sample_index", std::to_string(sample.key.index)},
                     {"verdict", to_string(sample.verdict.kind)},
                     {"reason", sample.verdict.reason},
                     {"finish_reason", to_string(sample.completion.finish_reason)},
                     {"thinking_closed", sample.completion.think_end ? "true" : "false"},
                     {"digest", sample_digest(sample)}};
    if (!problem.subject.empty()) {
      metadata["subject"] = problem.subject;
    }
    if (problem.level > 0) {
      metadata["level"] = std::to_string(problem.level);
    }
    return metadata;
  }

  [[nodiscard]] json result(const Metric& metric) const {
    const exports::SampleCounts samples = exports::sample_counts(suite_);
    json score = {{"score", metric.estimate.value},
                  {"details",
                   {{"problems", std::to_string(metric.estimate.problems)},
                    {"scored_samples", std::to_string(samples.scored)},
                    {"expected_samples", std::to_string(samples.expected)}}},
                  {"uncertainty", {{"num_samples", metric.estimate.problems}}}};
    const json verdicts = exports::verdict_counts(suite_);
    for (const auto& [verdict, count] : verdicts.items()) {
      score["details"]["verdict_" + verdict] = count.dump();
    }
    if (metric.estimate.standard_error) {
      score["uncertainty"]["standard_error"] = {
          {"value", *metric.estimate.standard_error},
          {"method", "analytic, between problems (clustered where the suite has clusters)"}};
    }
    return {{"evaluation_result_id", metric.name},
            {"evaluation_name", suite_.entry.name},
            {"source_data",
             {{"dataset_name", suite_.entry.name},
              {"source_type", "other"},
              {"additional_details",
               {{"title", suite_.entry.title},
                {"suite_sha256", suite_.entry.hash},
                {"problems", std::to_string(suite_.problems)},
                {"suite_size", std::to_string(suite_.entry.suite_size)}}}}},
            {"evaluation_timestamp", manifest().created},
            {"metric_config",
             {{"metric_id", metric.kind == "pass" ? "pass_at_k" : "cons_at_k"},
              {"metric_name", metric.name},
              {"metric_kind", metric.kind == "pass" ? "pass_rate" : "accuracy"},
              {"metric_unit", "proportion"},
              {"metric_parameters",
               {{"k", metric.k}, {"samples_per_problem", samples_of_each(suite_.entry)}}},
              {"lower_is_better", false},
              {"score_type", "continuous"},
              {"min_score", 0.0},
              {"max_score", 1.0}}},
            {"score_details", std::move(score)},
            {"generation_config", generation_config()}};
  }

  [[nodiscard]] json generation_config() const {
    const SamplingParams& sampling = suite_.entry.sampling;
    json args = {{"temperature", sampling.temperature},
                 {"top_p", sampling.top_p},
                 {"max_tokens", sampling.max_tokens},
                 {"reasoning", suite_.thinking.max > 0}};
    if (sampling.top_k > 0) {
      args["top_k"] = sampling.top_k;
    }
    if (!manifest().command.empty()) {
      args["execution_command"] = manifest().command;
    }
    if (!manifest().sandbox_level.empty()) {
      args["sandbox"] = {{"type", manifest().sandbox_level}};
    }
    const std::vector<std::string> notes = exports::notes_of(summary_, suite_);
    return {{"generation_args", std::move(args)},
            {"additional_details",
             {{"seed", std::to_string(manifest().seed)},
              {"min_p", fmt::format("{}", sampling.min_p)},
              {"system_prompt", manifest().system_prompt},
              {"notes", fmt::format("{}", fmt::join(notes, "\n"))}}}};
  }

  [[nodiscard]] json aggregate_json() {
    json results = json::array();
    for (const Metric& metric : exports::metrics_of(suite_)) {
      results.push_back(result(metric));
    }
    json document = {
        {"schema_version", schema_version},
        {"evaluation_id", evaluation_id_},
        {"evaluation_timestamp", manifest().created},
        {"retrieved_timestamp", std::to_string(exports::unix_seconds(manifest().created))},
        {"source_metadata",
         {{"source_name", "assay run file"},
          {"source_type", "evaluation_run"},
          {"source_organization_name", "unknown"},
          {"evaluator_relationship", "other"},
          {"additional_details", {{"host", manifest().host}}}}},
        {"eval_library",
         {{"name", "assay"},
          {"version", manifest().version},
          {"additional_details",
           {{"git_commit", manifest().git_commit},
            {"git_dirty", manifest().git_dirty ? "true" : "false"}}}}},
        {"model_info", model_info(manifest())},
        {"evaluation_results", std::move(results)}};
    if (n_rows_ > 0) {
      document["detailed_evaluation_results"] = {
          {"format", "jsonl"},
          {"file_path", relative_ + "/" + stem_ + "_samples.jsonl"},
          {"hash_algorithm", "sha256"},
          {"checksum", to_hex(hash_.digest())},
          {"total_rows", n_rows_}};
    }
    return document;
  }

  const Summary& summary_;
  const SuiteSummary& suite_;
  std::string model_id_;
  std::string evaluation_id_;
  std::string relative_;  ///< the folder, below the data store's root
  std::string stem_;
  std::filesystem::path folder_;
  AtomicFile rows_;
  std::vector<std::filesystem::path>& written_;
  Sha256 hash_;
  std::size_t n_rows_ = 0;
};

}  // namespace

std::vector<std::filesystem::path> export_eee(const RunFile& file,
                                              const std::filesystem::path& directory) {
  const Summary summary = summarize(file, {});
  std::vector<std::filesystem::path> written;
  exports::write_suites(file, summary,
                        [&](const SuiteSummary& suite, const std::vector<const Problem*>&) {
                          return std::make_unique<Record>(summary, suite, directory, written);
                        });
  return written;
}

}  // namespace assay
