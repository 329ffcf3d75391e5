#include "engine/backend/cpu/attention.hpp"

#include <algorithm>
#include <vector>

namespace assay::cpu {

namespace {

constexpr std::int64_t split = 512;  // places whose weighted values are one chain
constexpr std::int64_t chunk = 64;   // places that rows share at a time; divides split
constexpr std::int64_t vector_width = 16;
constexpr std::int64_t least_heads = 8;   // that make reading a key worth it
constexpr std::int64_t most_pairs = 112;  // of a row and a head: their sums stay in the L2 cache
constexpr std::int64_t most_scores = 1 << 19;

/// Places [begin, end) of a sequence.
struct Span {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  [[nodiscard]] std::int64_t size() const { return std::max<std::int64_t>(0, end - begin); }
  friend bool operator==(const Span&, const Span&) = default;
};

Span seen_by(std::int64_t position, int window) {
  return {window > 0 ? std::max<std::int64_t>(0, position + 1 - window) : 0, position + 1};
}

Span overlap(const Span& a, const Span& b) {
  return {std::max(a.begin, b.begin), std::min(a.end, b.end)};
}

/// Neighbouring query heads of one KV head.
struct HeadBlock {
  std::int64_t first = 0;
  std::int64_t count = 0;
  std::int64_t kv_head = 0;
};

std::vector<HeadBlock> head_blocks(const Attention& op, std::int64_t most_heads) {
  const std::int64_t group = op.heads / op.kv_heads;
  std::vector<HeadBlock> blocks;
  for (std::int64_t head = 0; head < op.heads;) {
    const std::int64_t kv_head = head / group;
    const std::int64_t count = std::min(most_heads, (kv_head + 1) * group - head);
    blocks.push_back({head, count, kv_head});
    head += count;
  }
  return blocks;
}

/// Neighbouring rows of the step.
struct RowBlock {
  std::int64_t first = 0;
  std::int64_t count = 0;
};

/// Rows are taken together where the first page that they see is the same.
std::vector<RowBlock> row_blocks(const BatchRows& rows, int window, std::int64_t most_rows) {
  const auto first_page = [&](std::size_t row) {
    return rows.pages[row][static_cast<std::size_t>(seen_by(rows.positions[row], window).begin /
                                                    page_size)];
  };
  std::vector<RowBlock> blocks;
  for (std::int64_t row = 0; row < rows.size(); ++row) {
    if (!blocks.empty() && blocks.back().count < most_rows &&
        first_page(static_cast<std::size_t>(row)) ==
            first_page(static_cast<std::size_t>(blocks.back().first))) {
      ++blocks.back().count;
    } else {
      blocks.push_back({row, 1});
    }
  }
  return blocks;
}

/// Some heads of some rows. Rows that see the same places are computed together; what a row's
/// result is made of, and in which order, depends on the row alone.
class BlockAttention {
 public:
  BlockAttention(const Kernels& kernels, const Attention& op, const BatchRows& rows)
      : kernels_(kernels), op_(op), rows_(rows) {}

  void run(const RowBlock& block, const HeadBlock& heads) {
    block_ = block;
    heads_ = heads;
    all_ = seen(0);
    for (std::int64_t row = 1; row < block.count; ++row) {
      all_.begin = std::min(all_.begin, seen(row).begin);
      all_.end = std::max(all_.end, seen(row).end);
    }
    base_ = all_.begin / page_size * page_size;
    // Whole pages, and one more place for the sink.
    scores_stride_ = ((all_.end - base_) / page_size + 2) * page_size;
    scores_.resize(static_cast<std::size_t>(pairs() * scores_stride_));
    score();
    factors_.resize(static_cast<std::size_t>(pairs()));
    for_each_pair([&](std::int64_t pair, std::int64_t row, std::int64_t head) {
      factors_[static_cast<std::size_t>(pair)] = 1.0F / softmax(pair, row, head);
    });
    combine();
  }

 private:
  [[nodiscard]] std::int64_t pairs() const { return block_.count * heads_.count; }

