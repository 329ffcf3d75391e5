#include "engine/backend/cpu/sample.hpp"

#include <cmath>
#include <limits>

#include "engine/core/error.hpp"
#include "engine/serving/sampler.hpp"
#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

std::vector<std::int32_t> draw(Backend& backend, const std::vector<float>& logits,
                               const std::vector<SampleRule>& rules) {
  const auto columns = static_cast<std::int64_t>(logits.size());
  const auto rows = static_cast<std::int64_t>(rules.size());
  const Tensor tensor = backend.allocate(ElementType::f32, rows, columns);
  for (std::int64_t b = 0; b < rows; ++b) {
    upload_f32(backend, logits, tensor.row_range(b, 1));
  }
  std::vector<std::int32_t> ids(rules.size());
  backend.sample(tensor, rules, ids);
  return ids;
}

/// One draw at `uniform` on both backends, which must agree.
std::int32_t draw_one(const std::vector<float>& logits, SampleRule rule, double uniform) {
  rule.uniform = uniform;
  rule.vocabulary = rule.vocabulary == 0 ? static_cast<int>(logits.size()) : rule.vocabulary;
  const auto reference = reference::make_backend();
  const auto cpu = cpu::make_backend(1);
  const std::int32_t id = draw(*cpu, logits, {rule})[0];
  CHECK(draw(*reference, logits, {rule})[0] == id);
  return id;
}

SampleRule rule_of(double temperature, int top_k = 0, double top_p = 1.0, double min_p = 0.0) {
  SampleRule rule;
  rule.temperature = temperature;
  rule.top_k = top_k;
  rule.top_p = top_p;
  rule.min_p = min_p;
  return rule;
}

// Probabilities 0.5, 0.25, 0.125, 0.125, not in order of id.
const std::vector<float> quarters = {std::log(0.125F), std::log(0.5F), std::log(0.125F),
                                     std::log(0.25F)};

/// Pearson's statistic of `draws` draws against `probabilities`; ids of probability 0 must not
/// come.
double chi_square(const SamplingParams& sampling, const std::vector<double>& probabilities) {
  constexpr int draws = 20000;
  const auto vocabulary = static_cast<int>(quarters.size());
  const Sampler sampler({42, "suite/problem", 0}, sampling, vocabulary);
  std::vector<SampleRule> rules;
  for (std::uint64_t position = 0; position < draws; ++position) {
    rules.push_back(sampler.rule(position));
  }
  const auto backend = cpu::make_backend(1);
  std::vector<int> counts(quarters.size(), 0);
  for (const std::int32_t id : draw(*backend, quarters, rules)) {
    ++counts[static_cast<std::size_t>(id)];
  }
  double statistic = 0.0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = probabilities[i] * draws;
    if (expected == 0.0) {
      CHECK(counts[i] == 0);
    } else {
      statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
  }
  return statistic;
}

}  // namespace

TEST_CASE("greedy takes the largest logit, and among equals the lowest id") {
  CHECK(draw_one({1, 3, 2}, rule_of(0.0), 0.99) == 1);
  CHECK(draw_one({1, 3, 3, 3}, rule_of(0.0), 0.99) == 1);
}

TEST_CASE("candidates stand by probability, then id, along the unit interval") {
  const SampleRule rule = rule_of(1.0);
  CHECK(draw_one(quarters, rule, 0.25) == 1);
  CHECK(draw_one(quarters, rule, 0.499) == 1);
  CHECK(draw_one(quarters, rule, 0.501) == 3);
  CHECK(draw_one(quarters, rule, 0.76) == 0);
  CHECK(draw_one(quarters, rule, 0.88) == 2);
  CHECK(draw_one(quarters, rule, 1.0 - 0x1p-25) == 2);
}

TEST_CASE("top_p keeps the token that crosses it, and at least one") {
  CHECK(draw_one(quarters, rule_of(1.0, 0, 0.49), 0.999) == 1);
  CHECK(draw_one(quarters, rule_of(1.0, 0, 0.51), 0.999) == 3);
  CHECK(draw_one(quarters, rule_of(1.0, 0, 0.74), 0.999) == 3);
  CHECK(draw_one(quarters, rule_of(1.0, 0, 0.76), 0.999) == 0);
  CHECK(draw_one(quarters, rule_of(1.0, 0, 1e-9), 0.999) == 1);
  CHECK(draw_one({0, 0, 0}, rule_of(1.0, 0, 1e-9), 0.999) == 0);
}

