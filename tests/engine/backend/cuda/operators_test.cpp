// The CUDA backend, run by the emulator, against the fp64 reference and the CPU: every operator at
// ragged shapes. Its bits are the CPU's, and a row's are its own whatever stands beside it.
#include "engine/backend/cuda/cuda_backend.hpp"
#include "engine/core/error.hpp"
#include "tests/engine/backend/cuda/operator_cases.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

/// A product whose sum runs in as many parts as there are rows, and so depends on the batch.
OperatorCase batch_dependent_case() {
  return {"a sum split by the number of rows", 3, 0.0,
          [](Backend& backend, std::span<const int> rows) {
            const std::vector<float> x = values(backend, input(backend, rows, 999, 1));
            std::vector<float> sums;
            for (std::size_t row = 0; row < rows.size(); ++row) {
              std::vector<float> parts(rows.size(), 0.0F);
              for (std::size_t i = 0; i < 999; ++i) {
                parts[i % rows.size()] += x[row * 999 + i];
              }
              sums.push_back(0.0F);
              for (const float part : parts) {
                sums.back() += part;
              }
            }
            return sums;
          }};
}

}  // namespace

TEST_CASE(
    "every operator of the CUDA backend is the reference's to rounding and the CPU's to the bit") {
  const auto cuda = cuda::make_backend();
  const auto cpu = cpu::make_backend(2);
  const auto reference = reference::make_backend();
  for (const OperatorCase& test : operator_cases()) {
    INFO(test.name);
    const std::vector<int> rows = first_rows(test.rows);
    const std::vector<float> got = test.run(*cuda, rows);
    CHECK(error_beyond(got, test.run(*reference, rows), test.tolerance) == "");
    CHECK(bit_difference(got, test.run(*cpu, rows)) == "");
  }
}

TEST_CASE("no operator of the CUDA backend lets a row's bits depend on its batch") {
  const auto cuda = cuda::make_backend();
  for (const OperatorCase& test : operator_cases()) {
    CHECK(batch_dependence(test, *cuda) == "");
  }
  CHECK(batch_dependence(batch_dependent_case(), *cuda) != "");
}

TEST_CASE("the CUDA backend copies rows, and refuses what would overlap or not fit") {
  const auto cuda = cuda::make_backend();
  const Tensor tensor = input(*cuda, first_rows(6), 20, 1);
  std::vector<float> expected = values(*cuda, tensor);
  cuda->copy_rows(tensor, 1, 4, 2);
  std::copy_n(expected.begin() + 20, 40, expected.begin() + 80);
  CHECK(values(*cuda, tensor) == expected);
  CHECK_THROWS_AS(cuda->copy_rows(tensor, 1, 2, 2), ShapeError);
  CHECK_THROWS_AS(cuda->upload("too short", tensor), ShapeError);
  CHECK_THROWS_AS(cuda->allocate(ElementType::q8, 2, 33), ShapeError);
  std::vector<float> room(7);
  CHECK_THROWS_AS(cuda->download(tensor, room), ShapeError);
}

TEST_CASE("the CUDA backend refuses logits that are not finite, and devices that are not there") {
  const auto cuda = cuda::make_backend();
  const Tensor logits = input(*cuda, first_rows(2), 40, 1);
  std::vector<float> values(40, 0.0F);
  values[39] = std::numeric_limits<float>::infinity();
  upload_f32(*cuda, values, logits.row_range(1, 1));
  SampleRule rule;
  rule.vocabulary = 39;
  std::vector<std::int32_t> ids(2);
  cuda->sample(logits, std::vector<SampleRule>(2, rule), ids);
  rule.vocabulary = 40;
  CHECK_THROWS_AS(cuda->sample(logits, std::vector<SampleRule>(2, rule), ids), InfrastructureError);
  CHECK_THROWS_WITH(cuda::make_backend(99), Catch::Contains("cuda:99"));
}

}  // namespace assay::test
