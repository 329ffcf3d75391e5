#include "reports/export/lm_eval.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/atomic_file.hpp"
#include "engine/core/hash.hpp"
#include "reports/export/fields.hpp"
#include "reports/export/suite_writer.hpp"
#include "reports/run/pilot.hpp"
#include "reports/run/sample_json.hpp"
#include "reports/statistics/pass_at_k.hpp"

namespace assay {

namespace {

using nlohmann::json;

/// The harness's own name for pass@1 of mathematics.
std::string metric_name(const std::string& grader, const exports::Metric& metric) {
  return grader == "math" && metric.kind == "pass" && metric.k == 1 ? "exact_match" : metric.name;
}

/// As the harness does it for names of models.
std::string model_folder(const std::string& model) {
  std::string name;
  for (const char c : model) {
    name += c == '/' ? "__" : std::string(1, c);
  }
  return exports::file_name(name);
}

std::string file_time(const Manifest& manifest) {
  std::string time = manifest.created;
  std::replace(time.begin(), time.end(), ':', '-');
  return exports::file_name(time);
}

json generation_kwargs(const SamplingParams& sampling) {
  return {{"until", json::array()},
          {"do_sample", !sampling.greedy()},
          {"temperature", sampling.temperature},
          {"top_p", sampling.top_p},
          {"top_k", sampling.top_k},
          {"min_p", sampling.min_p},
          {"max_gen_toks", sampling.max_tokens}};
}

json doc_of(const Problem& problem) {
  return {{"id", problem.id},       {"question", problem.question},
          {"answer", problem.gold}, {"subject", problem.subject},
          {"level", problem.level}, {"cluster", problem.cluster}};
}

/// The rows of one suite.
class SamplesFile : public exports::SuiteWriter {
 public:
  SamplesFile(const SuiteSummary& suite, const std::filesystem::path& path)
      : suite_(suite), file_(path) {}

  void add(const Problem& problem, std::size_t number, const StoredSample& sample) override {
    if (problem_ != &problem) {
      write_row();
      problem_ = &problem;
      number_ = number;
    }
    if (sample.verdict.kind != VerdictKind::infrastructure_error) {
      samples_.push_back(sample);
    }
  }

  void finish() override {
    write_row();
    file_.commit();
  }

 private:
  /// Nothing where no sample was scored: such a problem is in no mean either.
  void write_row() {
    if (!samples_.empty()) {
      file_.write(compact(row()) + "\n");
      samples_.clear();
    }
  }

  [[nodiscard]] json row() const {
    const Problem& problem = *problem_;
    const json doc = doc_of(problem);
    const std::string target = exports::target_text(problem);
    json replies = json::array();
    json judged = json::array();
    json details = json::array();
    int correct = 0;
    for (const StoredSample& sample : samples_) {
      replies.push_back(exports::reply_text(sample.completion));
      judged.push_back(sample.verdict.extracted);
      details.push_back(detail(sample));
      correct += sample.verdict.kind == VerdictKind::correct ? 1 : 0;
    }
    json row = {
        {"doc_id", number_},
        {"doc", doc},
        {"target", target},
        {"arguments",
         {{"gen_args_0",
           {{"arg_0", problem.prompt}, {"arg_1", generation_kwargs(suite_.entry.sampling)}}}}},
        {"resps", json::array({std::move(replies)})},
        {"filtered_resps", json::array({std::move(judged)})},
        {"filter", "none"},
        {"doc_hash", sha256_hex(compact(doc))},
        {"prompt_hash", sha256_hex(problem.prompt)},
        {"target_hash", sha256_hex(target)},
        {"assay", std::move(details)}};
    add_metrics(row, correct);
    return row;
  }

  [[nodiscard]] static json detail(const StoredSample& sample) {
    const exports::TokenCounts tokens = exports::token_counts(sample.completion);
    return {{"sample", sample.key.index},
            {"verdict", to_string(sample.verdict.kind)},
            {"reason", sample.verdict.reason},
            {"grader", sample.verdict.grader},
            {"finish_reason", to_string(sample.completion.finish_reason)},
            {"prompt_tokens", tokens.prompt},
            {"completion_tokens", tokens.completion},
            {"reasoning_tokens", tokens.reasoning},
            {"digest", sample_digest(sample)}};
  }

  void add_metrics(json& row, int correct) const {
    row["metrics"] = json::array();
    const int scored = static_cast<int>(samples_.size());
    for (const exports::Metric& metric : exports::metrics_of(suite_)) {
      if (metric.kind == "pass" && metric.k <= scored) {
        const std::string name = metric_name(suite_.entry.grader, metric);
        row["metrics"].push_back(name);
        row[name] = statistics::pass_at_k(scored, correct, metric.k);
      }
    }
  }

