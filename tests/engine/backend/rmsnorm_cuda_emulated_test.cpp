// RMSNorm three times: the fp64 reference, the CPU backend, and the CUDA kernel's own source on the
// host. One set of cases holds them together; planted faults show that it would notice.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/backend/cpu/cpu_backend.hpp"
#include "engine/backend/host_memory.hpp"
#include "engine/backend/reference/reference_backend.hpp"
#include "engine/bench/shapes.hpp"
#include "engine/core/philox.hpp"
#include "tests/cuda_emulator/cuda_emulator.hpp"
#include "tests/support/catch.hpp"
// After the emulator, which defines CUDA's words.
#include "engine/backend/cuda/rmsnorm_kernel.cuh"

using namespace assay;

namespace {

constexpr double eps = 1e-6;

/// fp32 sums of 7168 squares in 256 chains and a tree: about 40 roundings of 2^-24 each.
constexpr double tolerance = 40 * 0x1p-24;

using Rows = std::vector<float>;

struct Case {
  std::string name;
  std::int64_t rows = 1;
  std::int64_t n = 1;
  float magnitude = 1.0F;
  float outlier = 0.0F;  ///< put at the end of each row, where a lost tail would show
};

std::vector<Case> cases() {
  std::vector<Case> all{{"one element", 1, 1},        {"less than a warp", 2, 31},
                        {"more than a warp", 2, 33},  {"a thread each", 1, 256},
                        {"one thread twice", 1, 257}, {"zeros", 1, 64, 0.0F},
                        {"below eps", 2, 160, 1e-5F}, {"large, and a tail", 2, 1000, 100.0F, 5e4F}};
  for (const bench::ModelShape& shape : bench::model_shapes) {
    all.push_back({std::string(shape.name), 3, shape.hidden_size});
  }
  return all;
}

Rows values_of(const Case& one) {
  Rows values;
  PhiloxStream random(21, static_cast<std::uint64_t>(one.n));
  for (std::int64_t i = 0; i < one.rows * one.n; ++i) {
    const auto uniform = static_cast<float>(unit_interval(random.next()));
    values.push_back(one.magnitude * (2.0F * uniform - 1.0F));
    if (one.outlier != 0.0F && (i + 1) % one.n == 0) {
      values.back() = one.outlier;
    }
  }
  return values;
}

Rows weight_of(std::int64_t n) {
  Rows weight;
  PhiloxStream random(22, static_cast<std::uint64_t>(n));
  for (std::int64_t i = 0; i < n; ++i) {
    weight.push_back(0.5F + static_cast<float>(unit_interval(random.next())));
  }
  return weight;
}

std::string_view bytes_of(const Rows& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

Rows on_backend(Backend& backend, const Rows& values, const Rows& weight) {
  const auto n = static_cast<std::int64_t>(weight.size());
  const std::int64_t rows = static_cast<std::int64_t>(values.size()) / n;
  const Tensor x = backend.allocate(ElementType::f32, rows, n);
  const Tensor w = backend.allocate(ElementType::f32, 1, n);
  const Tensor out = backend.allocate(ElementType::f32, rows, n);
  backend.upload(bytes_of(values), x);
  backend.upload(bytes_of(weight), w);
  backend.rmsnorm(x, w, eps, out);
  Rows result(values.size());
  backend.download(out, result);
  return result;
}

template <typename Element, int threads = cuda::rmsnorm_threads>
Rows emulated(const std::vector<Element>& values, const Rows& weight, double epsilon = eps,
              int lost_tail = 0) {
  const auto n = static_cast<std::int64_t>(weight.size());
  const auto rows = static_cast<unsigned>(static_cast<std::int64_t>(values.size()) / n);
  Rows out(values.size(), std::nanf(""));
  test::emulate(rows, threads, cuda::rmsnorm_kernel<Element, threads>, values.data(), n,
                weight.data(), static_cast<float>(epsilon), out.data(), n,
                static_cast<int>(n) - lost_tail);
  return out;
}

/// The first place where the two differ by more than `tolerance` of the value; empty if none does.
std::string difference(const Rows& actual, const Rows& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double error = std::abs(double{actual[i]} - double{expected[i]});
    if (!(error <= tolerance * std::abs(double{expected[i]}))) {
      return "element " + std::to_string(i) + ": " + std::to_string(actual[i]) + ", expected " +
             std::to_string(expected[i]);
    }
  }
  return actual.size() == expected.size() ? "" : "another size";
}

bool same_bits(const Rows& a, const Rows& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](float x, float y) {
    return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
  });
}

}  // namespace

