#include "engine/serving/forced_decoder.hpp"

#include <numeric>

namespace assay {

ForcedDecoder::ForcedDecoder(const LoadedModel& model, int most_tokens)
    : decoder_(*model.backend, model.config, model.weights, most_rows, most_rows),
      pages_(static_cast<std::size_t>(most_tokens / page_size) + 1) {
  std::iota(pages_.begin(), pages_.end(), 0);
  const auto places = static_cast<std::int64_t>(pages_.size()) * page_size;
  for (int layer = 0; layer < model.config.num_hidden_layers; ++layer) {
    cache_.push_back(model.backend->allocate(ElementType::f32, places, model.config.cache_width()));
  }
}

Tensor ForcedDecoder::feed(std::span<const std::int32_t> ids, int begin, int end, bool logits) {
  const auto count = static_cast<std::size_t>(end - begin);
  std::vector<std::int32_t> positions(count);
  std::iota(positions.begin(), positions.end(), begin);
  const std::vector<std::span<const std::int32_t>> pages(count, pages_);
  return decoder_.forward({ids.subspan(static_cast<std::size_t>(begin), count), positions, pages},
                          cache_, logits ? end - begin : 0);
}

}  // namespace assay
