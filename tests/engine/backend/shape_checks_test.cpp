#include "engine/backend/shape_checks.hpp"

#include "engine/core/error.hpp"
#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

template <typename Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const ShapeError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("tensors that do not fit together are refused with operator and sizes") {
  for (const bool reference : {true, false}) {
    const auto backend = reference ? reference::make_backend() : cpu::make_backend(1);
    const Tensor x = backend->allocate(ElementType::f32, 2, 8);
    const Tensor narrow = backend->allocate(ElementType::f32, 3, 7);
    CHECK(message_of([&] { backend->linear(x, narrow, x); }) ==
          "linear: columns of weight is 7, but must be 8");
    CHECK(message_of([&] { backend->rmsnorm(x, narrow, 1e-6, x); }) ==
          "rmsnorm: columns of weight is 7, but must be 8");
    CHECK(message_of([&] { backend->swiglu(x, {}, narrow); }) ==
          "swiglu: columns of gate_up is 8, but must be 14");
    const std::vector<std::int32_t> ids = {0, 2};
    CHECK(message_of([&] { backend->embed(x, ids, x); }) ==
          "embed: rows of the table is 2, but must be at least 3");
  }
}

TEST_CASE("a page table that is too short, or a page outside the cache, is refused") {
  const auto backend = cpu::make_backend(1);
  const Tensor cache = backend->allocate(ElementType::f32, 2 * page_size, 4);
  const Tensor query = backend->allocate(ElementType::f32, 1, 4);
  const Tensor out = backend->allocate(ElementType::f32, 1, 2);
  const auto attend = [&](std::vector<std::int32_t> pages, std::int32_t position) {
    const std::vector<std::int32_t> ids = {0};
    const std::vector<std::int32_t> positions = {position};
    const std::vector<std::span<const std::int32_t>> tables = {pages};
    Attention op;
    op.query = query;
    op.cache = cache;
    op.out = out;
    op.heads = 1;
    op.key_dim = 4;
    op.value_dim = 2;
    op.scale = 1.0F;
    return message_of([&] { backend->attention(op, {ids, positions, tables}); });
  };
  CHECK(attend({0, 1}, 20) == "no error");
  CHECK(attend({0}, 20) == "attention: length of a page table is 1, but must be at least 2");
  CHECK(attend({0, 2}, 20) == "attention: number of cache rows is 32, but must be at least 48");
  CHECK(attend({-1}, 3) == "attention: a page is -1, but must be at least 0");
}

}  // namespace assay::test
