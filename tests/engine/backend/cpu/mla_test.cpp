#include "engine/backend/cpu/mla.hpp"

#include <cmath>
#include <limits>

#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

struct AttentionShape {
  int rows = 1;
  int heads = 4;
  int lora = 48;
  int rope = 16;
};

/// The length of a row's sequence: short, page borders, beyond the split of 512.
int length_of(int row) {
  constexpr int lengths[] = {1, 2, 15, 16, 17, 64, 511, 512, 513, 700, 1100};
  return lengths[row % 11];
}

/// Every row has a sequence of its own with pages strewn over the cache; unused rows hold NaN and
/// unused page numbers are huge, so that no stray read passes.
OperatorCase attention_case(const AttentionShape& s) {
  return {fmt::format("mla {} rows, {} heads, {} + {}", s.rows, s.heads, s.lora, s.rope), s.rows,
          2e-6, [=](Backend& backend, std::span<const int> chosen) {
            const int width = s.lora + s.rope;
            constexpr int pages_each = 80;
            const int pages = pages_each * static_cast<int>(chosen.size());
            const Tensor cache =
                backend.allocate(ElementType::f32, std::int64_t{pages} * page_size, width);
            for (std::int64_t r = 0; r < cache.rows; ++r) {
              std::fill_n(cache.row<float>(r), width, std::numeric_limits<float>::quiet_NaN());
            }
            std::vector<std::int32_t> ids(chosen.size(), 0);
            std::vector<std::int32_t> positions;
            std::vector<std::vector<std::int32_t>> tables(chosen.size());
            std::vector<std::span<const std::int32_t>> views;
            for (std::size_t b = 0; b < chosen.size(); ++b) {
              const int length = length_of(chosen[b]);
              for (int p = 0; p * page_size < length; ++p) {
                tables[b].push_back((p * 7 % pages_each) * static_cast<int>(chosen.size()) +
                                    static_cast<int>(b));
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
            const Tensor query = input(backend, chosen, s.heads * width, 8, 2.0F);
            const Tensor out = output(backend, chosen.size(), s.heads * s.lora);
            backend.mla({query, cache, out, s.heads, 0.18F}, {ids, positions, views});
            return values(backend, out);
          }};
}

}  // namespace

TEST_CASE("attention agrees with the reference over strewn pages and every border") {
  CHECK(disagreement(attention_case({11, 4, 48, 16})) == "");
  CHECK(disagreement(attention_case({3, 3, 24, 8})) == "");
  CHECK(disagreement(attention_case({17, 1, 33, 6})) == "");
  CHECK(disagreement(attention_case({2, 7, 128, 64})) == "");
}

TEST_CASE("attention over one place gives that place back") {
  const auto backend = cpu::make_backend(1);
  const Tensor cache = backend->allocate(ElementType::f32, page_size, 6);
  for (int i = 0; i < 6; ++i) {
    cache.row<float>(0)[i] = static_cast<float>(i + 1);
  }
  const Tensor query = input(*backend, std::vector<int>{0}, 6, 1);
  const Tensor out = output(*backend, 1, 4);
  const std::vector<std::int32_t> zero = {0};
  const std::vector<std::span<const std::int32_t>> pages = {zero};
  backend->mla({query, cache, out, 1, 1.0F}, {zero, zero, pages});
  CHECK(values(*backend, out) == std::vector<float>{1.0F, 2.0F, 3.0F, 4.0F});
}

}  // namespace assay::test
