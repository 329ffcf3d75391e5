#include "engine/model/rope.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace assay {

namespace {

using Real = long double;

/// The (real) index of the frequency that turns `rotations` times in the original context.
Real yarn_bound(const RopeSettings& rope, int dim, double rotations) {
  const Real turns = static_cast<Real>(rope.original_context) /
                     (static_cast<Real>(rotations) * 2.0L * std::numbers::pi_v<Real>);
  return static_cast<Real>(dim) * std::log(turns) /
         (2.0L * std::log(static_cast<Real>(rope.theta)));
}

Real yarn(const RopeSettings& rope, int dim, int pair, Real frequency) {
  Real low = yarn_bound(rope, dim, rope.beta_fast);
  Real high = yarn_bound(rope, dim, rope.beta_slow);
  if (rope.truncate) {
    low = std::floor(low);
    high = std::ceil(high);
  }
  low = std::max(low, 0.0L);
  high = std::min(high, static_cast<Real>(dim - 1));
  if (low == high) {
    high += 0.001L;
  }
  const Real ramp = std::clamp((static_cast<Real>(pair) - low) / (high - low), 0.0L, 1.0L);
  return frequency / static_cast<Real>(rope.factor) * ramp + frequency * (1.0L - ramp);
}

Real llama3(const RopeSettings& rope, Real frequency) {
  const Real wavelength = 2.0L * std::numbers::pi_v<Real> / frequency;
  const Real turns = static_cast<Real>(rope.original_context) / wavelength;
  const auto low = static_cast<Real>(rope.low_freq_factor);
  const auto high = static_cast<Real>(rope.high_freq_factor);
  const Real keep = std::clamp((turns - low) / (high - low), 0.0L, 1.0L);
  return (1.0L - keep) * frequency / static_cast<Real>(rope.factor) + keep * frequency;
}

Real frequency_of(const RopeSettings& rope, int dim, int pair) {
  const Real exponent = -static_cast<Real>(2 * pair) / static_cast<Real>(dim);
  const Real frequency = std::pow(static_cast<Real>(rope.theta), exponent);
  switch (rope.kind) {
    case RopeScalingKind::none:
      break;
    case RopeScalingKind::linear:
      return frequency / static_cast<Real>(rope.factor);
    case RopeScalingKind::yarn:
      return yarn(rope, dim, pair, frequency);
    case RopeScalingKind::llama3:
      return llama3(rope, frequency);
  }
  return frequency;
}

}  // namespace

Tensor rope_table(Backend& backend, int positions, int dim, const RopeSettings& settings) {
  std::vector<Real> frequencies;
  frequencies.reserve(static_cast<std::size_t>(dim / 2));
  for (int pair = 0; pair < dim / 2; ++pair) {
    frequencies.push_back(frequency_of(settings, dim, pair));
  }
  const auto factor = static_cast<Real>(settings.table_factor());
  std::vector<float> values;
  values.reserve(static_cast<std::size_t>(positions) * static_cast<std::size_t>(dim));
  for (int position = 0; position < positions; ++position) {
    for (const Real frequency : frequencies) {
      const Real angle = static_cast<Real>(position) * frequency;
      values.push_back(static_cast<float>(factor * std::cos(angle)));
      values.push_back(static_cast<float>(factor * std::sin(angle)));
    }
  }
  const Tensor table = backend.allocate(ElementType::f32, positions, dim);
  backend.upload({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)},
                 table);
  return table;
}

}  // namespace assay
