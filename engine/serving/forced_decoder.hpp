// Feeds a sequence whose tokens are known: teacher forcing. A row's bits do not depend on how it is
// fed, so its logits are those that decoding had.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/decoder.hpp"
#include "engine/model/loaded_model.hpp"

namespace assay {

class ForcedDecoder {
 public:
  static constexpr int most_rows = 64;  ///< of one step

  /// Keeps a reference. Sequences may have up to `most_tokens`. Throws InfrastructureError when
  /// memory for the cache is short.
  ForcedDecoder(const LoadedModel& model, int most_tokens);

  /// Files places [begin, end) of `ids`, at most most_rows; those before were filed by calls
  /// before. With `logits` gives theirs, [end - begin, V], valid until the next call, else an empty
  /// tensor.
  [[nodiscard]] Tensor feed(std::span<const std::int32_t> ids, int begin, int end, bool logits);

 private:
  Decoder decoder_;
  std::vector<Tensor> cache_;
  std::vector<std::int32_t> pages_;
};

}  // namespace assay