TEST_CASE("reference, CPU and the emulated CUDA kernel agree on RMSNorm") {
  const auto reference = reference::make_backend();
  const auto cpu = cpu::make_backend(2);
  for (const Case& one : cases()) {
    INFO(one.name);
    const Rows values = values_of(one);
    const Rows weight = weight_of(one.n);
    const Rows expected = on_backend(*reference, values, weight);
    CHECK(difference(on_backend(*cpu, values, weight), expected) == "");
    CHECK(difference(emulated(values, weight), expected) == "");
  }
}

TEST_CASE("the emulated CUDA kernel reads bf16 as the floats that it stands for") {
  const Case one{"R1", 2, 7168};
  Rows values = values_of(one);
  std::vector<cuda::Bf16> narrow;
  for (float& value : values) {
    narrow.push_back({round_to_bf16(value)});
    value = widen_bf16(narrow.back().bits);
  }
  const Rows weight = weight_of(one.n);
  CHECK(same_bits(emulated(narrow, weight), emulated(values, weight)));
}

TEST_CASE("the comparison of RMSNorms sees planted faults") {
  const auto reference = reference::make_backend();
  const auto expected_of = [&](const Case& one) {
    return on_backend(*reference, values_of(one), weight_of(one.n));
  };
  const Case usual{"V2-Lite", 1, 2048};
  Rows weight = weight_of(usual.n);
  weight[1234] *= 1.0F + 0x1p-17F;
  CHECK(difference(emulated(values_of(usual), weight), expected_of(usual)).find("element 1234") ==
        0);

  Rows values = values_of(usual);
  std::swap(values[0], values[1]);
  CHECK(difference(emulated(values, weight_of(usual.n)), expected_of(usual)) != "");

  const Case small{"below eps", 1, 160, 1e-5F};
  CHECK(difference(emulated(values_of(small), weight_of(160), 0.0), expected_of(small)) != "");

  // A sum that stops one short, with the last output left out of account.
  Rows without_tail = emulated(values_of(usual), weight_of(usual.n), eps, 1);
  without_tail.back() = expected_of(usual).back();
  CHECK(difference(without_tail, expected_of(usual)) != "");
}

TEST_CASE("a row of the emulated CUDA kernel has the same bits in every batch and place") {
  const Case batch{"batch", 3, 7168};
  const Rows values = values_of(batch);
  const Rows weight = weight_of(batch.n);
  const Rows together = emulated(values, weight);
  for (std::int64_t row = 0; row < batch.rows; ++row) {
    const auto begin = values.begin() + row * batch.n;
    const Rows alone = emulated(Rows(begin, begin + batch.n), weight);
    const auto expected = together.begin() + row * batch.n;
    INFO("row " << row);
    CHECK(same_bits(alone, Rows(expected, expected + batch.n)));
  }
  // Another width of the CTA is another order of summation, which the comparison must see.
  CHECK_FALSE(same_bits(emulated<float, 128>(values, weight), together));
}

TEST_CASE("the emulated CUDA kernel may write over its input") {
  const Case one{"in place", 2, 500};
  Rows values = values_of(one);
  const Rows weight = weight_of(one.n);
  const Rows expected = emulated(values, weight);
  test::emulate(2, cuda::rmsnorm_threads, cuda::rmsnorm_kernel<float>, values.data(), one.n,
                weight.data(), static_cast<float>(eps), values.data(), one.n, 500);
  CHECK(same_bits(values, expected));
}
