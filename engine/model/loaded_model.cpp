#include "engine/model/loaded_model.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/model/memory_room.hpp"

namespace assay {

int LoadedModel::vocabulary() const {
  return std::min(config.vocab_size, static_cast<int>(tokenizer.size()));
}

std::unique_ptr<LoadedModel> load_model(const std::filesystem::path& directory, WeightType type,
                                        std::unique_ptr<Backend> backend,
                                        const LoadProgress& progress) {
  ModelConfig config = read_config(directory);
  Tokenizer tokenizer = Tokenizer::open(directory);
  const ChatFormat chat_format = ChatFormat::of(config, tokenizer);
  const Checkpoint checkpoint = Checkpoint::open(directory);
  if (const std::optional<std::uint64_t> free = backend->free_memory()) {
    check_room(room_of(checkpoint, config), type, *free);
  }
  checkpoint.check_finite();
  DecoderWeights weights = load_weights(checkpoint, config, type, *backend, progress);
  ModelInfo info;
  info.name = std::filesystem::weakly_canonical(directory).filename().string();
  info.hash = checkpoint.hash();
  info.architecture = config.architecture;
  info.hardware = backend->hardware();
  info.parameters = checkpoint.parameters();
  info.context = config.max_position_embeddings;
  info.numerics = {backend->name(), backend->architecture(), weights.type, "f32", "invariant", 1};
  return std::make_unique<LoadedModel>(LoadedModel{std::move(backend), std::move(config),
                                                   std::move(tokenizer), chat_format,
                                                   std::move(weights), std::move(info)});
}

}  // namespace assay