  [[nodiscard]] Span seen(std::int64_t row) const {
    return seen_by(rows_.positions[static_cast<std::size_t>(block_.first + row)], op_.window);
  }

  /// The first row of the cache of the page that holds place t.
  [[nodiscard]] const float* page_of(std::int64_t row, std::int64_t t) const {
    const auto& pages = rows_.pages[static_cast<std::size_t>(block_.first + row)];
    const std::int64_t page = pages[static_cast<std::size_t>(t / page_size)];
    return op_.cache.row<const float>(page * page_size);
  }

  [[nodiscard]] float* scores_of(std::int64_t pair, std::int64_t t) {
    return scores_.data() + pair * scores_stride_ + (t - base_);
  }

  template <typename Visit>
  void for_each_pair(const Visit& visit) const {
    for (std::int64_t pair = 0; pair < pairs(); ++pair) {
      visit(pair, pair / heads_.count, heads_.first + pair % heads_.count);
    }
  }

  /// visit(row, count, places) for neighbouring rows that see the same places, not none, of
  /// `part`, through the same pages.
  template <typename Visit>
  void for_each_run(const Span& part, const Visit& visit) const {
    for (std::int64_t row = 0; row < block_.count;) {
      const Span places = overlap(part, seen(row));
      std::int64_t end = row + 1;
      while (end < block_.count && overlap(part, seen(end)) == places &&
             same_pages(row, end, places)) {
        ++end;
      }
      if (places.size() > 0) {
        visit(row, end - row, places);
      }
      row = end;
    }
  }

  [[nodiscard]] bool same_pages(std::int64_t a, std::int64_t b, const Span& places) const {
    for (std::int64_t t = places.begin / page_size * page_size; t < places.end; t += page_size) {
      if (page_of(a, t) != page_of(b, t)) {
        return false;
      }
    }
    return true;
  }

  /// Pairs are the rows of a product whose weight is a page of the cache. Places around those that
  /// a row sees, in its first page and up to a multiple of four, are computed too and not looked
  /// at.
  void score() {
    std::vector<const float*> inputs(static_cast<std::size_t>(pairs()));
    std::vector<float*> outputs(static_cast<std::size_t>(pairs()));
    for_each_pair([&](std::int64_t pair, std::int64_t row, std::int64_t head) {
      inputs[static_cast<std::size_t>(pair)] =
          op_.query.row<const float>(block_.first + row) + head * op_.key_dim;
    });
    for (std::int64_t t = base_; t < all_.end; t += page_size) {
      for_each_run({t, t + page_size},
                   [&](std::int64_t row, std::int64_t count, const Span& places) {
                     const std::int64_t first = row * heads_.count;
                     for (std::int64_t pair = first; pair < first + count * heads_.count; ++pair) {
                       outputs[static_cast<std::size_t>(pair)] = scores_of(pair, t);
                     }
                     MatmulArgs args;
                     args.x = inputs.data() + first;
                     args.out = outputs.data() + first;
                     args.rows = count * heads_.count;
                     args.weight = page_of(row, t) + heads_.kv_head * op_.key_dim;
                     args.weight_stride = op_.cache.stride;
                     args.depth = op_.key_dim;
                     args.end = (places.end - t + 3) / 4 * 4;
                     kernels_.matmul_f32(args);
                   });
    }
  }

  /// Weights, not yet divided by the sum that is returned. A sink is one more place, whose value is
  /// nothing.
  float softmax(std::int64_t pair, std::int64_t row, std::int64_t head) {
    const Span places = seen(row);
    float* first = scores_of(pair, places.begin);
    std::int64_t count = places.size();
    if (!op_.sinks.empty()) {
      first[count++] = op_.sinks.row<const float>(0)[head] / op_.scale;
    }
    return kernels_.softmax(first, op_.scale, first, count);
  }

