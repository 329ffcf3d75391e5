// A checkpoint directory made ready: configuration, tokenizer, chat format, and the weights in a
// backend's memory.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "engine/backend/backend.hpp"
#include "engine/checkpoint/chat_format.hpp"
#include "engine/checkpoint/config.hpp"
#include "engine/checkpoint/tokenizer.hpp"
#include "engine/generator.hpp"
#include "engine/model/weights.hpp"

namespace assay {

struct LoadedModel {
  std::unique_ptr<Backend> backend;
  ModelConfig config;
  Tokenizer tokenizer;
  ChatFormat chat_format;
  DecoderWeights weights;
  ModelInfo info;  ///< `source` is left to the caller

  /// Ids below it exist; the matrices may be padded beyond.
  [[nodiscard]] int vocabulary() const;
};

/// Throws DataError for a damaged or unsupported checkpoint; names file, field and remedy.
[[nodiscard]] std::unique_ptr<LoadedModel> load_model(const std::filesystem::path& directory,
                                                      WeightType type,
                                                      std::unique_ptr<Backend> backend,
                                                      const LoadProgress& progress = {});

}  // namespace assay
