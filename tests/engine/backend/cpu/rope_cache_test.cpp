#include "engine/backend/cpu/rope_cache.hpp"

#include <cmath>
#include <utility>

#include "engine/model/rope.hpp"
#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/engine/backend/cpu/short_sequences.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

constexpr int heads = 3;
constexpr int nope = 5;
constexpr int rope = 8;
constexpr int lora = 7;

std::vector<float> run_rope(Backend& backend, std::span<const int> chosen) {
  const std::size_t n = chosen.size();
  const Tensor q = input(backend, chosen, heads * (nope + rope), 1);
  const Tensor latent = input(backend, chosen, lora, 2);
  const Tensor k_rope = input(backend, chosen, rope, 3);
  const Tensor query = output(backend, n, heads * (lora + rope));
  const Tensor table = rope_table(backend, 64, rope, RopeSettings{500.0});
  const Tensor cache = output(backend, n * 4 * page_size, lora + rope);
  const ShortSequences sequences(chosen);
  backend.rope_cache({q, query, latent, k_rope, table, cache, heads}, sequences.rows());
  return sequences.with_entries(query, cache);
}

}  // namespace

TEST_CASE("rotation and cache entries agree with the reference") {
  for (const int rows : {1, 3, 17}) {
    CHECK(disagreement({fmt::format("rope_cache {} rows", rows), rows, 2e-7, run_rope}) == "");
  }
}

TEST_CASE("the rope table holds the angles of interleaved pairs") {
  const auto backend = reference::make_backend();
  const Tensor table = rope_table(*backend, 100, 16, RopeSettings{500.0});
  for (const int position : {0, 1, 57, 99}) {
    for (int i = 0; i < 16; i += 2) {
      const double angle = position * std::pow(500.0, -i / 16.0);
      CHECK(table.row<float>(position)[i] == Approx(std::cos(angle)).margin(1e-7));
      CHECK(table.row<float>(position)[i + 1] == Approx(std::sin(angle)).margin(1e-7));
    }
  }
}

TEST_CASE("rotation keeps the product of query and key a function of their distance") {
  // The property that RoPE is made for (arXiv 2104.09864, equation 11).
  const auto backend = reference::make_backend();
  const Tensor table = rope_table(*backend, 64, 2, RopeSettings{10.0});
  const auto turn = [&](double x, double y, int position) {
    const double c = double{table.row<float>(position)[0]};
    const double s = double{table.row<float>(position)[1]};
    return std::pair(x * c - y * s, x * s + y * c);
  };
  const auto [a, b] = turn(0.3, 0.8, 10);
  const auto [c, d] = turn(-0.5, 0.2, 4);
  const auto [e, f] = turn(0.3, 0.8, 50);
  const auto [g, h] = turn(-0.5, 0.2, 44);
  CHECK(a * c + b * d == Approx(e * g + f * h).margin(1e-6));
}

}  // namespace assay::test
