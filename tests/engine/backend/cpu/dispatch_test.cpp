#include "engine/backend/cpu/dispatch.hpp"

#include <cmath>

#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

/// exp(x) by way of softmax over {0, x}: the largest is 0 as long as x is below it.
float exponential(const cpu::Kernels& kernels, float x) {
  const float in[2] = {0.0F, x};
  float out[2] = {};
  (void)kernels.softmax(in, 1.0F, out, 2);
  return out[1];
}

}  // namespace

TEST_CASE("the plain C++ kernels are always there, and come last") {
  REQUIRE_FALSE(cpu::available_kernels().empty());
  CHECK(cpu::available_kernels().back()->name == std::string("scalar"));
}

TEST_CASE("exp is within two units in the last place, the same bits in every instruction set") {
  for (int i = 0; i <= 20000; ++i) {
    const float x = -static_cast<float>(i) * 0.00436F;  // down to -87.2
    const float got = exponential(*cpu::available_kernels().front(), x);
    const double exact = std::exp(double{x});
    INFO("exp(" << x << ")");
    REQUIRE(std::abs(double{got} - exact) <= 2.0 * 0x1p-24 * exact * 2.0);
    for (const cpu::Kernels* kernels : cpu::available_kernels()) {
      INFO(kernels->name);
      REQUIRE(std::bit_cast<std::uint32_t>(exponential(*kernels, x)) ==
              std::bit_cast<std::uint32_t>(got));
    }
  }
}

TEST_CASE("exp is exactly 1 at 0 and exactly 0 far below") {
  for (const cpu::Kernels* kernels : cpu::available_kernels()) {
    CHECK(exponential(*kernels, 0.0F) == 1.0F);
    CHECK(exponential(*kernels, -88.0F) == 0.0F);
    CHECK(exponential(*kernels, -1e30F) == 0.0F);
  }
}

TEST_CASE("sums run in 16 lanes and one tree in every instruction set") {
  // Values whose sum depends on its order: a kernel with another order would differ.
  std::vector<float> x(1000);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = std::exp2(static_cast<float>(i * 7 % 24)) * noise(5, 0, static_cast<std::int64_t>(i));
  }
  for (std::int64_t n = 1; n <= 1000; n += 13) {
    float lanes[16] = {};
    for (std::int64_t i = 0; i < n; ++i) {
      lanes[i % 16] =
          std::fma(x[static_cast<std::size_t>(i)], x[static_cast<std::size_t>(i)], lanes[i % 16]);
    }
    for (int half = 8; half > 0; half /= 2) {
      for (int i = 0; i < half; ++i) {
        lanes[i] += lanes[i + half];
      }
    }
    for (const cpu::Kernels* kernels : cpu::available_kernels()) {
      INFO(kernels->name << ", " << n << " elements");
      REQUIRE(kernels->sum_of_squares(x.data(), n) == lanes[0]);
    }
  }
}

}  // namespace assay::test
