#include "engine/backend/cpu/rope_kv.hpp"

#include <cmath>

#include "engine/model/rope.hpp"
#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/engine/backend/cpu/short_sequences.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

constexpr int heads = 6;
constexpr int kv_heads = 2;
constexpr int head_dim = 10;

std::vector<float> run_rope(Backend& backend, std::span<const int> chosen) {
  const std::size_t n = chosen.size();
  RopeKv op;
  op.q = input(backend, chosen, heads * head_dim, 1);
  op.k = input(backend, chosen, kv_heads * head_dim, 2);
  op.v = input(backend, chosen, kv_heads * head_dim, 3);
  op.table = rope_table(backend, 64, head_dim, RopeSettings{500.0});
  op.cache = output(backend, n * 4 * page_size, 2 * kv_heads * head_dim);
  op.heads = heads;
  op.kv_heads = kv_heads;
  const ShortSequences sequences(chosen);
  backend.rope_kv(op, sequences.rows());
  return sequences.with_entries(op.q, op.cache);
}

}  // namespace

TEST_CASE("rotation by halves and the cache entries agree with the reference") {
  for (const int rows : {1, 3, 17}) {
    CHECK(disagreement({fmt::format("rope_kv {} rows", rows), rows, 2e-7, run_rope}) == "");
  }
}

TEST_CASE("rotation by halves pairs an element with the one half a head further") {
  const auto backend = reference::make_backend();
  RopeKv op;
  op.q = backend->allocate(ElementType::f32, 1, 4);
  op.k = backend->allocate(ElementType::f32, 1, 4);
  op.v = backend->allocate(ElementType::f32, 1, 4);
  op.table = rope_table(*backend, 8, 4, RopeSettings{100.0});
  op.cache = output(*backend, page_size, 8);
  op.heads = 1;
  op.kv_heads = 1;
  upload_f32(*backend, {1.0F, 0.0F, 0.0F, 1.0F}, op.q);
  upload_f32(*backend, {5.0F, 6.0F, 7.0F, 8.0F}, op.v);
  const std::vector<std::int32_t> zero = {0};
  const std::vector<std::int32_t> position = {3};
  const std::vector<std::span<const std::int32_t>> pages = {zero};
  backend->rope_kv(op, {zero, position, pages});
  const std::vector<float> q = values(*backend, op.q);
  CHECK(q[0] == Approx(std::cos(3.0)));
  CHECK(q[2] == Approx(std::sin(3.0)));
  CHECK(q[1] == Approx(-std::sin(0.3)));
  CHECK(q[3] == Approx(std::cos(0.3)));
  CHECK(op.cache.row<float>(3)[4] == 5.0F);
  CHECK(op.cache.row<float>(3)[7] == 8.0F);
}

}  // namespace assay::test
