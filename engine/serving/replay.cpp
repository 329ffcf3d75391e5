#include "engine/serving/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/serving/sample_trace.hpp"
#include "engine/serving/sampler.hpp"

namespace assay {

namespace {

using Row = std::span<const float>;

/// Rows of logits on the host.
class Logits {
 public:
  Logits(Backend& backend, const Tensor& logits, int vocabulary)
      : columns_(static_cast<std::size_t>(logits.columns)),
        vocabulary_(static_cast<std::size_t>(vocabulary)),
        values_(static_cast<std::size_t>(logits.rows) * columns_) {
    backend.download(logits, values_);
  }

  [[nodiscard]] Row row(std::size_t index) const {
    return Row(values_).subspan(index * columns_, vocabulary_);
  }

 private:
  std::size_t columns_;
  std::size_t vocabulary_;
  std::vector<float> values_;
};

/// Of the softmax: what is to be taken off a logit.
double log_total(Row logits) {
  const double largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0.0;
  for (const float logit : logits) {
    sum += std::exp(double{logit} - largest);
  }
  return largest + std::log(sum);
}

/// Equal rows give 0 exactly.
TokenDrift compare(Row before, Row after, std::int32_t token, std::int32_t chosen) {
  const double total_before = log_total(before);
  const double total_after = log_total(after);
  double divergence = 0.0;
  for (std::size_t id = 0; id < before.size(); ++id) {
    const double log_before = double{before[id]} - total_before;
    const double log_after = double{after[id]} - total_after;
    divergence += std::exp(log_before) * (log_before - log_after);
  }
  const auto at = static_cast<std::size_t>(token);
  return {token, static_cast<float>(double{before[at]} - total_before),
          static_cast<float>(double{after[at]} - total_after), std::max(divergence, 0.0), chosen};
}

/// The end-of-sentence id that the first model finds likeliest: which one ended a trace is not
/// stored.
std::int32_t likeliest(Row logits, const std::vector<std::int32_t>& ids) {
  return *std::max_element(ids.begin(), ids.end(), [&](std::int32_t a, std::int32_t b) {
    return logits[static_cast<std::size_t>(a)] < logits[static_cast<std::size_t>(b)];
  });
}

std::shared_ptr<const PreparedRequest> as_request(const StoredTrace& trace) {
  auto prepared = std::make_shared<PreparedRequest>();
  prepared->request.sampling = trace.sampling;
  prepared->request.think_budget = trace.think_budget;
  prepared->request.think_extend = trace.think_extend;
  prepared->prompt_ids = trace.prompt_ids;
  prepared->token_limit = std::numeric_limits<std::size_t>::max();
  return prepared;
}

}  // namespace

Replay::Replay(const LoadedModel& before, const LoadedModel& after, int most_tokens)
    : before_(before),
      after_(after),
      tokens_(trace_tokens(after)),
      forced_before_(before, most_tokens),
      forced_after_(after, most_tokens) {
  if (before.vocabulary() != after.vocabulary()) {
    throw UsageError(
        fmt::format("{} has {} tokens and {} has {}: only models with one vocabulary can be fed "
                    "the same traces",
                    before.info.name, before.vocabulary(), after.info.name, after.vocabulary()));
  }
}

void Replay::check(const StoredTrace& trace) const {
  for (const auto* ids : {&trace.prompt_ids, &trace.token_ids}) {
    for (const std::int32_t id : *ids) {
      if (id < 0 || id >= after_.vocabulary()) {
        throw DataError(fmt::format(
            "{} sample {}: id {} is not a token of {}, which has {}; the "
            "run is of another model",
            trace.problem_key, trace.sample_index, id, after_.info.name, after_.vocabulary()));
      }
    }
  }
  if (trace.prompt_ids.empty()) {
    throw DataError(fmt::format("{} sample {}: no prompt ids are stored", trace.problem_key,
                                trace.sample_index));
  }
}

std::vector<TokenDrift> Replay::run(const StoredTrace& trace) {
  check(trace);
  std::vector<std::int32_t> ids = trace.prompt_ids;
  ids.insert(ids.end(), trace.token_ids.begin(), trace.token_ids.end());
  const auto prompt = static_cast<int>(trace.prompt_ids.size()) - 1;
  const auto total = static_cast<int>(ids.size()) - (trace.ended ? 0 : 1);
  for (int begin = 0; begin < prompt; begin += ForcedDecoder::most_rows) {
    const int end = std::min(begin + ForcedDecoder::most_rows, prompt);
    static_cast<void>(forced_before_.feed(ids, begin, end, false));
    static_cast<void>(forced_after_.feed(ids, begin, end, false));
  }
  const Sampler sampler({trace.seed, trace.problem_key, trace.sample_index}, trace.sampling,
                        after_.vocabulary());
  SampleTrace said(as_request(trace), trace.sample_index, after_.tokenizer, tokens_);
  std::vector<TokenDrift> drifts;
  for (int begin = prompt; begin < total; begin += ForcedDecoder::most_rows) {
    const int end = std::min(begin + ForcedDecoder::most_rows, total);
    const Logits before(*before_.backend, forced_before_.feed(ids, begin, end, true),
                        before_.vocabulary());
    const Tensor logits = forced_after_.feed(ids, begin, end, true);
    const Logits after(*after_.backend, logits, after_.vocabulary());
    std::vector<SampleRule> rules;
    for (int place = begin; place < end; ++place) {
      rules.push_back(sampler.rule(static_cast<std::uint64_t>(place - prompt)));
    }
    std::vector<std::int32_t> sampled(rules.size());
    after_.backend->sample(logits, rules, sampled);
    for (std::size_t row = 0; row < sampled.size(); ++row) {
      const auto place = static_cast<std::size_t>(begin) + row + 1;
      const bool at_end = place == ids.size();
      const std::int32_t token = at_end ? likeliest(before.row(row), tokens_.eos) : ids[place];
      const std::int32_t next = said.next(sampled[row]);
      const std::int32_t chosen = at_end && tokens_.ends(next) ? token : next;
      drifts.push_back(compare(before.row(row), after.row(row), token, chosen));
      if (!at_end) {
        said.push(next == token ? sampled[row] : token);
      }
    }
  }
  return drifts;
}

}  // namespace assay
