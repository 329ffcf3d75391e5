#include "engine/backend/cpu/rmsnorm.hpp"

#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

OperatorCase norm_case(int rows, int columns, float scale) {
  return {fmt::format("rmsnorm {} x {} of size {}", rows, columns, scale), rows, 1e-6,
          [=](Backend& backend, std::span<const int> chosen) {
            const Tensor x = input(backend, chosen, columns, 1, scale);
            const Tensor w = weight(backend, ElementType::f32, 1, columns, 2);
            const Tensor y = output(backend, chosen.size(), columns);
            backend.rmsnorm(x, w, 1e-6, y);
            return values(backend, y);
          }};
}

OperatorCase residual_case(int rows, int columns) {
  return {fmt::format("add_rmsnorm {} x {}", rows, columns), rows, 1e-6,
          [=](Backend& backend, std::span<const int> chosen) {
            const Tensor residual = input(backend, chosen, columns, 1);
            const Tensor delta = input(backend, chosen, columns, 3);
            const Tensor w = weight(backend, ElementType::f32, 1, columns, 2);
            const Tensor both = output(backend, chosen.size(), 2 * columns);
            backend.add_rmsnorm(residual, delta, w, 1e-6, both.column_range(0, columns));
            for (std::int64_t b = 0; b < both.rows; ++b) {
              std::copy_n(residual.row<float>(b), columns, both.row<float>(b) + columns);
            }
            return values(backend, both);
          }};
}

}  // namespace

TEST_CASE("rmsnorm agrees with the reference, for large and tiny values") {
  for (const int rows : {1, 3, 17, 64}) {
    for (const int columns : {1, 15, 48, 160}) {
      CHECK(disagreement(norm_case(rows, columns, 1.0F)) == "");
    }
  }
  CHECK(disagreement(norm_case(3, 160, 1e10F)) == "");
  CHECK(disagreement(norm_case(3, 160, 1e-10F)) == "");
}

TEST_CASE("add_rmsnorm writes the sum back and norms it") {
  CHECK(disagreement(residual_case(1, 160)) == "");
  CHECK(disagreement(residual_case(17, 33)) == "");
}

TEST_CASE("heads are normed by themselves, in place") {
  for (const int heads : {1, 3}) {
    for (const int columns : {2, 24, 33}) {
      const OperatorCase test{
          fmt::format("head_rmsnorm {} x {}", heads, columns), 17, 1e-6,
          [=](Backend& backend, std::span<const int> chosen) {
            const Tensor x = input(backend, chosen, heads * columns, 1);
            backend.head_rmsnorm(x, weight(backend, ElementType::f32, 1, columns, 2), heads, 1e-6);
            return values(backend, x);
          }};
      CHECK(disagreement(test) == "");
    }
  }
}

TEST_CASE("a bias is added to every row") {
  for (const int columns : {1, 24, 33}) {
    const OperatorCase test{fmt::format("add_bias {}", columns), 17, 0.0,
                            [=](Backend& backend, std::span<const int> chosen) {
                              const Tensor x = input(backend, chosen, columns, 1);
                              backend.add_bias(x, weight(backend, ElementType::f32, 1, columns, 2));
                              return values(backend, x);
                            }};
    CHECK(disagreement(test) == "");
  }
}

TEST_CASE("rmsnorm of a known row is what arithmetic says") {
  // mean square of (3, 4) is 12.5: 3 / sqrt(12.5) = 0.848528, 4 / sqrt(12.5) = 1.131371
  const auto backend = cpu::make_backend(1);
  const Tensor x = backend->allocate(ElementType::f32, 1, 2);
  const Tensor w = backend->allocate(ElementType::f32, 1, 2);
  upload_f32(*backend, {3.0F, 4.0F}, x);
  upload_f32(*backend, {1.0F, 2.0F}, w);
  backend->rmsnorm(x, w, 0.0, x);
  CHECK(x.row<float>(0)[0] == Approx(0.848528).epsilon(1e-6));
  CHECK(x.row<float>(0)[1] == Approx(2 * 1.131371).epsilon(1e-6));
}

}  // namespace assay::test
