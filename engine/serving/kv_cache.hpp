// The latent cache in pages of `page_size` places. Pages are reference-counted: samples of one
// request share the full pages of their prompt and copy only the last, partly filled one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/backend/backend.hpp"
#include "engine/checkpoint/config.hpp"

namespace assay {

class KvCache;

/// The pages of one sequence, in order; gives them back when it goes.
class PageTable {
 public:
  PageTable() = default;
  explicit PageTable(KvCache& cache) : cache_(&cache) {}
  ~PageTable() { clear(); }
  PageTable(PageTable&& other) noexcept;
  PageTable& operator=(PageTable&& other) noexcept;
  PageTable(const PageTable&) = delete;
  PageTable& operator=(const PageTable&) = delete;

  [[nodiscard]] std::span<const std::int32_t> pages() const noexcept { return pages_; }

  /// Takes pages until they cover `length` places.
  void grow(int length);

  /// A sequence that begins with the first `length` places of this one.
  [[nodiscard]] PageTable fork(int length) const;

 private:
  void clear() noexcept;

  KvCache* cache_ = nullptr;
  std::vector<std::int32_t> pages_;
};

/// One tensor a layer, [pages * page_size, config.cache_width()] f32.
class KvCache {
 public:
  /// Room for `sequences` whole contexts. Throws UsageError if that is more than `limit_bytes`;
  /// the message says how much and names --max-batch.
  KvCache(Backend& backend, const ModelConfig& config, int sequences, std::uint64_t limit_bytes);

  [[nodiscard]] std::span<const Tensor> layers() const noexcept { return layers_; }
  [[nodiscard]] std::size_t free_pages() const noexcept { return free_.size(); }
  [[nodiscard]] std::size_t total_pages() const noexcept { return references_.size(); }

 private:
  friend class PageTable;

  /// Throws InfrastructureError when none is left: the scheduler admits no more than fit.
  [[nodiscard]] std::int32_t take();
  void share(std::int32_t page) { ++references_[static_cast<std::size_t>(page)]; }
  void release(std::int32_t page) noexcept;
  void copy(std::int32_t from, std::int32_t to, int places);

  Backend& backend_;
  std::vector<Tensor> layers_;
  std::vector<int> references_;
  std::vector<std::int32_t> free_;
};

/// Half of the machine's memory.
[[nodiscard]] std::uint64_t default_cache_limit();

}  // namespace assay
