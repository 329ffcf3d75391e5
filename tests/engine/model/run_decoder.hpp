// A decoder fed by hand: one sequence, its pages strewn over a cache of its own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/decoder.hpp"
#include "tests/engine/backend/cpu/operator_case.hpp"

namespace assay::test {

class RunDecoder {
 public:
  /// Room for `most` tokens. Keeps references.
  RunDecoder(Backend& backend, const ModelConfig& config, const DecoderWeights& weights, int most)
      : backend_(backend), decoder_(backend, config, weights, most, most) {
    const int pages = most / page_size + 1;
    for (int page = 0; page < pages; ++page) {
      pages_.push_back(page % 2 == 0 ? pages - 1 - page / 2 : page / 2);
    }
    for (int layer = 0; layer < config.num_hidden_layers; ++layer) {
      cache_.push_back(backend.allocate(ElementType::f32, std::int64_t{pages} * page_size,
                                        config.cache_width()));
    }
  }

  /// Feeds `ids` in one step; their logits, row after row.
  std::vector<float> feed(std::span<const std::int32_t> ids) {
    std::vector<std::int32_t> positions;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      positions.push_back(static_cast<std::int32_t>(fed_++));
    }
    const std::vector<std::span<const std::int32_t>> tables(ids.size(), pages_);
    const Tensor out =
        decoder_.forward({ids, positions, tables}, cache_, static_cast<int>(ids.size()));
    return values(backend_, out);
  }

 private:
  Backend& backend_;
  Decoder decoder_;
  std::vector<std::int32_t> pages_;
  std::vector<Tensor> cache_;
  std::size_t fed_ = 0;
};

/// Logits after each of `ids`, fed `chunk` at a time.
inline std::vector<float> logits_of(Backend& backend, const ModelConfig& config,
                                    const DecoderWeights& weights,
                                    const std::vector<std::int32_t>& ids, std::size_t chunk) {
  RunDecoder run(backend, config, weights, static_cast<int>(ids.size()));
  std::vector<float> logits;
  for (std::size_t at = 0; at < ids.size(); at += chunk) {
    const std::vector<float> rows =
        run.feed(std::span(ids).subspan(at, std::min(chunk, ids.size() - at)));
    logits.insert(logits.end(), rows.begin(), rows.end());
  }
  return logits;
}

}  // namespace assay::test
