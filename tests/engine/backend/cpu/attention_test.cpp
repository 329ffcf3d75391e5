#include "engine/backend/cpu/attention.hpp"

#include <cmath>
#include <limits>

#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

struct AttentionShape {
  int rows = 1;
  int heads = 4;
  int kv_heads = 1;
  int key_dim = 64;
  int value_dim = 48;
  int value_begin = 0;
  int window = 0;
  bool sinks = false;

  [[nodiscard]] int width() const {
    return std::max(kv_heads * key_dim, value_begin + kv_heads * value_dim);
  }

  [[nodiscard]] std::string name() const {
    return fmt::format("attention {} rows, {}/{} heads, {} and {} at {}, window {}, sinks {}", rows,
                       heads, kv_heads, key_dim, value_dim, value_begin, window, sinks);
  }
};

AttentionShape latent(int rows, int heads, int lora, int rope) {
  return {rows, heads, 1, lora + rope, lora, 0, 0, false};
}

AttentionShape grouped(int rows, int heads, int kv_heads, int head_dim, int window = 0,
                       bool sinks = false) {
  return {rows, heads, kv_heads, head_dim, head_dim, kv_heads * head_dim, window, sinks};
}

/// The length of a row's sequence: short, page borders, beyond the split of 512.
int length_of(int row) {
  constexpr int lengths[] = {1, 2, 15, 16, 17, 64, 511, 512, 513, 700, 1100};
  return lengths[row % 11];
}

/// Rows with sequences of their own, whose pages lie strewn over the cache; unused rows hold NaN
/// and unused page numbers are huge, so that no stray read passes.
struct Sequences {
  static constexpr int pages_each = 80;

  Sequences(Backend& backend, std::span<const int> chosen, int width)
      : ids(chosen.size(), 0), tables(chosen.size()) {
    const int count = static_cast<int>(chosen.size());
    cache = backend.allocate(ElementType::f32, std::int64_t{pages_each} * count * page_size, width);
    for (std::int64_t r = 0; r < cache.rows; ++r) {
      std::fill_n(cache.row<float>(r), width, std::numeric_limits<float>::quiet_NaN());
    }
    for (std::size_t b = 0; b < chosen.size(); ++b) {
      const int length = length_of(chosen[b]);
      for (int p = 0; p * page_size < length; ++p) {
        tables[b].push_back((p * 7 % pages_each) * count + static_cast<int>(b));
      }
      for (int t = 0; t < length; ++t) {
        const int page = tables[b][static_cast<std::size_t>(t / page_size)];
        for (int i = 0; i < width; ++i) {
          cache.row<float>(std::int64_t{page} * page_size + t % page_size)[i] =
              noise(9, 10000 * chosen[b] + t, i);
        }
      }
      tables[b].push_back(1 << 30);
      positions.push_back(length - 1);
      views.emplace_back(tables[b]);
    }
  }

  Tensor cache;
  std::vector<std::int32_t> ids;
  std::vector<std::int32_t> positions;
  std::vector<std::vector<std::int32_t>> tables;
  std::vector<std::span<const std::int32_t>> views;
};

Attention operation(const AttentionShape& s) {
  Attention op;
  op.heads = s.heads;
  op.kv_heads = s.kv_heads;
  op.key_dim = s.key_dim;
  op.value_dim = s.value_dim;
  op.value_begin = s.value_begin;
  op.scale = 0.18F;
  op.window = s.window;
  return op;
}

template <typename Places>
OperatorCase attention_case(const AttentionShape& s) {
  return {s.name(), s.rows, 2e-6, [=](Backend& backend, std::span<const int> chosen) {
            const Places sequences(backend, chosen, s.width());
            Attention op = operation(s);
            op.cache = sequences.cache;
            op.query = input(backend, chosen, s.heads * s.key_dim, 8, 2.0F);
            op.out = output(backend, chosen.size(), s.heads * s.value_dim);
            if (s.sinks) {
              op.sinks = weight(backend, ElementType::f32, 1, s.heads, 3, 4.0F);
            }
            backend.attention(op, {sequences.ids, sequences.positions, sequences.views});
            return values(backend, op.out);
          }};
}

/// Rows of one sequence, three places apart, as a prompt has them; each third row stands in a
/// branch that leaves the trunk some pages before.
struct Branches {
  static constexpr int pages_each = 36;
  static constexpr int branch_at = 30;

