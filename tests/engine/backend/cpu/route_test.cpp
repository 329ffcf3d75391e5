#include "engine/backend/cpu/route.hpp"

#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

struct Router {
  int n_experts = 8;
  int k = 2;
  int n_group = 1;
  int topk_group = 1;
  bool normalise = true;
  Scoring scoring = Scoring::sigmoid;
  GroupScore group_score = GroupScore::best_two;
  bool biased = true;

  [[nodiscard]] RouterRule rule(double scale) const {
    return {scoring, group_score, n_group, topk_group, normalise, scale};
  }
};

OperatorCase route_case(int rows, const Router& r) {
  return {fmt::format("route {} rows, {} of {}, {} of {} groups", rows, r.k, r.n_experts,
                      r.topk_group, r.n_group),
          rows, 1e-6, [=](Backend& backend, std::span<const int> chosen) {
            const Tensor logits = input(backend, chosen, r.n_experts, 1, 3.0F);
            const Tensor bias =
                r.biased ? weight(backend, ElementType::f32, 1, r.n_experts, 2, 0.5F) : Tensor{};
            const auto n = static_cast<std::int64_t>(chosen.size());
            const Tensor experts = backend.allocate(ElementType::i32, n, r.k);
            const Tensor both = output(backend, chosen.size(), 2 * r.k);
            const Tensor weights = both.column_range(0, r.k);
            backend.route({logits, bias, experts, weights, r.rule(1.5)});
            for (std::int64_t b = 0; b < n; ++b) {
              for (int slot = 0; slot < r.k; ++slot) {
                both.row<float>(b)[r.k + slot] =
                    static_cast<float>(experts.row<std::int32_t>(b)[slot]);
              }
            }
            return values(backend, both);
          }};
}

struct Choice {
  std::vector<std::int32_t> experts;
  std::vector<float> weights;
};

/// One row on both backends, which must agree.
Choice choose(const std::vector<float>& logits, const std::vector<float>& bias, const Router& r) {
  Choice choice;
  for (const bool reference : {true, false}) {
    const auto backend = reference ? reference::make_backend() : cpu::make_backend(1);
    const Tensor x = backend->allocate(ElementType::f32, 1, r.n_experts);
    const Tensor b = backend->allocate(ElementType::f32, 1, r.n_experts);
    const Tensor experts = backend->allocate(ElementType::i32, 1, r.k);
    const Tensor weights = backend->allocate(ElementType::f32, 1, r.k);
    upload_f32(*backend, logits, x);
    upload_f32(*backend, bias, b);
    backend->route({x, b, experts, weights, r.rule(1.0)});
    const auto* e = experts.row<std::int32_t>(0);
    const std::vector<std::int32_t> ids(e, e + r.k);
    CHECK((choice.experts.empty() || choice.experts == ids));
    choice = {ids, values(*backend, weights)};
  }
  return choice;
}

}  // namespace

TEST_CASE("routing agrees with the reference, with and without groups") {
  for (const int rows : {1, 3, 17, 64}) {
    CHECK(disagreement(route_case(rows, {})) == "");
    CHECK(disagreement(route_case(rows, {16, 4, 4, 2, true})) == "");
    CHECK(disagreement(route_case(rows, {24, 3, 8, 3, false})) == "");
    CHECK(disagreement(route_case(rows, {5, 5, 5, 5, true})) == "");
    for (const bool biased : {true, false}) {
      const Router softmax{24, 6, 4, 2, false, Scoring::softmax, GroupScore::best, biased};
      CHECK(disagreement(route_case(rows, softmax)) == "");
      CHECK(disagreement(route_case(
                rows, {40, 8, 1, 1, true, Scoring::softmax, GroupScore::best, biased})) == "");
    }
  }
}

TEST_CASE("the bias chooses experts but does not weigh them") {
  // sigmoid(0) = 0.5, sigmoid(ln 3) = 0.75
  const Choice choice = choose({0.0F, 1.0986123F, 0.0F, 0.0F}, {0.0F, 0.0F, 9.0F, 0.0F}, {4, 2});
  CHECK(choice.experts == std::vector<std::int32_t>{2, 1});
  CHECK(choice.weights[0] == Approx(0.5 / 1.25));
  CHECK(choice.weights[1] == Approx(0.75 / 1.25));
}

TEST_CASE("among equal experts the lower index wins") {
  CHECK(choose({1, 1, 1, 1}, {0, 0, 0, 0}, {4, 2}).experts == std::vector<std::int32_t>{0, 1});
  CHECK(choose({1, 2, 1, 2}, {0, 0, 0, 0}, {4, 3}).experts == std::vector<std::int32_t>{1, 3, 0});
}

TEST_CASE("a group is ranked by its two best, and the best expert of a lost group is out") {
  // Group 0 has the single best expert; groups 1 and 2 have the better pairs.
  const std::vector<float> logits = {4, -9, 1, 1, 1, 1};
  const Choice choice = choose(logits, std::vector<float>(6, 0.0F), {6, 2, 3, 2});
  CHECK(choice.experts == std::vector<std::int32_t>{2, 3});
}

TEST_CASE("by its best member alone the group with the single best expert is kept") {
  const std::vector<float> logits = {4, -9, 1, 1, 1, 1};
  Router router{6, 2, 3, 2, false, Scoring::softmax, GroupScore::best};
  const Choice choice = choose(logits, std::vector<float>(6, 0.0F), router);
  CHECK(choice.experts == std::vector<std::int32_t>{0, 2});
  // Weights are shares of all experts: e^4 / (e^4 + e^-9 + 4 e).
  CHECK(choice.weights[0] == Approx(0.833926).epsilon(1e-5));
}

TEST_CASE("experts with a negative biased score are still chosen within kept groups") {
  // transformers masks with 0, DeepSeek's own code with -infinity: they differ here.
  const Choice choice = choose({0, 0, 0, 0}, {-0.7F, -0.8F, -2.0F, -2.0F}, {4, 2, 2, 1});
  CHECK(choice.experts == std::vector<std::int32_t>{0, 1});
}

}  // namespace assay::test
