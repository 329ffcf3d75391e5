#include "engine/serving/kv_cache.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "engine/core/error.hpp"

namespace assay {

PageTable::PageTable(PageTable&& other) noexcept
    : cache_(std::exchange(other.cache_, nullptr)), pages_(std::exchange(other.pages_, {})) {}

PageTable& PageTable::operator=(PageTable&& other) noexcept {
  if (this != &other) {
    clear();
    cache_ = std::exchange(other.cache_, nullptr);
    pages_ = std::exchange(other.pages_, {});
  }
  return *this;
}

void PageTable::clear() noexcept {
  for (const std::int32_t page : pages_) {
    cache_->release(page);
  }
  pages_.clear();
}

void PageTable::grow(int length) {
  while (static_cast<int>(pages_.size()) * page_size < length) {
    pages_.push_back(cache_->take());
  }
}

PageTable PageTable::fork(int length) const {
  PageTable child(*cache_);
  const auto full = static_cast<std::size_t>(length / page_size);
  for (std::size_t i = 0; i < full; ++i) {
    cache_->share(pages_[i]);
    child.pages_.push_back(pages_[i]);
  }
  if (length % page_size != 0) {
    child.grow(length);
    cache_->copy(pages_[full], child.pages_[full], length % page_size);
  }
  return child;
}

KvCache::KvCache(Backend& backend, const ModelConfig& config, int sequences,
                 std::uint64_t limit_bytes)
    : backend_(backend) {
  const int context = config.max_position_embeddings;
  const std::int64_t pages = std::int64_t{sequences} * ((context + page_size - 1) / page_size);
  const std::int64_t width = config.cache_width();
  const auto bytes =
      static_cast<std::uint64_t>(pages * page_size * width * config.num_hidden_layers) *
      sizeof(float);
  if (bytes > limit_bytes) {
    throw UsageError(fmt::format(
        "the cache for {} sequences of {} tokens would take {:.1f} GB, more than the {:.1f} GB "
        "allowed; lower --max-batch",
        sequences, context, static_cast<double>(bytes) / 1e9,
        static_cast<double>(limit_bytes) / 1e9));
  }
  for (int layer = 0; layer < config.num_hidden_layers; ++layer) {
    layers_.push_back(backend.allocate(ElementType::f32, pages * page_size, width));
  }
  references_.assign(static_cast<std::size_t>(pages), 0);
  for (std::int64_t page = pages; page > 0; --page) {
    free_.push_back(static_cast<std::int32_t>(page - 1));
  }
}

std::int32_t KvCache::take() {
  if (free_.empty()) {
    throw InfrastructureError(
        fmt::format("all {} pages of the cache are in use; lower --max-batch", total_pages()));
  }
  const std::int32_t page = free_.back();
  free_.pop_back();
  references_[static_cast<std::size_t>(page)] = 1;
  return page;
}

void KvCache::release(std::int32_t page) noexcept {
  if (--references_[static_cast<std::size_t>(page)] == 0) {
    free_.push_back(page);  // within the capacity of the constructor: never allocates
  }
}

void KvCache::copy(std::int32_t from, std::int32_t to, int places) {
  for (const Tensor& layer : layers_) {
    backend_.copy_rows(layer, std::int64_t{from} * page_size, std::int64_t{to} * page_size, places);
  }
}

std::uint64_t default_cache_limit() {
  const auto pages = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES));
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 2;
}

}  // namespace assay
