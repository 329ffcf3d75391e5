#include "reports/export/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/atomic_file.hpp"
#include "engine/core/error.hpp"
#include "engine/core/hash.hpp"
#include "reports/export/inspect_sample.hpp"
#include "reports/export/suite_writer.hpp"
#include "reports/export/zip.hpp"
#include "reports/run/pilot.hpp"
#include "reports/run/sample_json.hpp"
#include "reports/statistics/pass_at_k.hpp"

namespace assay {

namespace {

using exports::Metric;
using exports::ZipMember;
using nlohmann::json;

constexpr int log_version = 2;

/// Inspect's name of how epochs become one score: pass@1 is their mean.
std::string reducer_name(const Metric& metric) {
  return metric.kind == "pass" && metric.k == 1 ? "mean"
                                                : fmt::format("{}_at_{}", metric.kind, metric.k);
}

/// Inspect names models "provider/model".
std::string model_name(const ModelInfo& model) {
  return model.name.find('/') == std::string::npos ? "assay/" + model.name : model.name;
}

json generate_config(const Manifest& manifest, const SamplingParams& sampling) {
  json config = {{"max_tokens", sampling.max_tokens},
                 {"temperature", sampling.temperature},
                 {"top_p", sampling.top_p},
                 {"seed", manifest.seed}};
  if (sampling.top_k > 0) {
    config["top_k"] = sampling.top_k;
  }
  if (!manifest.system_prompt.empty()) {
    config["system_message"] = manifest.system_prompt;
  }
  if (manifest.think_budget) {
    config["reasoning_tokens"] = *manifest.think_budget;
  }
  return config;
}

/// An archive that takes samples as they come; summaries and reductions grow beside them, deflated.
class Log : public exports::SuiteWriter {
 public:
  Log(const Summary& summary, const SuiteSummary& suite,
      const std::vector<const Problem*>& problems, const std::filesystem::path& path)
      : summary_(summary),
        suite_(suite),
        problems_(problems),
        names_(exports::file_names(problems)),
        metrics_(exports::metrics_of(suite)),
        tallies_(problems.size()),
        file_(path),
        zip_([this](std::string_view bytes) { file_.write(bytes); }),
        context_{model_name(summary.manifest.model), summary.manifest.system_prompt} {
    zip_.add("_journal/start.json",
             compact({{"version", log_version}, {"eval", spec()}, {"plan", plan()}}));
  }

  void add(const Problem& problem, std::size_t number, const StoredSample& sample) override {
    const std::string& id = names_.at(problem.id);
    const json document = exports::inspect_sample(context_, problem, id, sample);
    zip_.add(fmt::format("samples/{}_epoch_{}.json", id, sample.key.index + 1), compact(document));
    summaries_.write(first_ ? "[" : ",").write(compact(exports::inspect_summary(document)));
    first_ = false;
    const exports::TokenCounts tokens = exports::token_counts(sample.completion);
    usage_.prompt += tokens.prompt;
    usage_.cached += tokens.cached;
    usage_.completion += tokens.completion;
    usage_.reasoning += tokens.reasoning;
    if (sample.verdict.kind != VerdictKind::infrastructure_error) {
      ++tallies_[number].scored;
      tallies_[number].correct += sample.verdict.kind == VerdictKind::correct ? 1 : 0;
    }
  }

  void finish() override {
    summaries_.write(first_ ? "[]" : "]");
    zip_.add(std::move(summaries_));
    zip_.add("reductions.json", compact(reductions()));
    zip_.add("header.json", compact(header()));
    zip_.finish();
    file_.commit();
  }

 private:
  struct Tally {
    int scored = 0;
    int correct = 0;
  };

  [[nodiscard]] const Manifest& manifest() const { return summary_.manifest; }

  [[nodiscard]] json spec() const {
    const SuiteEntry& entry = suite_.entry;
    const std::string identity = exports::suite_identity(manifest(), entry);
    json ids = json::array();
    for (const Problem* problem : problems_) {
      ids.push_back(names_.at(problem->id));
    }
    json reducers = json::array();
    for (const Metric& metric : metrics_) {
      reducers.push_back(reducer_name(metric));
    }
    json spec = {
        {"eval_id", exports::uuid_of(identity + "\neval")},
        {"run_id", exports::uuid_of(manifest().created + manifest().model.hash)},
        {"created", manifest().created},
        {"task", entry.name},
        {"task_id", exports::uuid_of(identity)},
        {"task_version", entry.hash.substr(0, 12)},
        {"task_display_name", entry.title},
        {"task_args", json::object()},
        {"dataset",
         {{"name", entry.name},
          {"samples", problems_.size()},
          {"sample_ids", std::move(ids)},
          {"shuffled", false}}},
        {"model", context_.model},
        {"model_generate_config", generate_config(manifest(), entry.sampling)},
        {"model_args", {{"source", manifest().model.source}, {"hash", manifest().model.hash}}},
        {"config", {{"epochs", samples_of_each(entry)}, {"epochs_reducer", std::move(reducers)}}},
        {"packages", {{"assay", manifest().version}}},
        {"scorers", json::array({{{"name", exports::scorer}}})},
        {"metadata",
         {{"suite_hash", entry.hash},
          {"grader", entry.grader},
          {"notes", exports::notes_of(summary_, suite_)},
          {"manifest", to_json(manifest())}}}};
    if (!manifest().git_commit.empty()) {
      spec["revision"] = {{"type", "git"},
                          {"origin", "assay"},
                          {"commit", manifest().git_commit},
                          {"dirty", manifest().git_dirty}};
    }
    return spec;
  }

