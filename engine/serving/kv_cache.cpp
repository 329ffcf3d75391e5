#include "engine/serving/kv_cache.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/core/hash.hpp"

namespace assay {

PageTable::PageTable(PageTable&& other) noexcept
    : cache_(std::exchange(other.cache_, nullptr)),
      pages_(std::exchange(other.pages_, {})),
      published_(std::exchange(other.published_, 0)) {}

PageTable& PageTable::operator=(PageTable&& other) noexcept {
  if (this != &other) {
    clear();
    cache_ = std::exchange(other.cache_, nullptr);
    pages_ = std::exchange(other.pages_, {});
    published_ = std::exchange(other.published_, 0);
  }
  return *this;
}

/// From the end, so that the beginning of a sequence stays cached longest.
void PageTable::clear() noexcept {
  while (!pages_.empty()) {
    cache_->release(pages_.back());
    pages_.pop_back();
  }
  published_ = 0;
}

bool PageTable::grow(int length) {
  const auto wanted = static_cast<std::size_t>((length + page_size - 1) / page_size);
  if (wanted > pages_.size() && wanted - pages_.size() > cache_->free_pages()) {
    return false;
  }
  while (pages_.size() < wanted) {
    pages_.push_back(cache_->take());
  }
  return true;
}

std::optional<PageTable> PageTable::fork(int length) const {
  PageTable child(*cache_);
  const auto full = static_cast<std::size_t>(length / page_size);
  for (std::size_t i = 0; i < full; ++i) {
    cache_->share(pages_[i]);
    child.pages_.push_back(pages_[i]);
  }
  child.published_ = std::min(published_, full);
  if (length % page_size != 0) {
    if (!child.grow(length)) {
      return std::nullopt;
    }
    cache_->copy(pages_[full], child.pages_[full], length % page_size);
  }
  return child;
}

int PageTable::find(std::span<const std::int32_t> ids) {
  KvCache::Key key{};
  for (; ids.size() >= page_size; ids = ids.subspan(page_size)) {
    key = KvCache::key_of(key, ids.first(page_size));
    const auto at = cache_->found_.find(key);
    if (at == cache_->found_.end()) {
      break;
    }
    cache_->share(at->second);
    pages_.push_back(at->second);
  }
  published_ = pages_.size();
  return static_cast<int>(pages_.size()) * page_size;
}

void PageTable::publish(std::span<const std::int32_t> ids) {
  const std::size_t full = ids.size() / page_size;
  KvCache::Key key{};
  if (published_ > 0 && cache_->page(pages_[published_ - 1]).key) {
    key = *cache_->page(pages_[published_ - 1]).key;
  } else {
    published_ = 0;
  }
  for (; published_ < full; ++published_) {
    key = KvCache::key_of(key, ids.subspan(published_ * page_size, page_size));
    KvCache::Page& page = cache_->page(pages_[published_]);
    if (!page.key && cache_->found_.emplace(key, pages_[published_]).second) {
      page.key = key;
    }
  }
}

KvCache::KvCache(Backend& backend, const ModelConfig& config, int sequences,
                 std::uint64_t limit_bytes)
    : backend_(backend) {
  const int context = config.max_position_embeddings;
  const std::int64_t wanted = std::int64_t{sequences} * ((context + page_size - 1) / page_size);
  const std::uint64_t page_bytes =
      static_cast<std::uint64_t>(page_size) * static_cast<std::uint64_t>(config.cache_width()) *
      static_cast<std::uint64_t>(config.num_hidden_layers) * sizeof(float);
  const std::int64_t pages = std::min(wanted, static_cast<std::int64_t>(limit_bytes / page_bytes));
  if (pages < 1) {
    throw UsageError(
        fmt::format("a page of the cache takes {:.3f} GB, more than the {:.3f} GB allowed: this "
                    "machine has too "
                    "little memory for the model",
                    static_cast<double>(page_bytes) / 1e9, static_cast<double>(limit_bytes) / 1e9));
  }
  for (int layer = 0; layer < config.num_hidden_layers; ++layer) {
    layers_.push_back(backend.allocate(ElementType::f32, pages * page_size, config.cache_width()));
  }
  pages_.resize(static_cast<std::size_t>(pages));
  free_.reserve(pages_.size());
  for (std::int64_t index = pages; index > 0; --index) {
    free_.push_back(static_cast<std::int32_t>(index - 1));
  }
}

KvCache::Key KvCache::key_of(const Key& before, std::span<const std::int32_t> ids) {
  const auto digest = Sha256()
                          .update({reinterpret_cast<const char*>(before.data()), before.size()})
                          .update({reinterpret_cast<const char*>(ids.data()), ids.size_bytes()})
                          .digest();
  Key key;
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

/// There must be a free page.
std::int32_t KvCache::take() {
  std::int32_t index = 0;
  if (!free_.empty()) {
    index = free_.back();
    free_.pop_back();
  } else {
    index = idle_.front();
    idle_.pop_front();
    found_.erase(*page(index).key);
    page(index).key.reset();
  }
  page(index).references = 1;
  return index;
}

void KvCache::share(std::int32_t index) {
  if (page(index).references++ == 0) {
    idle_.erase(page(index).idle);
  }
}

void KvCache::release(std::int32_t index) noexcept {
  Page& released = page(index);
  if (--released.references > 0) {
    return;
  }
  if (released.key) {
    released.idle = idle_.insert(idle_.end(), index);
  } else {
    free_.push_back(index);  // within the capacity of the constructor: never allocates
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
