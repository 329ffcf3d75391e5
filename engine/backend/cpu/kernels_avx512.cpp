#if defined(__x86_64__)

#include "engine/backend/cpu/lanes_avx512.hpp"
// The lanes come first: the kernels are written over them.
#include "engine/backend/cpu/dispatch.hpp"
#include "engine/backend/cpu/kernels_body.hpp"

namespace assay::cpu {

const Kernels& avx512_kernels() {
  static constexpr Kernels kernels = table("avx512");
  return kernels;
}

}  // namespace assay::cpu

#endif
