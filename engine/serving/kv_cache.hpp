// The cache of keys and values (or latents) in pages of `page_size` places. Pages are
// reference-counted: samples of one prompt share its full pages and copy only the last, partly
// filled one. Full pages that nobody holds any more are kept under what stands in them, until their
// room is needed, so that a prompt that begins like an earlier one finds its beginning done.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
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

  /// Takes pages until they cover `length` places. False, and nothing taken, if there are too few.
  [[nodiscard]] bool grow(int length);

  /// A sequence that begins with the first `length` places of this one; nothing if a page to copy
  /// the last, partly filled one to is lacking.
  [[nodiscard]] std::optional<PageTable> fork(int length) const;

  /// Takes over cached pages of a sequence that begins with `ids`. This table must be empty.
  /// Returns the places that they cover.
  int find(std::span<const std::int32_t> ids);

  /// Says what stands in the pages that `ids`, the sequence so far, fills.
  void publish(std::span<const std::int32_t> ids);

  void clear() noexcept;

 private:
  KvCache* cache_ = nullptr;
  std::vector<std::int32_t> pages_;
  std::size_t published_ = 0;  // pages
};

/// One tensor a layer, [pages * page_size, config.cache_width()] f32.
class KvCache {
 public:
  /// As many pages as `sequences` whole contexts need, or as fit into `limit_bytes`. Throws
  /// UsageError if that is less than one page.
  KvCache(Backend& backend, const ModelConfig& config, int sequences, std::uint64_t limit_bytes);

  [[nodiscard]] std::span<const Tensor> layers() const noexcept { return layers_; }
  /// Pages that nobody holds; some may still be found by what stands in them.
  [[nodiscard]] std::size_t free_pages() const noexcept { return free_.size() + idle_.size(); }
  [[nodiscard]] std::size_t total_pages() const noexcept { return pages_.size(); }

 private:
  friend class PageTable;

  /// SHA-256 over the key of the page before and the page's ids, cut: what a page stands for is all
  /// of its sequence up to its end.
  using Key = std::array<std::uint8_t, 16>;

  struct Page {
    int references = 0;
    std::optional<Key> key;
    std::list<std::int32_t>::iterator
        idle;  ///< its place in idle_, where it has a key and no holder
  };

  [[nodiscard]] static Key key_of(const Key& before, std::span<const std::int32_t> ids);
  [[nodiscard]] Page& page(std::int32_t index) { return pages_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] std::int32_t take();
  void share(std::int32_t index);
  void release(std::int32_t index) noexcept;
  void copy(std::int32_t from, std::int32_t to, int places);

  Backend& backend_;
  std::vector<Tensor> layers_;
  std::vector<Page> pages_;
  std::vector<std::int32_t> free_;
  std::list<std::int32_t> idle_;  // the longest unused first
  std::map<Key, std::int32_t> found_;
};

/// Half of the machine's memory.
[[nodiscard]] std::uint64_t default_cache_limit();

}  // namespace assay
