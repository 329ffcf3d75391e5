#include "evals/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "engine/core/error.hpp"

namespace assay {

namespace {

/// The problems that are replayed, and how long their traces are.
struct Extent {
  std::set<std::pair<std::string, std::string>> problems;
  std::size_t traces = 0;
  std::size_t left_out = 0;
  std::size_t longest = 0;  ///< tokens, prompt and completion
};

bool has_ids(const TokenCounts& counts, const Manifest& manifest) {
  return counts.prompt > 0 && manifest.model.numerics.backend != "remote";
}

Extent measure(const RunFile& file, const Manifest& manifest, std::optional<std::size_t> limit) {
  Extent extent;
  std::map<std::string, std::size_t> taken;  // problems by suite
  file.for_each_packed([&](PackedSample&& sample) {
    const std::pair<std::string, std::string> problem{sample.key.suite, sample.key.problem};
    if (sample.key.kind == SampleKind::budget_fork) {
      return;
    }
    if (!extent.problems.contains(problem)) {
      if (limit && taken[sample.key.suite] >= *limit) {
        return;
      }
      ++taken[sample.key.suite];
      extent.problems.insert(problem);
    }
    if (!has_ids(sample.counts, manifest)) {
      ++extent.left_out;
      return;
    }
    ++extent.traces;
    extent.longest = std::max(extent.longest, sample.counts.prompt + sample.counts.completion);
  });
  return extent;
}

/// As the run drew them.
ModelSpec model_of(const Manifest& manifest, const ReplayOptions& options) {
  const NumericsFingerprint& numerics = manifest.model.numerics;
  ModelSpec spec;
  spec.threads = options.after.threads;
  spec.on_load = options.after.on_load;
  spec.model = options.against.empty() ? manifest.model.source : options.against;
  spec.device = numerics.backend == "cuda" ? "cuda:0" : numerics.backend;
  spec.weights = numerics.weights;
  return spec;
}

void check_is_the_model(const ModelInfo& opened, const Manifest& manifest,
                        const ReplayOptions& options) {
  if (options.against.empty() && opened.hash != manifest.model.hash) {
    throw UsageError(fmt::format(
        "{}: these are no longer the weights that drew the run (SHA-256 {} then, {} now); name "
        "the model to compare with by --against",
        opened.source, manifest.model.hash.substr(0, 16), opened.hash.substr(0, 16)));
  }
}

StoredTrace trace_of(const StoredSample& sample, const Manifest& manifest) {
  StoredTrace trace;
  trace.problem_key = sample.key.suite + "/" + sample.key.problem;
  trace.sample_index = sample.key.index;
  trace.seed = manifest.seed;
  const auto suite =
      std::find_if(manifest.suites.begin(), manifest.suites.end(),
                   [&](const SuiteEntry& entry) { return entry.name == sample.key.suite; });
  if (suite != manifest.suites.end()) {
    trace.sampling = suite->sampling;
  }
  trace.think_budget = manifest.think_budget;
  trace.think_extend = manifest.think_extend;
  trace.prompt_ids = sample.completion.prompt_ids;
  trace.token_ids = sample.completion.token_ids;
  trace.ended = sample.completion.finish_reason == FinishReason::stop;
  return trace;
}

DriftModel describe(const ModelInfo& model) {
  return {model.name, model.hash, model.numerics.text()};
}

}  // namespace

DriftReport replay(const RunFile& file, const ReplayOptions& options) {
  const Manifest manifest = file.manifest();
  const Extent extent = measure(file, manifest, options.limit);
  if (extent.traces == 0) {
    throw UsageError(fmt::format(
        "{}: holds no token ids to feed: {}", file.path().string(),
        extent.left_out > 0 ? "its samples came from a server, as text; replay a run of a model "
                              "that ran here"
                            : "no sample is finished"));
  }
  const std::unique_ptr<Replayer> replayer =
      open_replay(model_of(manifest, options), options.after, static_cast<int>(extent.longest) + 1);
  check_is_the_model(replayer->before(), manifest, options);
  DriftReport report;
  report.run = file.path().string();
  report.before = describe(replayer->before());
  report.after = describe(replayer->after());
  report.left_out = extent.left_out;
  file.for_each_packed([&](PackedSample&& packed) {
    const SampleKey& key = packed.key;
    if (key.kind == SampleKind::budget_fork || !has_ids(packed.counts, manifest) ||
        !extent.problems.contains({key.suite, key.problem})) {
      return;
    }
    const StoredTrace trace = trace_of(file.unpack(packed), manifest);
    report.add({key.suite, key.problem, key.index}, replayer->replay(trace),
               [&](std::int32_t id) { return replayer->text(id); });
    if (options.on_trace) {
      options.on_trace(report.traces().size(), extent.traces);
    }
  });
  return report;
}

}  // namespace assay
