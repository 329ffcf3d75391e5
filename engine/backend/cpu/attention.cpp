#include "engine/backend/cpu/attention.hpp"

#include <algorithm>
#include <vector>

namespace assay::cpu {

namespace {

constexpr std::int64_t split = 512;
constexpr std::int64_t most_heads = 8;  // of one KV head that one thread takes at a time

/// The places [begin, end) of a sequence; `base` is where begin's page starts.
struct Span {
  std::int64_t base = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

Span seen_by(std::int64_t position, int window) {
  const std::int64_t begin = window > 0 ? std::max<std::int64_t>(0, position + 1 - window) : 0;
  return {begin / page_size * page_size, begin, position + 1};
}

/// Neighbouring query heads of one KV head.
struct HeadBlock {
  std::int64_t first = 0;
  std::int64_t count = 0;
  std::int64_t kv_head = 0;
};

std::vector<HeadBlock> head_blocks(const Attention& op) {
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

/// Some heads of one row of the step; keeps its scratch from call to call.
class BlockAttention {
 public:
  BlockAttention(const Kernels& kernels, const Attention& op) : kernels_(kernels), op_(op) {}

  void run(std::int64_t row, const HeadBlock& heads, std::span<const std::int32_t> pages,
           const Span& span) {
    find_pages(pages, span);
    scores_.resize(static_cast<std::size_t>(heads.count) * row_size());
    score(op_.query.row<const float>(row) + heads.first * op_.key_dim, heads, span);
    std::vector<float> sums(static_cast<std::size_t>(heads.count));
    for (std::int64_t h = 0; h < heads.count; ++h) {
      sums[static_cast<std::size_t>(h)] = softmax(heads.first + h, scores_of(h), span);
    }
    float* out = op_.out.row<float>(row) + heads.first * op_.value_dim;
    combine(heads, span, out);
    for (std::int64_t h = 0; h < heads.count; ++h) {
      const float factor = 1.0F / sums[static_cast<std::size_t>(h)];
      for (std::int64_t i = 0; i < op_.value_dim; ++i) {
        out[h * op_.value_dim + i] *= factor;
      }
    }
  }

 private:
  void find_pages(std::span<const std::int32_t> pages, const Span& span) {
    starts_.clear();
    for (std::int64_t t = span.base; t < span.end; t += page_size) {
      const std::int64_t page = pages[static_cast<std::size_t>(t / page_size)];
      starts_.push_back(op_.cache.row<const float>(page * page_size));
    }
  }

  /// Scores of a head: whole pages, and one more place for the sink.
  [[nodiscard]] std::size_t row_size() const { return (starts_.size() + 1) * page_size; }
  [[nodiscard]] float* scores_of(std::int64_t head) {
    return scores_.data() + static_cast<std::size_t>(head) * row_size();
  }

  /// Heads are the rows of a product whose weight is a page of the cache. Places behind the
  /// sequence, up to a multiple of four, are computed too and not looked at.
  void score(const float* query, const HeadBlock& heads, const Span& span) {
    const float* inputs[most_heads];
    float* outputs[most_heads];
    MatmulArgs args;
    args.x = inputs;
    args.out = outputs;
    args.rows = heads.count;
    args.weight_stride = op_.cache.stride;
    args.depth = op_.key_dim;
    for (std::int64_t h = 0; h < heads.count; ++h) {
      inputs[h] = query + h * op_.key_dim;
    }
    for (std::size_t page = 0; page < starts_.size(); ++page) {
      const auto first = static_cast<std::int64_t>(page) * page_size;
      for (std::int64_t h = 0; h < heads.count; ++h) {
        outputs[h] = scores_of(h) + first;
      }
      args.weight = starts_[page] + heads.kv_head * op_.key_dim;
      args.end = std::min<std::int64_t>(page_size, (span.end - span.base - first + 3) / 4 * 4);
      kernels_.matmul_f32(args);
    }
  }

  /// Weights, not yet divided by the sum that is returned. A sink is one more place, whose value is
  /// nothing.
  float softmax(std::int64_t head, float* scores, const Span& span) {
    float* first = scores + (span.begin - span.base);
    std::int64_t places = span.end - span.begin;
    if (!op_.sinks.empty()) {
      first[places++] = op_.sinks.row<const float>(0)[head] / op_.scale;
    }
    return kernels_.softmax(first, op_.scale, first, places);
  }

  void combine(const HeadBlock& heads, const Span& span, float* out) {
    std::fill_n(out, heads.count * op_.value_dim, 0.0F);
    WeightedRowsArgs args;
    args.weights = scores_.data();
    args.weights_stride = static_cast<std::int64_t>(row_size());
    args.pages = starts_.data();
    args.row_stride = op_.cache.stride;
    args.first_column = op_.value_begin + heads.kv_head * op_.value_dim;
    args.columns = op_.value_dim;
    args.out = out;
    args.heads = heads.count;
    for (std::int64_t begin = span.begin; begin < span.end;) {
      const std::int64_t end = std::min((begin / split + 1) * split, span.end);
      args.begin = begin - span.base;
      args.end = end - span.base;
      kernels_.weighted_rows(args);
      begin = end;
    }
  }

  const Kernels& kernels_;
  const Attention& op_;
  std::vector<const float*> starts_;
  std::vector<float> scores_;
};

}  // namespace

void attention(ThreadPool& pool, const Kernels& kernels, const Attention& op,
               const BatchRows& rows) {
  const std::vector<HeadBlock> blocks = head_blocks(op);
  const auto count = static_cast<std::int64_t>(blocks.size());
  std::int64_t places = 0;
  for (const std::int32_t position : rows.positions) {
    const Span span = seen_by(position, op.window);
    places += span.end - span.begin;
  }
  const std::int64_t items = rows.size() * count;
  const std::int64_t cost = items == 0 ? 0 : places * op.query.columns / items / 8;
  pool.parallel_for(items, cost, [&](std::int64_t begin, std::int64_t end) {
    BlockAttention block(kernels, op);
    for (std::int64_t item = begin; item < end; ++item) {
      const auto row = static_cast<std::size_t>(item / count);
      block.run(item / count, blocks[static_cast<std::size_t>(item % count)], rows.pages[row],
                seen_by(rows.positions[row], op.window));
    }
  });
}

}  // namespace assay::cpu
