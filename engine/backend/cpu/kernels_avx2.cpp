#if defined(__x86_64__)

#include "engine/backend/cpu/lanes_avx2.hpp"
// The lanes come first: the kernels are written over them.
#include "engine/backend/cpu/dispatch.hpp"
#include "engine/backend/cpu/kernels_body.hpp"

namespace assay::cpu {

const Kernels& avx2_kernels() {
  static constexpr Kernels kernels = table("avx2");
  return kernels;
}

}  // namespace assay::cpu

#endif
