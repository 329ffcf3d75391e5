#include "engine/model/rope.hpp"

#include <cmath>
#include <vector>

namespace assay {

Tensor rope_table(Backend& backend, int positions, int rope, double theta) {
  std::vector<float> values;
  values.reserve(static_cast<std::size_t>(positions) * static_cast<std::size_t>(rope));
  for (int position = 0; position < positions; ++position) {
    for (int i = 0; i < rope; i += 2) {
      const auto exponent = -static_cast<long double>(i) / static_cast<long double>(rope);
      const long double angle = position * std::pow(static_cast<long double>(theta), exponent);
      values.push_back(static_cast<float>(std::cos(angle)));
      values.push_back(static_cast<float>(std::sin(angle)));
    }
  }
  const Tensor table = backend.allocate(ElementType::f32, positions, rope);
  backend.upload({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)},
                 table);
  return table;
}

}  // namespace assay