TEST_CASE("top_k comes before top_p, whose mass is that of what top_k left") {
  // Of {0.5, 0.25}, 0.5 is two thirds: top_p 0.6 keeps one token, 0.7 both.
  CHECK(draw_one(quarters, rule_of(1.0, 2, 0.6), 0.999) == 1);
  CHECK(draw_one(quarters, rule_of(1.0, 2, 0.7), 0.999) == 3);
  CHECK(draw_one(quarters, rule_of(1.0, 1), 0.999) == 1);
  CHECK(draw_one(quarters, rule_of(1.0, 99), 0.999) == 2);
}

TEST_CASE("min_p counts from the largest probability") {
  CHECK(draw_one(quarters, rule_of(1.0, 0, 1.0, 0.51), 0.999) == 1);
  CHECK(draw_one(quarters, rule_of(1.0, 0, 1.0, 0.49), 0.999) == 3);
  CHECK(draw_one(quarters, rule_of(1.0, 0, 1.0, 0.24), 0.999) == 2);
}

TEST_CASE("ids of the matrix's padded tail are never chosen") {
  SampleRule rule = rule_of(1.0);
  rule.vocabulary = 2;
  for (const double uniform : {0.01, 0.5, 0.99}) {
    CHECK(draw_one({0, 1, 50, 60}, rule, uniform) < 2);
  }
  rule.temperature = 0.0;
  CHECK(draw_one({0, 1, 50, 60}, rule, 0.5) == 1);
}

TEST_CASE("draws follow the exact probabilities") {
  // Bounds: the 99.99 % point of chi-square with 3, 2 and 1 degrees of freedom.
  CHECK(chi_square({1.0, 1.0, 0, 0.0, 1}, {0.125, 0.5, 0.125, 0.25}) < 21.1);
  CHECK(chi_square({1.0, 0.8, 0, 0.0, 1}, {1 / 7.0, 4 / 7.0, 0, 2 / 7.0}) < 18.4);
  CHECK(chi_square({1.0, 1.0, 2, 0.0, 1}, {0, 2 / 3.0, 0, 1 / 3.0}) < 15.1);
  // Temperature 1/2 squares: 16, 4, 1, 1 of 22.
  CHECK(chi_square({0.5, 1.0, 0, 0.0, 1}, {1 / 22.0, 16 / 22.0, 1 / 22.0, 4 / 22.0}) < 21.1);
}

TEST_CASE("control: the test of draws rejects wrong probabilities") {
  CHECK(chi_square({1.0, 1.0, 0, 0.0, 1}, {0.125, 0.48, 0.125, 0.27}) > 21.1);
}

TEST_CASE("sampling agrees with the reference on wide rows, and depends on a row alone") {
  for (const SampleRule& rule :
       {rule_of(0.6, 0, 0.95), rule_of(1.0), rule_of(1.3, 50, 0.9, 0.01)}) {
    const OperatorCase test{"sample", 64, 0.0, [&](Backend& backend, std::span<const int> chosen) {
                              const Tensor logits = input(backend, chosen, 500, 1, 8.0F);
                              std::vector<SampleRule> rules;
                              for (const int row : chosen) {
                                rules.push_back(rule);
                                rules.back().vocabulary = 490;
                                rules.back().uniform = 0.5 + 0.49 * double{noise(2, row, 0)};
                              }
                              std::vector<std::int32_t> ids(chosen.size());
                              backend.sample(logits, rules, ids);
                              return std::vector<float>(ids.begin(), ids.end());
                            }};
    CHECK(disagreement(test) == "");
  }
}

TEST_CASE("logits that are not finite are an error, not a token") {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    SampleRule rule = rule_of(1.0);
    rule.vocabulary = 3;
    const auto cpu = cpu::make_backend(1);
    const auto reference = reference::make_backend();
    CHECK_THROWS_AS(draw(*cpu, {0, bad, 1}, {rule}), InfrastructureError);
    CHECK_THROWS_AS(draw(*reference, {0, bad, 1}, {rule}), InfrastructureError);
  }
}

}  // namespace assay::test
