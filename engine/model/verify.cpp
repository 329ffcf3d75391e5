#include "engine/model/verify.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/error.hpp"
#include "engine/model/decoder.hpp"

namespace assay {

namespace {

using Values = std::vector<float>;
using Ids = std::span<const std::int32_t>;

constexpr std::size_t likeliest = 20;

Values download(Backend& backend, const Tensor& tensor) {
  Values values(static_cast<std::size_t>(tensor.rows * tensor.columns));
  backend.download(tensor, values);
  return values;
}

void upload(Backend& backend, const Values& values, const Tensor& to) {
  backend.upload({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)}, to);
}

/// Feeds all of `ids` to a fresh cache; gives their logits.
Values run(const DecoderParts& parts, Ids ids, const LayerObserver& observer) {
  const auto count = static_cast<int>(ids.size());
  Decoder decoder(parts.backend, parts.config, parts.weights, count, count);
  std::vector<std::int32_t> pages(ids.size() / page_size + 1);
  std::iota(pages.begin(), pages.end(), 0);
  std::vector<Tensor> cache;
  cache.reserve(static_cast<std::size_t>(parts.config.num_hidden_layers));
  for (int layer = 0; layer < parts.config.num_hidden_layers; ++layer) {
    cache.push_back(parts.backend.allocate(ElementType::f32,
                                           static_cast<std::int64_t>(pages.size()) * page_size,
                                           parts.config.cache_width()));
  }
  std::vector<std::int32_t> positions(ids.size());
  std::iota(positions.begin(), positions.end(), 0);
  const std::vector<std::span<const std::int32_t>> tables(ids.size(), pages);
  decoder.observe(observer);
  return download(parts.backend, decoder.forward({ids, positions, tables}, cache, count));
}

/// The residual stream behind a layer: what it was, and what the layer adds.
Values stream(Backend& backend, const Tensor& x, const Tensor& delta) {
  Values sum = download(backend, x);
  const Values added = download(backend, delta);
  std::transform(sum.begin(), sum.end(), added.begin(), sum.begin(), std::plus<>());
  return sum;
}

double unit_in_last_place(double value) {
  return value == 0.0 ? 0x1p-149 : std::ldexp(1.0, std::ilogb(value) - 23);
}

LayerDifference compare(int layer, const Values& got, const Values& expected, std::size_t width) {
  double error = 0.0;
  double power = 0.0;
  double ulp = 0.0;
  for (std::size_t begin = 0; begin < expected.size(); begin += width) {
    double largest = 0.0;
    double difference = 0.0;
    for (std::size_t i = begin; i < begin + width; ++i) {
      const double off = double{got[i]} - double{expected[i]};
      error += off * off;
      power += double{expected[i]} * double{expected[i]};
      largest = std::max(largest, std::abs(double{expected[i]}));
      difference = std::max(difference, std::abs(off));
    }
    ulp = std::max(ulp, difference / unit_in_last_place(largest));
  }
  return {layer, power > 0.0 ? error / power : error, ulp};
}

/// In place: natural logarithms of the softmax.
void log_softmax(std::span<float> logits) {
  const double largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0.0;
  for (const float logit : logits) {
    sum += std::exp(double{logit} - largest);
  }
  const double total = largest + std::log(sum);
  for (float& logit : logits) {
    logit = static_cast<float>(double{logit} - total);
  }
}

void compare_row(std::span<float> got, std::span<float> expected, Agreement& agreement) {
  log_softmax(got);
  log_softmax(expected);
  std::vector<std::size_t> order(expected.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(likeliest, order.size()));
  std::partial_sort(order.begin(), end, order.end(),
                    [&](std::size_t a, std::size_t b) { return expected[a] > expected[b]; });
  for (auto id = order.begin(); id != end; ++id) {
    agreement.logprob =
        std::max(agreement.logprob, std::abs(double{got[*id]} - double{expected[*id]}));
  }
  const auto best = std::max_element(got.begin(), got.end()) - got.begin();
  agreement.agreeing += static_cast<std::size_t>(best) == order.front() ? 1 : 0;
  ++agreement.positions;
}

void check_alike(const ModelConfig& a, const ModelConfig& b) {
  if (a.num_hidden_layers != b.num_hidden_layers || a.hidden_size != b.hidden_size ||
      a.vocab_size != b.vocab_size) {
    throw UsageError("the two models have other numbers of layers, other widths or vocabularies");
  }
}

}  // namespace

Agreement verify(const DecoderParts& candidate, const DecoderParts& reference, Ids ids) {
  check_alike(candidate.config, reference.config);
  if (ids.empty()) {
    throw UsageError("there are no tokens to verify with");
  }
  Agreement agreement;
  std::vector<Values> streams;
  Values expected = run(reference, ids, [&](int, const Tensor& x, const Tensor& delta) {
    streams.push_back(stream(reference.backend, x, delta));
  });
  const auto width = static_cast<std::size_t>(candidate.config.hidden_size);
  run(candidate, ids, [&](int layer, const Tensor& x, const Tensor& delta) {
    const Values& wanted = streams[static_cast<std::size_t>(layer)];
    agreement.layers.push_back(compare(layer, stream(candidate.backend, x, delta), wanted, width));
    upload(candidate.backend, wanted, x);
    upload(candidate.backend, Values(wanted.size(), 0.0F), delta);
  });
  Values got = run(candidate, ids, {});
  const auto vocabulary = static_cast<std::size_t>(candidate.config.vocab_size);
  for (std::size_t at = 0; at < got.size(); at += vocabulary) {
    compare_row(std::span(got).subspan(at, vocabulary), std::span(expected).subspan(at, vocabulary),
                agreement);
  }
  return agreement;
}

const LayerDifference* first_beyond(const Agreement& agreement, double tolerance) {
  const auto beyond =
      std::find_if(agreement.layers.begin(), agreement.layers.end(),
                   [&](const LayerDifference& layer) { return !(layer.nmse <= tolerance); });
  return beyond == agreement.layers.end() ? nullptr : &*beyond;
}

}  // namespace assay