  void combine() {
    for_each_pair([&](std::int64_t, std::int64_t row, std::int64_t head) {
      std::fill_n(out(row, head), op_.value_dim, 0.0F);
    });
    for (std::int64_t begin = all_.begin / split * split; begin < all_.end; begin += split) {
      const Span part{begin, begin + split};
      sum(overlap(part, all_));
      for_each_pair([&](std::int64_t pair, std::int64_t row, std::int64_t head) {
        if (overlap(part, seen(row)).size() > 0) {
          kernels_.add(out(row, head), sums_.data() + pair * sums_stride(), op_.value_dim);
        }
      });
    }
    for_each_pair([&](std::int64_t pair, std::int64_t row, std::int64_t head) {
      float* values = out(row, head);
      for (std::int64_t i = 0; i < op_.value_dim; ++i) {
        values[i] *= factors_[static_cast<std::size_t>(pair)];
      }
    });
  }

  [[nodiscard]] float* out(std::int64_t row, std::int64_t head) const {
    return op_.out.row<float>(block_.first + row) + head * op_.value_dim;
  }

  [[nodiscard]] std::int64_t sums_stride() const {
    return (op_.value_dim + vector_width - 1) / vector_width * vector_width;
  }

  /// Weighted values of a split, for each pair.
  void sum(const Span& part) {
    sums_.assign(static_cast<std::size_t>(pairs() * sums_stride()), 0.0F);
    for (std::int64_t t = part.begin / chunk * chunk; t < part.end; t += chunk) {
      for_each_run({t, t + chunk}, [&](std::int64_t row, std::int64_t count, const Span& places) {
        const float* pages[chunk / page_size] = {};
        for (std::int64_t at = places.begin / page_size * page_size; at < places.end;
             at += page_size) {
          pages[(at - t) / page_size] =
              page_of(row, at) + op_.value_begin + heads_.kv_head * op_.value_dim;
        }
        const std::int64_t first = row * heads_.count;
        WeightedRowsArgs args;
        args.weights = scores_of(first, t);
        args.weights_stride = scores_stride_;
        args.pages = pages;
        args.value_stride = op_.cache.stride;
        args.begin = places.begin - t;
        args.end = places.end - t;
        args.columns = op_.value_dim;
        args.sums = sums_.data() + first * sums_stride();
        args.sums_stride = sums_stride();
        args.heads = count * heads_.count;
        kernels_.weighted_rows(args);
      });
    }
  }

  const Kernels& kernels_;
  const Attention& op_;
  const BatchRows& rows_;
  RowBlock block_;
  HeadBlock heads_;
  Span all_;  // places that some row of the block sees
  std::int64_t base_ = 0;
  std::int64_t scores_stride_ = 0;
  std::vector<float> scores_;
  std::vector<float> factors_;
  std::vector<float> sums_;
};

}  // namespace

void attention(ThreadPool& pool, const Kernels& kernels, const Attention& op,
               const BatchRows& rows) {
  std::int64_t places = 0;
  std::int64_t longest = 1;
  for (const std::int32_t position : rows.positions) {
    places += seen_by(position, op.window).size();
    longest = std::max(longest, seen_by(position, op.window).size());
  }
  // So many pairs at a time that each thread has something to do and scores stay in a cache.
  const std::int64_t most = std::min(most_pairs, most_scores / longest);
  const std::int64_t pairs = std::max(
      least_heads, std::min(most, rows.size() * op.heads / (std::int64_t{2} * pool.threads())));
  const std::vector<HeadBlock> heads = head_blocks(op, pairs);
  const std::vector<RowBlock> blocks =
      row_blocks(rows, op.window, std::max<std::int64_t>(1, pairs / (op.heads / op.kv_heads)));
  const auto count = static_cast<std::int64_t>(heads.size());
  const std::int64_t items = static_cast<std::int64_t>(blocks.size()) * count;
  const std::int64_t cost = items == 0 ? 0 : places * op.query.columns / items / 8;
  pool.parallel_for(items, cost, [&](std::int64_t begin, std::int64_t end) {
    BlockAttention block(kernels, op, rows);
    for (std::int64_t item = begin; item < end; ++item) {
      block.run(blocks[static_cast<std::size_t>(item / count)],
                heads[static_cast<std::size_t>(item % count)]);
    }
  });
}

}  // namespace assay::cpu