  const SuiteSummary& suite_;
  AtomicFile file_;
  const Problem* problem_ = nullptr;
  std::size_t number_ = 0;
  std::vector<StoredSample> samples_;
};

/// The harness writes "N/A" where it has no error.
json error_or_none(const Estimate& estimate) {
  return estimate.standard_error ? json(*estimate.standard_error) : json("N/A");
}

void add_task(json& results, const Summary& summary, const SuiteSummary& suite) {
  const SuiteEntry& entry = suite.entry;
  const exports::SampleCounts samples = exports::sample_counts(suite);
  json& task = results["results"][entry.name];
  task = {{"alias", entry.name}, {"name", entry.name}, {"sample_len", suite.problems}};
  json& higher_is_better = results["higher_is_better"][entry.name];
  higher_is_better = json::object();
  json metric_list = json::array();
  for (const exports::Metric& metric : exports::metrics_of(suite)) {
    const std::string name = metric_name(entry.grader, metric);
    task[name + ",none"] = metric.estimate.value;
    task[name + "_stderr,none"] = error_or_none(metric.estimate);
    higher_is_better[name] = true;
    metric_list.push_back({{"metric", name}, {"aggregation", "mean"}, {"higher_is_better", true}});
  }
  results["group_subtasks"][entry.name] = json::array();
  results["versions"][entry.name] = entry.hash.substr(0, 12);
  results["n-shot"][entry.name] = 0;
  results["n-samples"][entry.name] = {{"original", entry.suite_size},
                                      {"effective", suite.pass_at_1.problems}};
  results["task_hashes"][entry.name] = entry.hash;
  results["configs"][entry.name] = {{"task", entry.name},
                                    {"task_alias", entry.title},
                                    {"output_type", "generate_until"},
                                    {"num_fewshot", 0},
                                    {"repeats", samples_of_each(entry)},
                                    {"generation_kwargs", generation_kwargs(entry.sampling)},
                                    {"metric_list", std::move(metric_list)},
                                    {"metadata",
                                     {{"version", entry.hash.substr(0, 12)},
                                      {"grader", entry.grader},
                                      {"expected_samples", samples.expected},
                                      {"scored_samples", samples.scored},
                                      {"complete", suite.complete()},
                                      {"verdicts", exports::verdict_counts(suite)},
                                      {"notes", exports::notes_of(summary, suite)}}}};
}

json model_config(const Manifest& manifest) {
  const ModelInfo& model = manifest.model;
  return {{"model", "assay"},
          {"model_args", model.source},
          {"model_num_parameters", model.parameters},
          {"model_dtype", model.numerics.weights},
          {"model_revision", ""},
          {"model_sha", model.hash},
          {"batch_size", nullptr},
          {"batch_sizes", json::array()},
          {"device", model.hardware},
          {"use_cache", nullptr},
          {"limit", nullptr},
          {"bootstrap_iters", 0},
          {"gen_kwargs", nullptr},
          {"random_seed", manifest.seed},
          {"numpy_seed", nullptr},
          {"torch_seed", nullptr},
          {"fewshot_seed", nullptr}};
}

json results_of(const Summary& summary) {
  const Manifest& manifest = summary.manifest;
  const bool system = !manifest.system_prompt.empty();
  const std::int64_t begun = exports::unix_seconds(manifest.created);
  const std::int64_t ended =
      summary.last_finished.empty() ? begun : exports::unix_seconds(summary.last_finished);
  json results = {
      {"config", model_config(manifest)},
      {"git_hash", manifest.git_commit},
      {"date", static_cast<double>(begun)},
      {"pretty_env_info", manifest.host},
      {"transformers_version", "N/A"},
      {"lm_eval_version", "assay " + manifest.version},
      {"upper_git_hash", nullptr},
      {"max_length", manifest.model.context},
      {"model_source", "assay"},
      {"model_name", manifest.model.name},
      {"model_name_sanitized", model_folder(manifest.model.name)},
      {"system_instruction", system ? json(manifest.system_prompt) : json(nullptr)},
      {"system_instruction_sha", system ? json(sha256_hex(manifest.system_prompt)) : json(nullptr)},
      {"fewshot_as_multiturn", false},
      {"chat_template", nullptr},
      {"chat_template_sha", nullptr},
      {"total_evaluation_time_seconds", std::to_string(ended - begun)},
      {"assay", to_json(manifest)}};
  for (const SuiteSummary& suite : summary.suites) {
    add_task(results, summary, suite);
  }
  return results;
}

}  // namespace

std::vector<std::filesystem::path> export_lm_eval(const RunFile& file,
                                                  const std::filesystem::path& directory) {
  const Summary summary = summarize(file, {});
  const std::filesystem::path folder =
      exports::make_directory(directory / model_folder(summary.manifest.model.name));
  const std::string time = file_time(summary.manifest);
  std::vector<std::filesystem::path> written;
  exports::write_suites(
      file, summary, [&](const SuiteSummary& suite, const std::vector<const Problem*>&) {
        written.push_back(folder / fmt::format("samples_{}_{}.jsonl",
                                               exports::file_name(suite.entry.name), time));
        return std::make_unique<SamplesFile>(suite, written.back());
      });
  written.push_back(folder / fmt::format("results_{}.json", time));
  AtomicFile results(written.back());
  results.write(results_of(summary).dump(2, ' ', false, json::error_handler_t::replace) + "\n");
  results.commit();
  return written;
}

}  // namespace assay
