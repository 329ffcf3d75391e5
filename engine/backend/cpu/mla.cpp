#include "engine/backend/cpu/mla.hpp"

#include <algorithm>
#include <vector>

namespace assay::cpu {

namespace {

constexpr std::int64_t split = 512;

/// One row of the step; keeps its scratch from row to row.
class RowAttention {
 public:
  RowAttention(const Kernels& kernels, const MlaAttention& op)
      : kernels_(kernels), op_(op), heads_(static_cast<std::size_t>(op.heads)) {
    queries_.resize(heads_);
    places_.resize(heads_);
  }

  void run(const float* query, std::span<const std::int32_t> pages, std::int64_t length,
           float* out) {
    find_pages(pages, length);
    score(query, length);
    std::vector<float> sums(heads_);
    for (std::size_t h = 0; h < heads_; ++h) {
      float* row = scores_.data() + h * row_size_;
      sums[h] = kernels_.softmax(row, op_.scale, row, length);
    }
    combine(length, out);
    const std::size_t columns = static_cast<std::size_t>(op_.out.columns) / heads_;
    for (std::size_t h = 0; h < heads_; ++h) {
      const float factor = 1.0F / sums[h];
      for (std::size_t i = 0; i < columns; ++i) {
        out[h * columns + i] *= factor;
      }
    }
  }

 private:
  void find_pages(std::span<const std::int32_t> pages, std::int64_t length) {
    starts_.clear();
    for (std::int64_t t = 0; t < length; t += page_size) {
      const std::int64_t page = pages[static_cast<std::size_t>(t / page_size)];
      starts_.push_back(op_.cache.row<const float>(page * page_size));
    }
    row_size_ = starts_.size() * page_size;
    scores_.resize(heads_ * row_size_);
  }

  /// Heads are the rows of a product whose weight is a page of the cache. Places behind the
  /// sequence, up to a multiple of four, are computed too and not looked at.
  void score(const float* query, std::int64_t length) {
    MatmulArgs args;
    args.x = queries_.data();
    args.out = places_.data();
    args.rows = op_.heads;
    args.weight_stride = op_.cache.stride;
    args.depth = op_.cache.columns;
    for (std::size_t h = 0; h < heads_; ++h) {
      queries_[h] = query + static_cast<std::int64_t>(h) * args.depth;
    }
    for (std::size_t page = 0; page < starts_.size(); ++page) {
      const std::int64_t first = static_cast<std::int64_t>(page) * page_size;
      for (std::size_t h = 0; h < heads_; ++h) {
        places_[h] = scores_.data() + h * row_size_ + first;
      }
      args.weight = starts_[page];
      args.end = std::min<std::int64_t>(page_size, (length - first + 3) / 4 * 4);
      kernels_.matmul_f32(args);
    }
  }

  void combine(std::int64_t length, float* out) {
    std::fill_n(out, op_.out.columns, 0.0F);
    WeightedRowsArgs args;
    args.weights = scores_.data();
    args.weights_stride = static_cast<std::int64_t>(row_size_);
    args.pages = starts_.data();
    args.row_stride = op_.cache.stride;
    args.columns = op_.out.columns / op_.heads;
    args.out = out;
    args.heads = op_.heads;
    for (args.begin = 0; args.begin < length; args.begin += split) {
      args.end = std::min(args.begin + split, length);
      kernels_.weighted_rows(args);
    }
  }

  const Kernels& kernels_;
  const MlaAttention& op_;
  std::size_t heads_;
  std::size_t row_size_ = 0;
  std::vector<const float*> starts_;
  std::vector<const float*> queries_;
  std::vector<float*> places_;
  std::vector<float> scores_;
};

}  // namespace

void mla(ThreadPool& pool, const Kernels& kernels, const MlaAttention& op, const BatchRows& rows) {
  std::int64_t places = 0;
  for (const std::int32_t position : rows.positions) {
    places += position + 1;
  }
  const std::int64_t cost = rows.size() == 0 ? 0 : places / rows.size() * op.query.columns / 8;
  pool.parallel_for(rows.size(), cost, [&](std::int64_t begin, std::int64_t end) {
    RowAttention attention(kernels, op);
    for (std::int64_t b = begin; b < end; ++b) {
      const auto index = static_cast<std::size_t>(b);
      attention.run(op.query.row<const float>(b), rows.pages[index],
                    std::int64_t{rows.positions[index]} + 1, op.out.row<float>(b));
    }
  });
}

}  // namespace assay::cpu