  [[nodiscard]] json plan() const {
    return {{"name", "plan"},
            {"steps", json::array({{{"solver", "generate"}, {"params", json::object()}}})},
            {"config", generate_config(manifest(), suite_.entry.sampling)}};
  }

  [[nodiscard]] json score(const Metric& metric) const {
    json metrics = {{"accuracy", {{"name", "accuracy"}, {"value", metric.estimate.value}}}};
    if (metric.estimate.standard_error) {
      metrics["stderr"] = {{"name", "stderr"}, {"value", *metric.estimate.standard_error}};
    }
    return {{"name", exports::scorer},
            {"scorer", exports::scorer},
            {"reducer", reducer_name(metric)},
            {"scored_samples", metric.estimate.problems},
            {"unscored_samples", problems_.size() - metric.estimate.problems},
            {"params", json::object()},
            {"metrics", std::move(metrics)}};
  }

  /// The score of each problem, for the means that are computed problem by problem.
  [[nodiscard]] json reductions() const {
    json all = json::array();
    for (const Metric& metric : metrics_) {
      if (metric.kind != "pass") {
        continue;
      }
      json samples = json::array();
      for (std::size_t i = 0; i < problems_.size(); ++i) {
        const Tally& tally = tallies_[i];
        if (tally.scored >= metric.k) {
          samples.push_back(
              {{"sample_id", names_.at(problems_[i]->id)},
               {"value", statistics::pass_at_k(tally.scored, tally.correct, metric.k)}});
        }
      }
      all.push_back({{"scorer", exports::scorer},
                     {"reducer", reducer_name(metric)},
                     {"samples", std::move(samples)}});
    }
    return all;
  }

  [[nodiscard]] json header() const {
    json scores = json::array();
    for (const Metric& metric : metrics_) {
      scores.push_back(score(metric));
    }
    const exports::SampleCounts samples = exports::sample_counts(suite_);
    return {{"version", log_version},
            {"status", suite_.complete() ? "success" : "cancelled"},
            {"eval", spec()},
            {"plan", plan()},
            {"results",
             {{"total_samples", samples.expected},
              {"completed_samples", samples.scored},
              {"logged_samples", samples.scored + suite_.infrastructure},
              {"scores", std::move(scores)},
              {"metadata",
               {{"verdicts", exports::verdict_counts(suite_)}, {"missing", suite_.missing}}}}},
            {"stats",
             {{"started_at", manifest().created},
              {"completed_at", summary_.last_finished},
              {"model_usage", {{context_.model, exports::model_usage(usage_)}}}}},
            {"invalidated", false}};
  }

  const Summary& summary_;
  const SuiteSummary& suite_;
  const std::vector<const Problem*>& problems_;
  std::unordered_map<std::string, std::string> names_;  ///< by problem id
  std::vector<Metric> metrics_;
  std::vector<Tally> tallies_;  ///< a problem each
  AtomicFile file_;
  exports::ZipWriter zip_;
  exports::InspectContext context_;
  ZipMember summaries_{"summaries.json"};
  bool first_ = true;
  exports::TokenCounts usage_;
};

/// TIME_SUITE_ID.eval, as Inspect names its logs.
std::string log_name(const Manifest& manifest, const SuiteEntry& suite) {
  std::string time = manifest.created;
  std::replace(time.begin(), time.end(), ':', '-');
  const std::string id = exports::uuid_of(exports::suite_identity(manifest, suite));
  return fmt::format("{}_{}_{}.eval", exports::file_name(time), exports::file_name(suite.name), id);
}

}  // namespace

std::vector<std::filesystem::path> export_inspect(const RunFile& file,
                                                  const std::filesystem::path& out) {
  const Summary summary = summarize(file, {});
  const bool one_file = out.extension() == ".eval";
  if (one_file && summary.suites.size() > 1) {
    throw UsageError(fmt::format("{}: the run has {} suites and a log holds one; name a directory",
                                 out.string(), summary.suites.size()));
  }
  if (!one_file) {
    exports::make_directory(out);
  }
  std::vector<std::filesystem::path> written;
  exports::write_suites(
      file, summary, [&](const SuiteSummary& suite, const std::vector<const Problem*>& problems) {
        written.push_back(one_file ? out : out / log_name(summary.manifest, suite.entry));
        return std::make_unique<Log>(summary, suite, problems, written.back());
      });
  return written;
}

}  // namespace assay
