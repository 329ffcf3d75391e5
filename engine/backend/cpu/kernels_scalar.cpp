#include "engine/backend/cpu/lanes_scalar.hpp"
// The lanes come first: the kernels are written over them.
#include "engine/backend/cpu/dispatch.hpp"
#include "engine/backend/cpu/kernels_body.hpp"

namespace assay::cpu {

const Kernels& scalar_kernels() {
  static constexpr Kernels kernels = table("scalar");
  return kernels;
}

}  // namespace assay::cpu