  Branches(Backend& backend, std::span<const int> chosen, int width) : ids(chosen.size(), 0) {
    cache = backend.allocate(ElementType::f32, 2 * pages_each * page_size, width);
    for (std::int64_t r = 0; r < cache.rows; ++r) {
      for (int i = 0; i < width; ++i) {
        cache.row<float>(r)[i] = noise(9, r, i);
      }
    }
    for (const int row : chosen) {
      positions.push_back(489 + 3 * row);
      tables.emplace_back();
      for (int page = 0; page < pages_each; ++page) {
        const bool branch = row % 3 == 2 && page >= branch_at;
        tables.back().push_back(pages_each - 1 - page + (branch ? pages_each : 0));
      }
    }
    views.assign(tables.begin(), tables.end());
  }

  Tensor cache;
  std::vector<std::int32_t> ids;
  std::vector<std::int32_t> positions;
  std::vector<std::vector<std::int32_t>> tables;
  std::vector<std::span<const std::int32_t>> views;
};

/// One head over the places of one page, keys and values {1, 2, ...} by row.
std::vector<float> attend_to_page(Backend& backend, Attention op, int places) {
  op.cache = backend.allocate(ElementType::f32, page_size, 6);
  for (int t = 0; t < places; ++t) {
    for (int i = 0; i < 6; ++i) {
      op.cache.row<float>(t)[i] = static_cast<float>(10 * t + i + 1);
    }
  }
  op.query = backend.allocate(ElementType::f32, 1, op.key_dim);
  op.out = output(backend, 1, op.value_dim);
  op.heads = 1;
  op.scale = 1.0F;
  const std::vector<std::int32_t> zero = {0};
  const std::vector<std::int32_t> position = {places - 1};
  const std::vector<std::span<const std::int32_t>> pages = {zero};
  backend.attention(op, {zero, position, pages});
  return values(backend, op.out);
}

}  // namespace

TEST_CASE("latent attention agrees with the reference over strewn pages and every border") {
  CHECK(disagreement(attention_case<Sequences>(latent(11, 4, 48, 16))) == "");
  CHECK(disagreement(attention_case<Sequences>(latent(3, 3, 24, 8))) == "");
  CHECK(disagreement(attention_case<Sequences>(latent(17, 1, 33, 6))) == "");
  CHECK(disagreement(attention_case<Sequences>(latent(2, 17, 128, 64))) == "");
}

TEST_CASE("grouped-query attention agrees with the reference, with windows and sinks") {
  CHECK(disagreement(attention_case<Sequences>(grouped(11, 4, 2, 16))) == "");
  CHECK(disagreement(attention_case<Sequences>(grouped(11, 6, 6, 24))) == "");
  CHECK(disagreement(attention_case<Sequences>(grouped(3, 20, 2, 10))) == "");
  CHECK(disagreement(attention_case<Sequences>(grouped(11, 4, 2, 16, 0, true))) == "");
  for (const int window : {1, 7, 16, 128, 600}) {
    CHECK(disagreement(attention_case<Sequences>(grouped(11, 4, 2, 16, window, true))) == "");
  }
}

TEST_CASE("rows that share pages are computed together and get what each gets alone") {
  CHECK(disagreement(attention_case<Branches>(latent(20, 16, 48, 16))) == "");
  CHECK(disagreement(attention_case<Branches>(latent(14, 3, 33, 6))) == "");
  CHECK(disagreement(attention_case<Branches>(grouped(20, 6, 2, 24, 0, true))) == "");
  for (const int window : {1, 20, 128, 500}) {
    CHECK(disagreement(attention_case<Branches>(grouped(20, 4, 2, 16, window, true))) == "");
  }
}

TEST_CASE("attention over one place gives that place's value") {
  const auto backend = cpu::make_backend(1);
  Attention op;
  op.key_dim = 6;
  op.value_dim = 4;
  CHECK(attend_to_page(*backend, op, 1) == std::vector<float>{1.0F, 2.0F, 3.0F, 4.0F});
  op.value_begin = 2;
  CHECK(attend_to_page(*backend, op, 1) == std::vector<float>{3.0F, 4.0F, 5.0F, 6.0F});
}

TEST_CASE("a window hides what lies before it, and a sink takes its share") {
  for (const bool reference : {true, false}) {
    const auto backend = reference ? reference::make_backend() : cpu::make_backend(1);
    Attention op;
    op.key_dim = 6;
    op.value_dim = 1;
    CHECK(attend_to_page(*backend, op, 4)[0] == Approx(16.0));  // equal scores: the mean
    op.window = 2;
    CHECK(attend_to_page(*backend, op, 4)[0] == Approx(26.0));
    op.sinks = backend->allocate(ElementType::f32, 1, 1);
    op.sinks.row<float>(0)[0] = std::log(2.0F);
    CHECK(attend_to_page(*backend, op, 4)[0] == Approx(13.0));  // two of four parts are the sink's
  }
}

}  // namespace assay::test
