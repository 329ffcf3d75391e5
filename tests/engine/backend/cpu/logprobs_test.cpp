#include "engine/backend/cpu/logprobs.hpp"

#include <cmath>

#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

/// Of each row: the log-probability of its token, then the five likeliest with their ids.
OperatorCase logprobs_case(int rows, int vocabulary, float scale) {
  return {fmt::format("logprobs {} x {} of size {}", rows, vocabulary, scale), rows, 1e-6,
          [=](Backend& backend, std::span<const int> chosen) {
            const Tensor logits = input(backend, chosen, vocabulary + 3, 1, scale);
            std::vector<float> out;
            for (std::size_t b = 0; b < chosen.size(); ++b) {
              const Logprobs found = backend.logprobs(logits, static_cast<std::int64_t>(b),
                                                      vocabulary, chosen[b] % vocabulary, 5);
              out.push_back(found.logprob);
              for (const TokenLogprob& token : found.top) {
                out.push_back(static_cast<float>(token.id) / static_cast<float>(vocabulary));
                out.push_back(token.logprob);
              }
            }
            return out;
          }};
}

}  // namespace

TEST_CASE("log-probabilities agree with the reference, and are the same bits everywhere") {
  for (const int vocabulary : {5, 16, 100, 1003}) {
    for (const float scale : {1.0F, 8.0F, 60.0F}) {
      CHECK(disagreement(logprobs_case(17, vocabulary, scale)) == "");
    }
  }
}

TEST_CASE("log-probabilities of equal logits are those of a fair choice, the lower id first") {
  const auto backend = cpu::make_backend(1);
  const Tensor logits = backend->allocate(ElementType::f32, 1, 1000);
  const Logprobs found = backend->logprobs(logits, 0, 1000, 999, 2);
  CHECK(found.logprob == Approx(-std::log(1000.0)).epsilon(1e-7));
  REQUIRE(found.top.size() == 2);
  CHECK(found.top[0].id == 0);
  CHECK(found.top[1].id == 1);
  CHECK(backend->logprobs(logits, 0, 1, 0, 0).logprob == 0.0F);
}

TEST_CASE("penalties are taken off by sign, presence and count") {
  for (const bool reference : {true, false}) {
    const auto backend = reference ? reference::make_backend() : cpu::make_backend(1);
    const Tensor logits = backend->allocate(ElementType::f32, 2, 4);
    for (int i = 0; i < 4; ++i) {
      logits.row<float>(1)[i] = i == 2 ? -3.0F : 3.0F;
    }
    const std::vector<SeenToken> seen = {{1, 0}, {2, 2}, {3, 1}};
    backend->penalize(logits, 1, {1.5, 0.25, 0.5, seen});
    CHECK(logits.row<float>(1)[0] == 3.0F);
    CHECK(logits.row<float>(1)[1] == 2.0F);    // of the prompt: repetition alone
    CHECK(logits.row<float>(1)[2] == -5.75F);  // -4.5 - 0.25 - 2 * 0.5
    CHECK(logits.row<float>(1)[3] == 1.25F);
    CHECK(logits.row<float>(0)[1] == 0.0F);
  }
}

}  // namespace assay::test
